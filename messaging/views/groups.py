"""Groups: making one, who is in it, asking more in, leaving. A stranger finds nothing."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging import actions
from messaging.circle import circle_of
from messaging.forms import AskForm, GroupNameForm, NewGroupForm
from messaging.models import Conversation, Participant
from messaging.people import Person, people_beside, people_to_ask
from profiles.models import User
from profiles.requests import MemberRequest
from safety.errors import InFlight, RateLimited, Refused
from safety.idempotency import once, read_key

MOST_OFFERED = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: MemberRequest) -> HttpResponse:
    """Make a group and ask people in."""
    by = request.user
    offered = _offered(by)
    if request.method != "POST":
        return _new_group_page(request, NewGroupForm(offered=offered))
    form = NewGroupForm(request.POST, offered=offered)
    if not form.is_valid():
        return _new_group_page(request, form, status=400)

    def work() -> str:
        group = actions.make_group(
            by=by, name=form.cleaned_data["name"], asked=_chosen(by, form.cleaned_data["people"])
        )
        return group.get_absolute_url()

    try:
        url = once(by=by, key=read_key(request), action="new_group", work=work)
    except InFlight:
        raise
    except Refused as refusal:
        form.add_error("people", refusal.sentence)
        return _refused(_new_group_page(request, form, status=refusal.status), refusal)
    messages.success(request, _("Made. Those you asked come in when they say yes."))
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who is in a group; its maker names it here."""
    by = request.user
    if request.method != "POST":
        found = _group(request, public_id)
        return _group_page(request, found, GroupNameForm(initial={"name": found.name}))
    found = _own_group(request, public_id)
    form = GroupNameForm(request.POST)
    if not form.is_valid():
        return _group_page(request, found, form, status=400)

    def work() -> str:
        actions.name_group(by=by, group=found, name=form.cleaned_data["name"])
        return reverse("messaging:group", args=[public_id])

    return redirect(once(by=by, key=read_key(request), action=f"name:{public_id}", work=work))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_in(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """The maker asks more people in."""
    by, found = request.user, _own_group(request, public_id)
    offered = _offered(by, beside=found)
    if request.method != "POST":
        return _ask_page(request, found, AskForm(offered=offered))
    form = AskForm(request.POST, offered=offered)
    if not form.is_valid():
        return _ask_page(request, found, form, status=400)

    def work() -> str:
        actions.invite(by=by, group=found, asked=_chosen(by, form.cleaned_data["people"]))
        return reverse("messaging:group", args=[public_id])

    try:
        url = once(by=by, key=read_key(request), action=f"ask_in:{public_id}", work=work)
    except InFlight:
        raise
    except Refused as refusal:
        form.add_error("people", refusal.sentence)
        return _refused(_ask_page(request, found, form, status=refusal.status), refusal)
    messages.success(request, _("Asked. They come in when they say yes."))
    return redirect(url)


@login_required
@require_POST
def take_back(request: MemberRequest, public_id: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """The maker takes an invitation back."""
    by, found = request.user, _own_group(request, public_id)
    asked = Participant.objects.invited().filter(conversation=found)

    def work() -> str:
        other = get_object_or_404(User, public_id=person, pk__in=asked.values("user"))
        actions.take_back_invitation(by=by, group=found, person=other)
        return reverse("messaging:group", args=[public_id])

    action = f"take_back:{public_id.hex[:12]}:{person.hex[:12]}"
    url = once(by=by, key=read_key(request), action=action, work=work)
    messages.info(request, _("Taken back. They are not told."))
    return redirect(url)


@login_required
@require_POST
def remove(request: MemberRequest, public_id: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """The maker ends somebody's part in the group."""
    by, found = request.user, _own_group(request, public_id)
    inside = Participant.objects.here().beside(by).filter(conversation=found)

    def work() -> str:
        other = get_object_or_404(User, public_id=person, pk__in=inside.values("user"))
        actions.remove(by=by, group=found, person=other)
        return reverse("messaging:group", args=[public_id])

    action = f"remove:{public_id.hex[:12]}:{person.hex[:12]}"
    url = once(by=by, key=read_key(request), action=action, work=work)
    messages.info(request, _("They are in the group no longer. The others read that they left."))
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then go."""
    by = request.user
    if request.method != "POST":
        found = _group(request, public_id)
        context = {"nav": "messages", "group": found, "title_of_group": _title(by, found)}
        return render(request, "messaging/leave.html", context)

    def work() -> str:
        actions.leave(by=by, group=_group(request, public_id))
        return reverse("messaging:inbox")

    url = once(by=by, key=read_key(request), action=f"leave:{public_id}", work=work)
    messages.info(request, _("You left. The others read that you did, and no reason."))
    return redirect(url)


def _group(request: MemberRequest, public_id: uuid.UUID) -> Conversation:
    rows = Conversation.objects.visible_to(request.user).filter(low__isnull=True)
    return get_object_or_404(rows, public_id=public_id)


def _own_group(request: MemberRequest, public_id: uuid.UUID) -> Conversation:
    return get_object_or_404(Conversation, maker=request.user, public_id=public_id)


def _offered(viewer: User, *, beside: Conversation | None = None) -> list[Person]:
    """Whom she may ask, by name; less whoever has a part in the group already."""
    rows = people_to_ask(viewer)
    if beside is not None:
        part = Participant.objects.filter(conversation=beside, left_at__isnull=True)
        rows = rows.exclude(user__in=part.values("user"))
    ids = list(rows.order_by("name", "pk").values_list("user", flat=True)[:MOST_OFFERED])
    people = people_beside(viewer, ids)
    return [people[pk] for pk in ids if pk in people]


def _chosen(viewer: User, public_ids: list[str]) -> list[User]:
    rows = people_to_ask(viewer).filter(user__public_id__in=public_ids).select_related("user")
    return [profile.user for profile in rows.order_by("name", "pk")]


def _title(viewer: User, found: Conversation) -> str:
    return circle_of(viewer, found).title


def _new_group_page(
    request: MemberRequest, form: NewGroupForm, *, status: int = 200
) -> HttpResponse:
    context = {"nav": "messages", "form": form, "most": actions.most_people(request.user)}
    return render(request, "messaging/new_group.html", context, status=status)


def _ask_page(
    request: MemberRequest, found: Conversation, form: AskForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "nav": "messages",
        "group": found,
        "form": form,
        "most": actions.most_people(request.user),
    }
    return render(request, "messaging/ask_in.html", context, status=status)


def _group_page(
    request: MemberRequest, found: Conversation, form: GroupNameForm, *, status: int = 200
) -> HttpResponse:
    viewer = request.user
    inside = Participant.objects.here().beside(viewer).filter(conversation=found)
    here = list(inside.order_by("joined_at", "pk").values_list("user", flat=True))
    is_maker = found.maker_id == viewer.pk
    asked = Participant.objects.invited().filter(conversation=found, invited_by=viewer)
    waiting = list(asked.order_by("pk").values_list("user", flat=True)) if is_maker else []
    people = people_beside(viewer, [*here, *waiting])
    context = {
        "nav": "messages",
        "group": found,
        "title_of_group": _title(viewer, found),
        "form": form,
        "is_maker": is_maker,
        "maker_id": found.maker_id,
        "here": [(people[pk], pk == found.maker_id) for pk in here if pk in people],
        "waiting": [people[pk] for pk in waiting if pk in people],
        "most": actions.most_people(viewer) if is_maker else 0,
    }
    return render(request, "messaging/group.html", context, status=status)


def _refused(response: HttpResponse, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, RateLimited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
