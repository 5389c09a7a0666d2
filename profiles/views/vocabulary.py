"""The whole vocabulary, for moderators: look it up, edit a hashtag, merge it into another."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from profiles import actions
from profiles.choices import TagKind
from profiles.errors import BadMerge, NotAHashtag, WordTaken
from profiles.forms.staff import HashtagForm, MergeForm
from profiles.hashtags import hashtag_key
from profiles.models import Hashtag
from profiles.permissions import may_curate
from profiles.requests import MemberRequest
from profiles.tag_pages import told_count
from safety.idempotency import once, read_key
from safety.text import clean_line

PER_PAGE = 50
MOST_TYPED = 100


@login_required
@require_safe
def vocabulary(request: MemberRequest) -> HttpResponse:
    """Every hashtag with its kind, its other words and how many stand under it; searched by any
    of its words."""
    _only_moderators(request)
    asked = clean_line(request.GET.get("q", "")[:MOST_TYPED])
    kind = request.GET.get("kind", "")
    kind = kind if kind in TagKind.values else ""
    page = Paginator(_rows(asked, kind), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "hashtags",
        "page": page,
        "asked": asked,
        "kind": kind,
        "kinds": TagKind.choices,
    }
    return render(request, "profiles/vocabulary.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_hashtag(request: MemberRequest, key: str) -> HttpResponse:
    """How it is written, its kind, its line, its other words."""
    _only_moderators(request)
    hashtag = _hashtag(key)
    if request.method != "POST":
        return _edit_page(request, hashtag, HashtagForm.showing(hashtag))
    form = HashtagForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, hashtag, form, status=400)

    def work() -> str:
        actions.edit_hashtag(
            hashtag=hashtag,
            name=form.cleaned_data["name"],
            kind=TagKind(form.cleaned_data["kind"]),
            story=form.cleaned_data["story"],
            aliases=form.cleaned_data["aliases"],
            by=request.user,
        )
        return reverse("profiles:edit_hashtag", args=[hashtag.key])

    try:
        url = once(
            by=request.user, key=read_key(request), action=f"edit_hashtag:{hashtag.pk}", work=work
        )
    except (NotAHashtag, WordTaken) as refused:
        form.add_error(None, refused.sentence)
        return _edit_page(request, hashtag, form, status=400)
    messages.success(request, _("Saved. It holds from now on."))
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge_hashtag(request: MemberRequest, key: str) -> HttpResponse:
    """Say into which other one; see what moves; then do it."""
    _only_moderators(request)
    posted = request.method == "POST"
    # Sent twice, the second finds another word for it already, and is answered as the first was.
    hashtag = _hashtag(key, merged=posted)
    sent = request.POST if posted else request.GET
    if "into" not in sent:
        return _merge_page(request, hashtag, MergeForm())
    form = MergeForm(sent)
    if not form.is_valid():
        return _merge_page(request, hashtag, form, status=400)
    into: Hashtag = form.cleaned_data["into"]
    try:
        if not posted:
            merge = actions.look_at_merge(hashtag=hashtag, into=into)
            return _merge_page(request, hashtag, form, into=into, merge=merge)
        url = _merge(request, hashtag, into)
    except BadMerge as refused:
        form.add_error("into", refused.sentence)
        return _merge_page(request, hashtag, form, status=400)
    messages.success(
        request,
        _("#%(one)s means #%(other)s from now on, and its address leads there.")
        % {"one": hashtag.name, "other": into.name},
    )
    return redirect(url)


def _merge(request: MemberRequest, hashtag: Hashtag, into: Hashtag) -> str:
    def work() -> str:
        actions.merge_hashtags(hashtag=hashtag, into=into, by=request.user)
        return reverse("profiles:edit_hashtag", args=[into.key])

    action = f"merge:{hashtag.pk}:{into.pk}"
    return once(by=request.user, key=read_key(request), action=action, work=work)


def _only_moderators(request: MemberRequest) -> None:
    if not may_curate(request.user):
        raise Http404


def _hashtag(key: str, *, merged: bool = False) -> Hashtag:
    """The one of that key; another word for one only where it may be `merged` by now."""
    rows = Hashtag.objects.all() if merged else Hashtag.objects.filter(alias_of=None)
    return get_object_or_404(rows, key=hashtag_key(key[: 2 * MOST_TYPED]))


def _rows(asked: str, kind: str) -> "QuerySet[Hashtag]":
    rows = Hashtag.objects.filter(alias_of=None).prefetch_related("aliases")
    if kind:
        rows = rows.filter(kind=kind)
    key = hashtag_key(asked)
    if asked:
        aliases = Hashtag.objects.filter(alias_of=OuterRef("pk"), key__contains=key)
        rows = rows.filter(Q(key__contains=key) | Exists(aliases)) if key else rows.none()
    return rows.annotate(people=Count("ties__user", distinct=True)).order_by("key")


def _edit_page(
    request: MemberRequest, hashtag: Hashtag, form: HashtagForm, *, status: int = 200
) -> HttpResponse:
    context = {"nav": "hashtags", "tag": hashtag, "form": form}
    return render(request, "profiles/edit_hashtag.html", context, status=status)


def _merge_page(
    request: MemberRequest,
    hashtag: Hashtag,
    form: MergeForm,
    *,
    into: Hashtag | None = None,
    merge: actions.Merge | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "nav": "hashtags",
        "tag": hashtag,
        "form": form,
        "into": into,
        "merge": merge,
        # What somebody follows is her own business: a small figure could name her.
        "followers": told_count(merge.followers, settings.SMALL_COUNT) if merge else None,
    }
    return render(request, "profiles/merge_hashtag.html", context, status=status)
