"""Hashtags: the index, one hashtag's page, and what is offered while somebody types.

Existence is never told: a hashtag nobody has written, one that waits for review and one that only
people write whom the viewer may not see give the same page.
"""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles import actions
from profiles.following import followed
from profiles.hashtags import hashtag_key, is_hashtag_name
from profiles.models import Hashtag, Profile, TagFollow, TagHiding, User
from profiles.querysets import Viewer
from profiles.requests import MemberRequest
from profiles.tag_pages import LISTS, alias_target, hashtag_page, index, told_count, told_hashtag
from safety.idempotency import once, read_key
from safety.ratelimits import client_address, hit
from safety.text import clean_line

OFFERED = 8
MOST_TYPED = 100
SIGNS = "#\uff03 "
SEARCHES_A_MINUTE = 90


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Hashtags with mentors who have a place, by kind; or straight to the one asked for."""
    asked = _plain(request.GET.get("q", "")).replace(" ", "")
    if is_hashtag_name(asked):
        return redirect("profiles:tag", name=asked)
    context = {
        "nav": "hashtags",
        "asked": asked,
        "kinds": index(request.user),
        "followed": followed(request.user) if isinstance(request.user, User) else [],
    }
    return render(request, "profiles/tags.html", context)


@require_safe
def tag(request: HttpRequest, name: str) -> HttpResponse:
    """One hashtag: mentors with a place and people for members, figures for everybody else."""
    plain = _plain(name)
    if not is_hashtag_name(plain):
        raise Http404
    row = Hashtag.objects.named(plain).first()
    target = alias_target(row, viewer=request.user)
    if target is not None:
        return HttpResponsePermanentRedirect(reverse("profiles:tag", args=[target.name]))
    follow = _follow_of(request.user, row)
    if follow is not None and request.method == "GET":
        follow = actions.read_news(by=follow.user, follow=follow)
    context = hashtag_page(
        row,
        typed=plain,
        viewer=request.user,
        follow=follow,
        show=request.GET.get("show", ""),
        after=request.GET.get("after", ""),
    )
    status = 400 if context.get("lost_place") else 200
    return render(request, "profiles/tag.html", context | {"nav": "hashtags"}, status=status)


@login_required
@require_POST
def follow_tag(request: MemberRequest, name: str) -> HttpResponse:
    """Be told who opens here from now on."""
    by = request.user
    row = told_hashtag(Hashtag.objects.named(_plain(name)).first(), viewer=by)
    if row is None:
        raise Http404

    def work() -> str:
        actions.follow_tag(by=by, hashtag=row)
        return row.get_absolute_url()

    url = once(by=by, key=read_key(request), action=f"follow:{row.pk}", work=work)
    messages.success(
        request,
        _("You follow #%(name)s. Home says when a mentor opens here; only you know of it.")
        % {"name": row.name},
    )
    return redirect(url)


@login_required
@require_POST
def unfollow_tag(request: MemberRequest, name: str) -> HttpResponse:
    """No longer; also where the hashtag itself is out of sight by now."""
    by = request.user
    row = Hashtag.objects.named(_plain(name)).first()
    meant = row.alias_of or row if row else None
    follow = _follow_of(by, meant)
    if meant is None or (follow is None and told_hashtag(meant, viewer=by) is None):
        raise Http404
    back = reverse("profiles:tags") if request.POST.get("next") == reverse("profiles:tags") else ""

    def work() -> str:
        actions.unfollow_tag(by=by, hashtag=meant)
        return back or meant.get_absolute_url()

    url = once(by=by, key=read_key(request), action=f"unfollow:{meant.pk}", work=work)
    messages.info(request, _("You no longer follow #%(name)s.") % {"name": meant.name})
    return redirect(url)


@login_required
@require_POST
def hide_person(request: MemberRequest, name: str, public_id: uuid.UUID) -> HttpResponse:
    """Meet this person no more under this one hashtag; nobody learns of it."""
    by = request.user
    row = told_hashtag(Hashtag.objects.named(_plain(name)).first(), viewer=by)
    if row is None:
        raise Http404
    shown = request.POST.get("show", "")
    back = f"{row.get_absolute_url()}?show={shown}" if shown in LISTS else row.get_absolute_url()

    def work() -> str:
        people = Profile.objects.visible_to(by).others_than(by).select_related("user")
        profile = get_object_or_404(people, user__public_id=public_id)
        actions.hide_under_tag(by=by, hashtag=row, person=profile.user)
        return back

    url = once(by=by, key=read_key(request), action=f"hide:{row.pk}:{public_id}", work=work)
    messages.info(
        request,
        _("Hidden under #%(name)s, for you alone. At the end of this page you can undo it.")
        % {"name": row.name},
    )
    return redirect(url)


@login_required
@require_POST
def show_person(request: MemberRequest, name: str, public_id: uuid.UUID) -> HttpResponse:
    """Take that back, from the hashtag's page or from the list of all who are hidden."""
    by = request.user
    row = Hashtag.objects.named(_plain(name)).first()
    meant = row.alias_of or row if row else None
    if meant is None:
        raise Http404
    everybody = reverse("profiles:blocked_people")
    back = everybody if request.POST.get("next") == everybody else meant.get_absolute_url()

    def work() -> str:
        hidings = TagHiding.objects.visible_to(by).filter(hashtag=meant)
        hiding = get_object_or_404(hidings.select_related("person"), person__public_id=public_id)
        actions.show_under_tag(by=by, hashtag=meant, person=hiding.person)
        return back

    url = once(by=by, key=read_key(request), action=f"show:{meant.pk}:{public_id}", work=work)
    messages.success(request, _("Shown again under #%(name)s.") % {"name": meant.name})
    return redirect(url)


@require_safe
def suggest_tags(request: HttpRequest) -> HttpResponse:
    """Up to eight hashtags that begin as typed, or have an alias that does: a fragment."""
    if "q" not in request.GET:
        return tag(request, "suggest")  # a hashtag may be named as this page is
    viewer = request.user
    who = viewer.pk if viewer.is_authenticated else client_address(request)
    hit(scope="suggest_tags", who=who, limit=SEARCHES_A_MINUTE, seconds=60)
    typed = _plain(request.GET["q"])
    offers: list[dict[str, object]] = []
    if len(hashtag_key(typed)) >= (2 if typed.isascii() else 1):
        rows = Hashtag.objects.suggested(viewer).beginning_with(typed).order_by("-people", "key")
        offers = [
            {"name": name, "kind": kind, "count": told_count(people, settings.SMALL_COUNT)}
            for name, kind, people in rows.values_list("name", "kind", "people")[:OFFERED]
        ]
    return render(request, "components/tag_suggestions.html", {"tags": offers})


def _follow_of(viewer: Viewer, row: Hashtag | None) -> TagFollow | None:
    """The viewer's own, if she follows it."""
    if row is None or not viewer.is_authenticated:
        return None
    return TagFollow.objects.of(viewer).filter(hashtag=row).select_related("user").first()


def _plain(name: str) -> str:
    """What was typed or stands in an address, cleaned, without its sign."""
    return clean_line(name[: 4 * MOST_TYPED]).lstrip(SIGNS)[:MOST_TYPED]
