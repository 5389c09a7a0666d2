"""Refusals in plain words, security headers on every answer, and pages that no cache may share."""

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from .errors import RateLimited, Refused
from .live import STANDING, knock

logger = logging.getLogger("kindred.denied")

ENDS_SESSIONS = frozenset({"usersessions_list"})
DENIED = frozenset({403, 404, 409, 429})
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def security_headers(get_response: GetResponse) -> GetResponse:
    """Headers that even an answer made by an outer middleware (static, 400) must carry."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in {"TRACE", "CONNECT"}:
            response: HttpResponseBase = HttpResponse(status=405)
        else:
            response = get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault(
                "Strict-Transport-Security",
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload",
            )
        return response

    return middleware


def denials_on_record(get_response: GetResponse) -> GetResponse:
    """Who was denied what, in the log: by ids and names of addresses, never by an address itself,
    which may hold a token."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        if response.status_code in DENIED and match is not None:
            ids = [str(word) for word in match.kwargs.values() if isinstance(word, uuid.UUID)]
            logger.info(
                "%d by=%s at=%s about=%s",
                response.status_code,
                request.user.pk or "-",
                match.view_name,
                ",".join(ids) or "-",
            )
        return response

    return middleware


def signed_out_everywhere(get_response: GetResponse) -> GetResponse:
    """Whoever signs out, leaves, or ends other sessions has pages open elsewhere: they look at once
    whether they may stay. (What they are told asks for the session each time, with or without.)"""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        before = request.user.pk if request.method == "POST" else None
        response = get_response(request)
        match = request.resolver_match
        ends = match is not None and match.url_name in ENDS_SESSIONS
        if before is not None and (ends or request.user.pk is None):
            knock([before], STANDING)
        return response

    return middleware


class PlainRefusals:
    """A Refused that no view turned into a field error becomes a page with its sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        template = "429.html" if isinstance(exception, RateLimited) else "refused.html"
        context = {
            "sentence": exception.sentence,
            "reference": uuid.uuid4().hex[:8],
            "way": exception.way,
        }
        response = render(request, template, context, status=exception.status)
        if isinstance(exception, RateLimited):
            response.headers["Retry-After"] = str(exception.retry_after)
        return response


def private_pages(get_response: GetResponse) -> GetResponse:
    """What a signed-in person sees is kept by no cache, also not by the browser's Back."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated or request.path.startswith("/accounts/"):
            response.headers["Cache-Control"] = "no-store, private"
        else:
            response.headers.setdefault("Cache-Control", "no-cache, private")
        return response

    return middleware
