"""The page of suggestions, and what can be said to one."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.models import Profile, User
from profiles.requests import MemberRequest

from . import actions
from .cards import dismissed_people, fit_of, suggestion_cards
from .models import SaidOf


@login_required
@require_safe
def suggestions(request: MemberRequest) -> HttpResponse:
    """Up to ten people who could mentor the viewer, each with its reasons."""
    viewer = request.user
    cards = suggestion_cards(viewer)
    context = {
        "nav": "mentors",
        "cards": cards,
        "shortlisted": [card for card in cards if card["shortlisted"]],
        "dismissed": dismissed_people(viewer),
        "profile": viewer.profile,
    }
    return render(request, "matching/suggestions.html", context)


@login_required
@require_safe
def fit(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """How the viewer and one mentor fit: what speaks for it, and what speaks less for it."""
    mentor = _mentor(request, person).profile
    context = {
        "nav": "mentors",
        "card": fit_of(request.user, mentor),
        "profile": request.user.profile,
    }
    return render(request, "matching/fit.html", context)


@login_required
@require_POST
def shortlist(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """Keep a mentor in mind."""
    mentor = _mentor(request, person)
    actions.shortlist(by=request.user, mentor=mentor)
    messages.success(
        request, _("%(name)s is on your shortlist. Only you know.") % {"name": mentor.profile.name}
    )
    return _back(request)


@login_required
@require_POST
def unshortlist(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """Off the shortlist again."""
    mentor = _mentor(request, person)
    actions.take_back(by=request.user, mentor=mentor, said=SaidOf.SHORTLISTED)
    return _back(request)


@login_required
@require_POST
def dismiss(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """Not for me: silent, and one click brings it back."""
    mentor = _mentor(request, person)
    actions.dismiss(by=request.user, mentor=mentor)
    messages.info(
        request,
        _("%(name)s will not be suggested to you again. Nobody is told, and you can undo it below.")
        % {"name": mentor.profile.name},
    )
    return _back(request)


@login_required
@require_POST
def undismiss(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """Undo "not for me"."""
    mentor = _mentor(request, person)
    actions.take_back(by=request.user, mentor=mentor, said=SaidOf.DISMISSED)
    messages.info(request, _("Undone. They may be suggested to you again."))
    return _back(request)


def _mentor(request: MemberRequest, person: uuid.UUID) -> User:
    profile = get_object_or_404(
        Profile.objects.visible_to(request.user)
        .others_than(request.user)
        .filter(is_mentor=True)
        .for_cards(),
        user__public_id=person,
    )
    return profile.user


def _back(request: MemberRequest) -> HttpResponse:
    """Where the button stood: home, a search of the directory, or the suggestions."""
    asked, directory = request.POST.get("next", ""), reverse("profiles:mentors")
    if asked == reverse("home") or asked.partition("?")[0] == directory:
        return redirect(asked)
    return redirect("matching:suggestions")
