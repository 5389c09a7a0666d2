"""One message: what can be done with it, changing it, taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from messaging import actions
from messaging.circle import Circle, circle_of
from messaging.forms import EditForm
from messaging.models import Message
from messaging.permissions import may_change
from messaging.reporting import sealed
from messaging.talk import lines_of, path_to
from profiles.requests import MemberRequest
from safety.choices import what_can_be_wrong
from safety.errors import Refused
from safety.idempotency import once, read_key

from .finding import find_conversation, find_message, find_own_message


@login_required
@require_safe
def message(request: MemberRequest, public_id: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """What can be done with one message; scripts show the same as a menu beside it."""
    circle = circle_of(request.user, find_conversation(request, public_id))
    return _answer(request, "message", circle, find_message(circle, message))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, public_id: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Change what one's own message says."""
    found = find_conversation(request, public_id)
    row = find_own_message(request, found, message)
    if request.method != "POST":
        if row.deleted_at:
            raise Http404
        form = EditForm(initial={"text": row.text, "version": row.version})
        return _answer(request, "edit", circle_of(request.user, found), row, form=form)
    form = EditForm(request.POST)
    if not form.is_valid():
        circle = circle_of(request.user, found)
        return _answer(request, "edit", circle, row, form=form, status=400)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]

    def work() -> str:
        changed = actions.edit_message(by=request.user, message=row, text=text, version=version)
        return path_to(found, changed)

    try:
        url = once(by=request.user, key=read_key(request), action=f"edit:{row.pk}", work=work)
    except Refused as refusal:
        row.refresh_from_db()
        form.add_error("text", refusal.sentence)
        circle = circle_of(request.user, found)
        form = form.again(version=row.version)
        return _answer(request, "edit", circle, row, form=form, refused=True, status=refusal.status)
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, public_id: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """Take one's own message back, after asking once more."""
    found = find_conversation(request, public_id)
    row = find_own_message(request, found, message)
    if request.method != "POST":
        if row.deleted_at:
            raise Http404
        return _answer(request, "delete", circle_of(request.user, found), row)

    def work() -> str:
        gone = actions.delete_message(by=request.user, message=row)
        return path_to(found, gone)

    url = once(by=request.user, key=read_key(request), action=f"delete:{row.pk}", work=work)
    messages.success(
        request, _("Deleted. Its words are gone; a line says that something was here.")
    )
    return redirect(url)


def _answer(
    request: MemberRequest,
    page: str,
    circle: Circle,
    row: Message,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """A page about one message; for the open conversation, its middle alone."""
    context = {
        "nav": "messages",
        "circle": circle,
        "conversation": circle.conversation,
        "message": row,
        "line": lines_of(circle, [row])[0],
        "back": path_to(circle.conversation, row),
        "may_change": may_change(request.user, row, circle.conversation),
        "categories": what_can_be_wrong(),
        "sealed": sealed(request.user, row) if page == "message" else "",
        "seen_by": circle.who_saw(row.number) if row.sender_id == request.user.pk else [],
    } | more
    name = f"_{page}" if request.htmx else page
    return render(request, f"messaging/{name}.html", context, status=status)
