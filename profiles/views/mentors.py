"""The directory of mentors: search in the address, results that change in place."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from profiles.directory.asked import read
from profiles.directory.found import Question
from profiles.directory.page import address, is_place, not_understood, page
from profiles.models import User
from profiles.requests import MemberRequest
from safety.ratelimits import hit

SEARCHES_A_MINUTE = 60
SEARCHES_AN_HOUR = 600  # a person looks at a page for some seconds; whoever copies them does not
LONGEST_ADDRESS = 1500


@require_safe
def mentors(request: HttpRequest) -> HttpResponse:
    """Mentors found by a search; those who are signed out keep it while they sign in."""
    if not isinstance(request.user, User):
        messages.info(request, _("Sign in to see who the mentors are. Your search comes with you."))
        whole = request.get_full_path()
        return redirect_to_login(whole if len(whole) <= LONGEST_ADDRESS else request.path)
    return _search(cast(MemberRequest, request))


def _search(request: MemberRequest) -> HttpResponse:
    viewer = request.user
    hit(scope="directory", who=viewer.pk, limit=SEARCHES_A_MINUTE, seconds=60)
    hit(scope="directory_hour", who=viewer.pk, limit=SEARCHES_AN_HOUR, seconds=3600)
    asked, after = read(request.GET), request.GET.get("after", "")
    question = Question.of(asked.search, viewer=viewer)
    understood = not asked.problems and is_place(question, after)
    whole = address(question.search, after=after)
    if understood and not request.htmx and whole != request.get_full_path():
        return redirect(whole)
    context = page(asked, question, after=after) if understood else not_understood(asked, question)
    response = render(
        request,
        "profiles/mentors.html#answer" if request.htmx else "profiles/mentors.html",
        context | {"nav": "find"},
        status=200 if understood else 400,
    )
    if understood and request.htmx:
        response["HX-Replace-Url"] = whole
    return response
