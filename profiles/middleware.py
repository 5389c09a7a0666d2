"""Who may walk on: suspended people meet one page; everybody's times are shown in their zone."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from safety.choices import Outcome
from safety.models import Decision

from .actions import stand_as_decided
from .models import Profile, User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What a suspended person can still do: read why and appeal, take her words along, leave (which asks
# once more who she is), sign out, and stop mails by the link in one, as anybody who has it.
STILL_OPEN = (
    *("/standing/", "/export/", "/leave/", "/notifications/stop/"),
    *("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/", "/accounts/logout/"),
    *("/static/", "/healthz/"),
)


def members_in_good_standing(get_response: GetResponse) -> GetResponse:
    """A suspended person signs in and reads where she stands; little else answers her."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User):
            _let_go_on(user)
            if user.is_suspended and not request.path.startswith(STILL_OPEN):
                return render(request, "suspended.html", _why(user), status=403)
        return get_response(request)

    return middleware


def _why(user: User) -> dict[str, Any]:
    """What was decided; nothing where somebody who runs this installation did it by hand."""
    decided = Decision.objects.filter(subject=user, outcome=Outcome.SUSPEND)
    return {"decision": decided.in_force().first()}


def _let_go_on(user: User) -> None:
    """Whoever comes back at the end of a term does not wait for the next sweep."""
    ends = [at for at in (user.suspended_until, user.limited_until) if at is not None]
    if ends and min(ends) <= timezone.now():
        stand_as_decided(user)
        user.refresh_from_db()


def viewer_time_zone(get_response: GetResponse) -> GetResponse:
    """Every time on a page is in the viewer's zone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        profile: Profile | None = (
            getattr(request.user, "profile", None) if request.user.is_authenticated else None
        )
        with timezone.override(profile.zone if profile is not None else ZoneInfo("UTC")):
            return get_response(request)

    return middleware
