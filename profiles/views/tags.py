"""Hashtags: the index, one hashtag's page, and what is offered while somebody types.

Existence is never told: a hashtag nobody has written, one that waits for review and one that only
people write whom the viewer may not see give the same page.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from profiles.hashtags import hashtag_key, is_hashtag_name
from profiles.models import Hashtag
from profiles.tag_pages import alias_target, hashtag_page, index, told_count
from safety.ratelimits import client_address, hit
from safety.text import clean_line

OFFERED = 8
MOST_TYPED = 100
SIGNS = "#\uff03 "
SEARCHES_A_MINUTE = 90


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Hashtags with mentors who have a place, by kind; or straight to the one asked for."""
    asked = _plain(request.GET.get("q", "")).replace(" ", "")
    if is_hashtag_name(asked):
        return redirect("profiles:tag", name=asked)
    context = {"nav": "hashtags", "asked": asked, "kinds": index(request.user)}
    return render(request, "profiles/tags.html", context)


@require_safe
def tag(request: HttpRequest, name: str) -> HttpResponse:
    """One hashtag: mentors with a place and people for members, figures for everybody else."""
    plain = _plain(name)
    if not is_hashtag_name(plain):
        raise Http404
    row = Hashtag.objects.named(plain).first()
    target = alias_target(row, viewer=request.user)
    if target is not None:
        return HttpResponsePermanentRedirect(reverse("profiles:tag", args=[target.name]))
    context = hashtag_page(
        row,
        typed=plain,
        viewer=request.user,
        show=request.GET.get("show", ""),
        after=request.GET.get("after", ""),
    )
    return render(request, "profiles/tag.html", context | {"nav": "hashtags"})


@require_safe
def suggest_tags(request: HttpRequest) -> HttpResponse:
    """Up to eight hashtags that begin as typed, or have an alias that does: a fragment."""
    if "q" not in request.GET:
        return tag(request, "suggest")  # a hashtag may be named as this page is
    viewer = request.user
    who = viewer.pk if viewer.is_authenticated else client_address(request)
    hit(scope="suggest_tags", who=who, limit=SEARCHES_A_MINUTE, seconds=60)
    typed = _plain(request.GET["q"])
    offers: list[dict[str, object]] = []
    if len(hashtag_key(typed)) >= (2 if typed.isascii() else 1):
        rows = Hashtag.objects.suggested(viewer).beginning_with(typed).order_by("-people", "key")
        offers = [
            {"name": name, "kind": kind, "count": told_count(people, settings.SMALL_COUNT)}
            for name, kind, people in rows.values_list("name", "kind", "people")[:OFFERED]
        ]
    return render(request, "components/tag_suggestions.html", {"tags": offers})


def _plain(name: str) -> str:
    """What was typed or stands in an address, cleaned, without its sign."""
    return clean_line(name[: 4 * MOST_TYPED]).lstrip(SIGNS)[:MOST_TYPED]
