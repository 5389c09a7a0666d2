"""Moderators look after the shared hashtags. For everybody else these pages are not there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles import actions
from profiles.choices import TagKind
from profiles.claims import claims_a_check
from profiles.forms.staff import ReviewForm, Verdict
from profiles.hashtags import hashtag_key, is_mixed_script
from profiles.models import Hashtag
from profiles.permissions import may_curate
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

PER_PAGE = 25
LISTS = ("waiting", "refused")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def held_tags(request: MemberRequest) -> HttpResponse:
    """Hashtags that wait for a word: held ones first, then new ones by how many use them."""
    if not may_curate(request.user):
        raise Http404
    if request.method != "POST":
        return _list(request)
    form = ReviewForm(request.POST)
    if form.is_valid():
        return _decide(request, form)
    key = hashtag_key(request.POST.get("hashtag", ""))
    hashtag = Hashtag.objects.filter(alias_of=None, key=key).first()
    if hashtag is None:
        messages.error(request, _("That hashtag has been decided meanwhile. Nothing was changed."))
        return redirect("profiles:held_tags")
    return _list(request, bound=ReviewForm.deciding(hashtag, request.POST), only=hashtag)


def _decide(request: MemberRequest, form: ReviewForm) -> HttpResponse:
    hashtag: Hashtag = form.cleaned_data["hashtag"]
    kind = TagKind(form.cleaned_data["kind"])
    verdict = form.cleaned_data["verdict"]

    def work() -> str:
        if verdict == Verdict.REFUSE:
            actions.refuse_hashtag(hashtag=hashtag, by=request.user)
        elif verdict == Verdict.ALIAS:
            actions.alias_hashtag(
                hashtag=hashtag, of=form.cleaned_data["alias_of"], kind=kind, by=request.user
            )
        else:
            actions.approve_hashtag(hashtag=hashtag, kind=kind, by=request.user)
        return reverse("profiles:held_tags")

    action = f"review:{hashtag.pk}:{verdict}"
    url = once(by=request.user, key=read_key(request), action=action, work=work)
    messages.success(request, _("#%(name)s is decided.") % {"name": hashtag.name})
    return redirect(url)


def _list(
    request: MemberRequest, *, bound: ReviewForm | None = None, only: Hashtag | None = None
) -> HttpResponse:
    shown = request.GET.get("show", "")
    shown = shown if shown in LISTS else LISTS[0]
    page = Paginator(_rows(shown, only), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (tag, form, is_mixed_script(tag.name), claims_a_check(tag.name))
        for tag in page
        for form in [bound or ReviewForm.deciding(tag)]
    ]
    context = {"nav": "hashtags", "page": page, "rows": rows, "shown": shown, "one": only}
    return render(request, "profiles/held.html", context, status=400 if bound else 200)


def _rows(shown: str, only: Hashtag | None) -> "QuerySet[Hashtag]":
    rows = Hashtag.objects.filter(alias_of=None).annotate(people=Count("ties__user", distinct=True))
    if only is not None:
        return rows.filter(pk=only.pk).order_by("key")
    if shown == "refused":
        return rows.filter(held=True, reviewed=True).order_by("key")
    return rows.filter(reviewed=False).order_by("-held", "-people", "key")
