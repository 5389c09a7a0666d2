"""Quiet hashtags: known to their holder alone, changed a few times a day, in nothing else."""

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from matching import night, suggesting
from profiles import actions
from profiles.choices import TagKind
from profiles.models import Hashtag, HashtagTie, Profile, QuietTag, User
from safety.models import AuditEntry
from tests.factories import MemberFactory, MentorFactory, ModeratorFactory, make_hashtag
from tests.words import HOSTILE, send

NOISE = re.compile(
    rb'value="[0-9A-Za-z]{64}"|"X-CSRFToken": "[^"]*"|name="idempotency_key" value="[^"]*"'
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    """A mentee under one hashtag."""
    return MemberFactory.create(name="Ana Duarte", seeks=["HemePath"])


@pytest.fixture
def hers(ana: User, sign_in) -> Client:
    """Her browser."""
    return sign_in(ana)


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def keep(browser: Client, words: str, **fields: Any) -> HttpResponse:
    return send(browser, "/profile/quiet/", quiet=words, **(key() | fields))


def page_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def test_a_hashtag_is_kept_and_shown_to_its_holder(hers: Client) -> None:
    assert keep(hers, "#FirstGenDocs").status_code == 302

    assert "#FirstGenDocs" in page_of(hers.get("/profile/quiet/"))


def test_nobody_else_reads_it_on_that_page(hers: Client, sign_in) -> None:
    keep(hers, "#LivedThroughThis")

    other = sign_in(MemberFactory.create())
    assert "LivedThroughThis" not in page_of(other.get("/profile/quiet/"))


def test_keeping_one_makes_no_hashtag_no_trace_and_no_alarm(hers: Client, ana: User) -> None:
    before = Profile.objects.get(user=ana)
    trail = AuditEntry.objects.count()
    keep(hers, "#NeverSeenBefore")

    after = Profile.objects.get(user=ana)
    assert not Hashtag.objects.filter(key="neverseenbefore").exists()
    assert AuditEntry.objects.count() == trail
    assert (after.changed_at, after.version) == (before.changed_at, before.version)


def test_what_was_public_of_it_is_taken_back(hers: Client, ana: User) -> None:
    make_hashtag("1stGenDocs", alias_of=make_hashtag("FirstGenDocs", TagKind.COMMUNITY))
    actions.tie_bio(user=ana, names=["FirstGenDocs"])
    Profile.objects.filter(user=ana).update(
        bio="Resident, #1stGenDocs, in Ohio", headline="#FirstGenDocs"
    )
    before = Profile.objects.get(user=ana)
    response = keep(hers, "#firstgendocs")

    assert response.status_code == 302
    profile = Profile.objects.get(user=ana)
    assert (profile.bio, profile.headline) == ("Resident, in Ohio", "")
    assert not HashtagTie.objects.filter(user=ana, hashtag__key="firstgendocs").exists()
    assert HashtagTie.objects.filter(user=ana, hashtag__key="hemepath").exists()
    assert profile.changed_at > before.changed_at
    assert profile.version == before.version + 1
    assert "taken out of your public profile" in page_of(hers.get("/profile/quiet/"))


def test_changes_are_few_a_day_and_the_refusal_names_the_figure(hers: Client, ana: User) -> None:
    most = settings.MAX_QUIET_TAG_CHANGES_A_DAY
    for number in range(most):
        assert keep(hers, f"#Quiet{'abcdefgh'[number]}").status_code == 302
    response = keep(hers, "#OneMore")

    assert response.status_code == 400
    assert f"{most} times a day" in page_of(response)
    assert 'value="#OneMore"' in page_of(response)
    assert QuietTag.objects.filter(user=ana).count() == most

    gone = send(hers, "/profile/quiet/remove/", tag="quieta", **key())
    assert gone.status_code == 302
    assert QuietTag.objects.filter(user=ana).count() == most
    assert f"{most} times a day" in page_of(hers.get("/profile/quiet/"))


def test_keeping_what_is_kept_is_no_change(hers: Client) -> None:
    for _time in range(10):
        assert keep(hers, "#FirstGenDocs").status_code == 302

    assert QuietTag.objects.count() == 1


def test_several_at_once_are_one_change(hers: Client, ana: User) -> None:
    assert keep(hers, "#A1 #B1, #C1 #D1 #E1").status_code == 302

    assert QuietTag.objects.filter(user=ana).count() == 5


def test_a_double_click_is_one_change(hers: Client, ana: User) -> None:
    sent = key()
    for _press in range(2):
        assert keep(hers, "#FirstGenDocs", **sent).status_code == 302
    removal = key()
    for _press in range(2):
        send(hers, "/profile/quiet/remove/", tag="firstgendocs", **removal)

    assert not QuietTag.objects.filter(user=ana).exists()
    assert keep(hers, "#Third").status_code == 302


def test_somebody_elses_cannot_be_removed(hers: Client) -> None:
    other = MemberFactory.create(quiet=["FirstGenDocs"])
    send(hers, "/profile/quiet/remove/", tag="firstgendocs", **key())

    assert QuietTag.objects.filter(user=other).exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_forms(hers: Client, text: str) -> None:
    assert keep(hers, text).status_code in {302, 400}
    assert send(hers, "/profile/quiet/remove/", tag=text, **key()).status_code == 302
    response = hers.get("/profile/quiet/")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_a_word_that_is_no_hashtag_is_refused_and_kept_in_the_field(hers: Client) -> None:
    response = keep(hers, "#fine bad!word")

    assert response.status_code == 400
    assert "“bad!word” is not a hashtag" in page_of(response)
    assert 'value="#fine bad!word"' in page_of(response)


def test_the_page_is_for_members(client: Client) -> None:
    assert client.get("/profile/quiet/").status_code == 302


def test_the_administration_does_not_know_the_table() -> None:
    from django.contrib import admin

    assert QuietTag not in admin.site._registry
    assert get_resolver().resolve("/profile/quiet/").url_name == "quiet_tags"


def nightly_run() -> None:
    night.whole(now=timezone.now())
    suggesting.suggest_for_changed()


def everything(browsers: dict[str, Client], paths: list[str]) -> dict[str, bytes]:
    """All that these people can fetch, less what differs from one fetch to the next anyway."""
    answers = {}
    for name, browser in browsers.items():
        for path in paths:
            response = browser.get(path)
            body = NOISE.sub(b"", response.content)
            answers[f"{name} {path}"] = str(response.status_code).encode() + body
    return answers


def test_two_worlds_that_differ_in_quiet_hashtags_are_the_same_to_everybody_else(
    hers: Client, ana: User, sign_in
) -> None:
    community = make_hashtag("FirstGenDocs", TagKind.COMMUNITY)
    mentors = [MentorFactory.create(offers=["HemePath", "FirstGenDocs"]) for _one in range(6)]
    browsers = {
        "nobody": Client(),
        "mentor": sign_in(mentors[0]),
        "mentee": sign_in(MemberFactory.create(seeks=["FirstGenDocs"])),
        "moderator": sign_in(ModeratorFactory.create()),
    }
    paths = [
        "/",
        "/home/",
        "/tags/",
        f"/tags/{community.name}/",
        "/tags/HemePath/",
        "/tags/suggest/?q=first",
        "/staff/hashtags/",
        "/suggestions/",
        f"/people/{ana.public_id}/",
        f"/people/{mentors[0].public_id}/",
    ]
    nightly_run()
    without = everything(browsers, paths)
    assert keep(hers, "#FirstGenDocs #LivedThroughThis").status_code == 302
    nightly_run()
    with_quiet = everything(browsers, paths)

    assert [path for path in without if without[path] != with_quiet[path]] == []
    assert any(b"Ana Duarte" in answer for answer in without.values())
    assert sum(answer.startswith(b"200") for answer in without.values()) > 20
