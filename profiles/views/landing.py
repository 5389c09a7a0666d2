"""The front door: one line, what is understood of it, and the way in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from profiles.forms.line import LineForm
from profiles.front_door import open_hashtags, understand_line
from safety.ratelimits import client_address, hit

LINE_IN_SESSION = "line"
LINES_A_MINUTE = 60  # a hospital's network is one address


@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest) -> HttpResponse:
    """Anybody writes one line; it is kept for the sign-up, and stands in no address and no log."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        form = LineForm(initial={"line": request.session.get(LINE_IN_SESSION, "")})
        return render(request, "profiles/landing.html", {"form": form, "cards": open_hashtags()})
    hit(scope="line", who=client_address(request), limit=LINES_A_MINUTE, seconds=60)
    form = LineForm(request.POST)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        line = form.cleaned_data["line"]
        request.session[LINE_IN_SESSION] = line
        context["understood"] = understand_line(line)
    status = 200 if form.is_valid() else 400
    if "HX-Request" in request.headers:
        return render(request, "profiles/landing.html#ask", context, status=status)
    context["cards"] = open_hashtags()
    return render(request, "profiles/landing.html", context, status=status)
