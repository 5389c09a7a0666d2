"""Everything a person sets about herself: the profile, the photo, places, quiet hashtags."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles import actions
from profiles.advice import advice_lines
from profiles.cards import photo_url
from profiles.errors import Changed, HandleTaken, TooFewSeats, UnreadablePhoto
from profiles.forms.availability import AvailabilityForm
from profiles.forms.editing import EditForm
from profiles.forms.photo import PhotoForm
from profiles.forms.quiet import QuietForm
from profiles.models import Profile
from profiles.photos import read_photo, send_photo
from profiles.requests import MemberRequest
from safety.errors import RateLimited, Refused
from safety.idempotency import once, read_key
from safety.ratelimits import hit

PHOTOS_AN_HOUR = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: MemberRequest) -> HttpResponse:
    """The public profile, all on one page."""
    profile = request.user.profile
    if request.method != "POST":
        return _profile_page(request, EditForm.showing(profile))
    form = EditForm(request.POST, profile=profile)
    if form.is_valid() and _save_profile(request, form):
        messages.success(request, _("Saved. This is what others read from now on."))
        return redirect("profiles:edit_profile")
    return _profile_page(request, form, status=400)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_photo(request: MemberRequest) -> HttpResponse:
    """The photo: upload one, or take it away."""
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if form.is_valid():
        hit(scope="photo", who=request.user.pk, limit=PHOTOS_AN_HOUR, seconds=3600)
        try:
            actions.set_photo(by=request.user, file=form.cleaned_data["photo"].file)
        except UnreadablePhoto as refused:
            form.add_error("photo", refused.sentence)
        else:
            messages.success(request, _("Your photo is there."))
            return redirect("profiles:edit_photo")
    profile = request.user.profile
    context = {"nav": "me", "form": form, "profile": profile, "person": _pictured(profile)}
    status = 400 if request.method == "POST" else 200
    return render(request, "profiles/photo.html", context, status=status)


@login_required
@require_POST
def remove_photo(request: MemberRequest) -> HttpResponse:
    """Initials again."""
    actions.remove_photo(by=request.user)
    messages.success(request, _("Your photo is gone; your initials stand in its place."))
    return redirect("profiles:edit_photo")


@login_required
@require_safe
def photo(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody's photo, for those who may see them."""
    profile = get_object_or_404(
        Profile.objects.visible_to(request.user).exclude(photo=""), user__public_id=public_id
    )
    picture = read_photo(profile)
    if not picture:
        raise Http404
    return send_photo(picture)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: MemberRequest) -> HttpResponse:
    """Open or not, how many, what and whom: one screen."""
    profile = request.user.profile
    row = request.user.availability
    initial = AvailabilityForm.initial_of(profile, row)
    form = AvailabilityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.set_availability(by=request.user, places=form.places(), terms=form.terms())
        except TooFewSeats as refused:
            form.add_error("seats", refused.sentence)
        except Refused as refused:
            form.add_error("paused_until", refused.sentence)
        else:
            messages.success(request, _("Saved. It holds everywhere from now on."))
            return redirect("profiles:availability")
    context = {
        "nav": "me",
        "form": form,
        "availability": row,
        "profile": profile,
        "advice": advice_lines(request.user),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "profiles/availability.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quiet_tags(request: MemberRequest) -> HttpResponse:
    """The hashtags a person shows to nobody: read here by her alone."""
    form = QuietForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _keep_quiet(request, form):
        return redirect("profiles:quiet_tags")
    context = {"nav": "me", "form": form, "quiet": actions.quiet_tags(request.user)}
    status = 400 if request.method == "POST" else 200
    return render(request, "profiles/quiet.html", context, status=status)


@login_required
@require_POST
def remove_quiet_tag(request: MemberRequest) -> HttpResponse:
    """Forget one quiet hashtag."""

    def work() -> str:
        actions.remove_quiet(by=request.user, key=request.POST.get("tag", "").replace("\0", ""))
        return reverse("profiles:quiet_tags")

    try:
        url = once(by=request.user, key=read_key(request), action="remove_quiet", work=work)
    except RateLimited as refused:
        messages.error(request, refused.sentence)
        return redirect("profiles:quiet_tags")
    messages.success(request, _("Gone. It is no longer kept."))
    return redirect(url)


def _save_profile(request: MemberRequest, form: EditForm) -> bool:
    """Save the valid form, or say in it why not."""

    def work() -> str:
        actions.edit_profile(
            by=request.user,
            version=form.cleaned_data["version"],
            person=form.person(),
            about=form.about(),
            seeks=form.seeks(),
            offers=form.offers(),
        )
        return reverse("profiles:edit_profile")

    try:
        once(by=request.user, key=read_key(request), action="edit_profile", work=work)
    except Changed as refused:
        form.show_differences(Profile.objects.select_related("user").get(user=request.user))
        form.add_error(None, refused.sentence)
    except HandleTaken as refused:
        form.add_error("handle", refused.sentence)
    except RateLimited as refused:
        form.add_error("bio", refused.sentence)
    else:
        return True
    return False


def _keep_quiet(request: MemberRequest, form: QuietForm) -> bool:
    """Keep what the valid form names, or say in it why not."""
    taken_back = False

    def work() -> str:
        nonlocal taken_back
        taken_back = actions.keep_quiet(by=request.user, names=form.cleaned_data["quiet"])
        return reverse("profiles:quiet_tags")

    try:
        once(by=request.user, key=read_key(request), action="keep_quiet", work=work)
    except RateLimited as refused:
        form.add_error("quiet", refused.sentence)
        return False
    said = _("Kept. Nobody but you sees it.")
    if taken_back:
        said = _("Kept, and taken out of your public profile. Nobody but you sees it now.")
    messages.success(request, said)
    return True


def _pictured(profile: Profile) -> dict[str, str]:
    return {"name": profile.name, "photo_url": photo_url(profile)}


def _profile_page(request: MemberRequest, form: EditForm, *, status: int = 200) -> HttpResponse:
    context = {
        "nav": "me",
        "form": form,
        "found": form.confirmation,
        "profile": form.profile,
        "person": _pictured(form.profile),
        "availability": request.user.availability,
        "advice": advice_lines(request.user),
    }
    return render(request, "profiles/edit.html", context, status=status)
