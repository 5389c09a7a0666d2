"""The welcome: three short steps, each with a way back and a way out."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from profiles import actions
from profiles.choices import Audience, Contact, MailNews
from profiles.forms.about import AboutForm
from profiles.forms.availability import SeatsForm
from profiles.forms.confirming import BioForm
from profiles.forms.settings import WelcomeForm
from profiles.forms.wishes import OffersForm, SeeksForm, wishes_form
from profiles.models import Profile
from profiles.requests import MemberRequest
from safety.errors import RateLimited
from safety.idempotency import once, read_key
from safety.ratelimits import hit

from .landing import LINE_IN_SESSION

READINGS_A_MINUTE = 120


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: MemberRequest, step: int) -> HttpResponse:
    """One step; a later one opens when the ones before it are saved."""
    steps = {1: _about, 2: _wishes, 3: _comfort}
    if step not in steps:
        raise Http404
    profile = request.user.profile
    if profile.is_welcomed and request.method != "POST":
        return redirect("home")
    if step > profile.welcome_step:
        return redirect("profiles:welcome", profile.welcome_step)
    return steps[step](request, profile)


@login_required
@require_POST
def welcome_skip(request: MemberRequest) -> HttpResponse:
    """Go on with what is saved; everything else can be said later."""

    def work() -> str:
        actions.finish_welcome(by=request.user)
        return reverse("home")

    return redirect(
        once(by=request.user, key=read_key(request), action="finish_welcome", work=work)
    )


@login_required
@require_POST
def understand(request: MemberRequest) -> HttpResponse:
    """What the bio typed so far says: a fragment to confirm. Nothing is kept."""
    hit(scope="understand", who=request.user.pk, limit=READINGS_A_MINUTE, seconds=60)
    form = BioForm(request.POST, profile=request.user.profile)
    return render(request, "profiles/_found.html", {"found": form.confirmation})


def _about(request: MemberRequest, profile: Profile) -> HttpResponse:
    initial = AboutForm.initial_of(profile)
    if profile.welcome_step == 1 and not profile.bio:
        initial["bio"] = request.session.get(LINE_IN_SESSION, "")
    form = AboutForm(_posted(request), profile=profile, initial=initial)
    if form.is_valid():
        try:
            actions.save_about(by=request.user, about=form.about())
        except RateLimited as refused:
            form.add_error("bio", refused.sentence)
        else:
            request.session.pop(LINE_IN_SESSION, None)
            return redirect("profiles:welcome", 2)
    return _page(request, 1, form)


def _wishes(request: MemberRequest, profile: Profile) -> HttpResponse:
    kind = wishes_form(profile)
    form = kind(_posted(request), profile=profile, initial=kind.initial_of(profile))
    if form.is_valid():
        actions.save_wishes(
            by=request.user,
            languages=form.cleaned_data["languages"],
            seeks=form.seeks() if isinstance(form, SeeksForm) else None,
            offers=form.offers() if isinstance(form, OffersForm) else None,
            places=form.places() if isinstance(form, SeatsForm) else None,
        )
        return redirect("profiles:welcome", 3)
    return _page(request, 2, form)


def _comfort(request: MemberRequest, profile: Profile) -> HttpResponse:
    form = WelcomeForm(request.POST) if request.method == "POST" else WelcomeForm.showing(profile)
    if not form.is_valid():
        return _page(request, 3, form)

    def work() -> str:
        actions.set_comfort(
            by=request.user,
            audience=Audience(form.cleaned_data["audience"]),
            contact=Contact(form.cleaned_data["contact"]),
            mail_news=MailNews(form.cleaned_data["mail_news"]),
        )
        done = actions.finish_welcome(by=request.user)
        return reverse("matching:suggestions" if done.is_mentee else "home")

    return redirect(once(by=request.user, key=read_key(request), action="finish", work=work))


def _posted(request: MemberRequest) -> QueryDict | None:
    """What was sent, also when it was an empty form."""
    return request.POST if request.method == "POST" else None


def _page(request: MemberRequest, step: int, form: object) -> HttpResponse:
    names = {1: "about", 2: "wishes", 3: "comfort"}
    profile = request.user.profile
    context = {
        "form": form,
        "found": form.confirmation if isinstance(form, BioForm) else None,
        "step": step,
        "is_mentee": profile.is_mentee,
        "is_mentor": profile.is_mentor,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, f"profiles/welcome_{names[step]}.html", context, status=status)
