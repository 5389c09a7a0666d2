"""Who may walk on: suspended people meet one page; everybody's times are shown in their zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from .models import Profile

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What a suspended person can still do: sign out, and see her sessions end.
STILL_OPEN = ("/accounts/logout/", "/static/", "/healthz/")


def members_in_good_standing(get_response: GetResponse) -> GetResponse:
    """A suspended person signs in and reads where she stands; nothing else answers her."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.is_suspended and not request.path.startswith(STILL_OPEN):
            return render(request, "suspended.html", status=403)
        return get_response(request)

    return middleware


def viewer_time_zone(get_response: GetResponse) -> GetResponse:
    """Every time on a page is in the viewer's zone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        profile: Profile | None = (
            getattr(request.user, "profile", None) if request.user.is_authenticated else None
        )
        with timezone.override(profile.zone if profile is not None else ZoneInfo("UTC")):
            return get_response(request)

    return middleware
