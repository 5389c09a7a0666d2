"""The story of a hashtag and its stewards: written by them, looked after by moderators.

For whoever is neither steward nor moderator these pages are not there.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from profiles import actions
from profiles.errors import Changed
from profiles.forms.story import StewardForm, StoryForm
from profiles.hashtags import hashtag_key
from profiles.models import Hashtag, Profile, TagSteward, TagStory
from profiles.permissions import may_curate
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

ANSWERS = ("yes", "no")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: MemberRequest, name: str) -> HttpResponse:
    """A steward tells the story."""
    hashtag = _hashtag(name)
    mine = TagSteward.objects.filter(hashtag=hashtag, user=request.user)
    if not mine.serving().exists():
        raise Http404
    return _story(request, hashtag, back=hashtag.get_absolute_url())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_story(request: MemberRequest, key: str) -> HttpResponse:
    """A moderator tells it, and sees who looks after the hashtag."""
    hashtag = _for_moderators(request, key)
    return _story(request, hashtag, back=reverse("profiles:staff_story", args=[hashtag.key]))


@login_required
@require_POST
def stewardship(request: MemberRequest, name: str) -> HttpResponse:
    """The person asked says yes or no; a steward steps down by a no."""
    by, hashtag = request.user, _hashtag(name)
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        get_object_or_404(TagSteward, hashtag=hashtag, user=by)
        messages.error(request, _("Nothing was changed: please press one of the two buttons."))
        return redirect(hashtag.get_absolute_url())

    def work() -> str:
        get_object_or_404(TagSteward, hashtag=hashtag, user=by)
        if answer == "yes":
            actions.become_steward(hashtag=hashtag, by=by)
        else:
            actions.end_stewardship(hashtag=hashtag, person=by, by=by)
        return hashtag.get_absolute_url()

    url = once(by=by, key=read_key(request), action=f"stewardship:{hashtag.pk}", work=work)
    if answer == "yes":
        messages.success(request, _("Thank you. Your name stands here now, for members."))
    else:
        messages.info(request, _("Your name does not stand here, and nobody is told."))
    return redirect(url)


@login_required
@require_POST
def ask_steward(request: MemberRequest, key: str) -> HttpResponse:
    """A moderator asks somebody, by handle, to look after the hashtag."""
    hashtag = _for_moderators(request, key)
    form = StewardForm(request.POST)
    person = None
    if form.is_valid():
        people = Profile.objects.visible_to(request.user).select_related("user")
        person = people.filter(user__handle=form.cleaned_data["handle"]).first()
        if person is None:
            form.add_error("handle", _("There is nobody of that handle whom you can ask."))
    if person is None:
        return _page(request, hashtag, steward_form=form, status=400)

    def work() -> str:
        actions.ask_steward(hashtag=hashtag, person=person.user, by=request.user)
        return reverse("profiles:staff_story", args=[hashtag.key])

    action = f"ask_steward:{hashtag.pk}:{person.user_id}"
    url = once(by=request.user, key=read_key(request), action=action, work=work)
    messages.success(request, _("Asked. Their news, their home page and a mail tell them."))
    return redirect(url)


@login_required
@require_POST
def dismiss_steward(request: MemberRequest, key: str, public_id: uuid.UUID) -> HttpResponse:
    """A moderator ends it, or takes the question back."""
    hashtag = _for_moderators(request, key)

    def work() -> str:
        row = get_object_or_404(TagSteward, hashtag=hashtag, user__public_id=public_id)
        actions.end_stewardship(hashtag=hashtag, person=row.user, by=request.user)
        return reverse("profiles:staff_story", args=[hashtag.key])

    action = f"dismiss_steward:{hashtag.pk}:{public_id}"[:60]
    url = once(by=request.user, key=read_key(request), action=action, work=work)
    messages.info(request, _("Done: they look after it no longer."))
    return redirect(url)


def _hashtag(name: str) -> Hashtag:
    """The one of this spelling; no other word for one."""
    return get_object_or_404(Hashtag, alias_of=None, key=hashtag_key(name[:200]), held=False)


def _for_moderators(request: MemberRequest, key: str) -> Hashtag:
    if not may_curate(request.user):
        raise Http404
    return _hashtag(key)


def _story(request: MemberRequest, hashtag: Hashtag, *, back: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, hashtag)
    form = StoryForm(request.POST)
    if not form.is_valid():
        return _page(request, hashtag, form=form, status=400)

    def work() -> str:
        actions.tell_story(
            hashtag=hashtag,
            text=form.cleaned_data["text"],
            began_on=form.cleaned_data["began_on"],
            ended_on=form.cleaned_data["ended_on"],
            version=form.cleaned_data["version"],
            by=request.user,
        )
        return back

    try:
        url = once(by=request.user, key=read_key(request), action=f"story:{hashtag.pk}", work=work)
    except Changed as changed:
        form.add_error(None, changed.sentence)
        return _page(request, hashtag, form=form, status=409)
    messages.success(request, _("Saved. Everybody reads it so from now on."))
    return redirect(url)


def _page(
    request: MemberRequest,
    hashtag: Hashtag,
    *,
    form: StoryForm | None = None,
    steward_form: StewardForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of the story; for moderators, on their own page, the stewards beside it."""
    told = TagStory.objects.filter(hashtag=hashtag).first()
    staff = request.path.startswith("/staff/")
    rows = TagSteward.objects.filter(hashtag=hashtag).select_related("user__profile")
    context = {
        "nav": "hashtags",
        "tag": hashtag,
        "form": form or StoryForm.showing(told),
        "staff": staff,
        "stewards": rows if staff else [],
        "steward_form": steward_form or StewardForm(),
    }
    return render(request, "profiles/story.html", context, status=status)
