"""Two worlds that differ only in what people keep quiet are the same bytes to everybody else.

Mei, who mentors, and Stefan, who seeks, keep hashtags quiet on their own pages; then comes a
night, with its count of hashtags, everybody's suggestions and the mails. Whatever anybody else can
fetch is compared: status, headers, body, and every row but those that hold the quiet hashtags.
The control shows one of them publicly, and then the very same comparison has to find it.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest import mock

import pytest
from django.template import defaultfilters
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from matching import night as nights
from matching import suggesting
from notifications import sending
from notifications.models import Mail
from profiles.choices import Direction, TagKind
from profiles.models import QuietTag, User
from relationships import links
from safety.idempotency import FIELD

from .acting import FRESH
from .digests import tables
from .factories import MentorFactory, make_hashtag, tie
from .permissions.asking import undone
from .permissions.matrix import MATRIX, expected, row
from .permissions.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("two worlds")]
KNOWN, UNKNOWN, ALIAS = "FirstGenDocs", "AfterTheFire", "FirstGenerationDocs"
VIEWERS = ("anonymous", "trainee", "mentor", "moderator", "superuser")
OF_THE_MOMENT = ("Set-Cookie", "Expires")
# To whom the other pages answer as to any member.
STAFF = ("moderator", "superuser")
# The quiet hashtags themselves, and how many seconds a night took.
NOT_COMPARED = ("profiles_quiettag", "matching_suggestionrun")
# Pages of one's own sign-in name nobody else.
LEFT_OUT = ("account_", "mfa_", "socialaccount", "usersessions", "/accounts/", "styleguide")


@dataclass(frozen=True)
class Fetched:
    """One answer, less what is fresh on every page."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@pytest.fixture
def world(tmp_path: Any) -> Iterator[World]:
    """The world of the permission matrix, with others who show what two people will keep quiet."""
    now = timezone.now()
    frozen = mock.patch.object(timezone, "now", return_value=now)
    ages = mock.patch.object(
        defaultfilters, "timesince", partial(defaultfilters.timesince, now=now)
    )
    signed = mock.patch.object(links._signer, "timestamp", return_value=links._signer.timestamp())
    with override_settings(MEDIA_ROOT=tmp_path), frozen, ages, signed:
        made = make_world()
        QuietTag.objects.all().delete()
        known = make_hashtag(KNOWN, TagKind.COMMUNITY)
        make_hashtag(ALIAS, TagKind.COMMUNITY, alias_of=known)
        for number in range(5):
            user = MentorFactory.create(name=f"Mentor {number}", offers=["HemePath"])
            tie(user, Direction.IS, KNOWN)
        tie(made.users["trainee"], Direction.SEEKS, KNOWN)
        yield made


def holders(world: World) -> list[User]:
    return [world.others["mei"], world.users["stranger"]]


def keep_quiet(world: World, *names: str) -> None:
    """Each holder writes them on her own page."""
    for holder in holders(world):
        answer = world.client(holder).post(
            reverse("profiles:quiet_tags"),
            {"quiet": " ".join(f"#{name}" for name in names), FIELD: str(uuid.uuid4())},
        )
        assert answer.status_code == 302


def night() -> None:
    """Everything that runs by itself."""
    nights.whole(now=timezone.now())
    suggesting.suggest_for_changed()
    for mail in Mail.objects.due().order_by("pk"):
        sending.deliver(mail.pk)


def addresses(world: World, role: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, address and form of everything that somebody is answered."""
    for entry, (cell, _post) in MATRIX.items():
        answers = expected(cell)
        as_anybody = role in STAFF and answers["mentor"] == answers[role]
        if answers[role] in ("200", "302") and not entry.startswith(LEFT_OUT) and not as_anybody:
            asked = row(entry)
            yield "GET", asked.path(world.targets[asked.target].kwargs), {}
    for user in holders(world):
        for page in ("person", "photo", "block", "evaluator"):
            yield "GET", reverse(f"profiles:{page}", args=[user.public_id]), {}
        yield "GET", reverse("relationships:ask", args=[user.public_id]), {}
    for name in (KNOWN, UNKNOWN, ALIAS, "HemePath"):
        yield "GET", reverse("profiles:tag", args=[name]), {}
        yield "GET", reverse("profiles:tag", args=[name]) + "?show=people", {}
        yield "GET", reverse("profiles:suggest_tags") + f"?q={name[:7]}", {}
        yield "POST", reverse("profiles:landing"), {"line": f"Seeking a mentor, #{name}"}
        yield "POST", reverse("profiles:understand"), {"bio": f"I stand for #{name}"}


def fetch_all(
    world: World, viewers: Sequence[str] = VIEWERS
) -> dict[tuple[str, str, str, str], Fetched]:
    """What everybody but the holders is answered, by viewer, method, address and form."""
    found = {}
    for role in viewers:
        client = world.client(world.user(role, ""))
        for method, path, form in addresses(world, role):
            with undone():
                answer = client.get(path) if method == "GET" else client.post(path, form)
            headers = {name: text for name, text in answer.items() if name not in OF_THE_MOMENT}
            found[role, method, path, str(form)] = Fetched(
                answer.status_code,
                tuple(sorted(headers.items())),
                FRESH.sub(rb"\1", answer.content),
            )
    return found


def differences(one: dict[Any, Fetched], other: dict[Any, Fetched]) -> list[Any]:
    """Where two worlds answer differently."""
    assert one.keys() == other.keys()
    return [asked for asked in one if one[asked] != other[asked]]


def test_nobody_can_tell_what_others_keep_quiet(world: World) -> None:
    with undone():
        night()
        plain, plain_rows = fetch_all(world), tables(but=NOT_COMPARED)
    assert len({answer.status for answer in plain.values()} & {200, 302, 404}) == 3
    assert sum(answer.status == 200 for answer in plain.values()) > len(plain) / 2
    with undone():
        keep_quiet(world, KNOWN, UNKNOWN)
        assert QuietTag.objects.count() == 4
        night()
        quiet, quiet_rows = fetch_all(world), tables(but=NOT_COMPARED)
    assert differences(plain, quiet) == []
    assert plain_rows == quiet_rows
    with undone():
        # The control: one of the two shows it.
        tie(world.others["mei"], Direction.IS, KNOWN)
        night()
        shown = fetch_all(world, ["trainee", "mentor"])
    before = {asked: answer for asked, answer in plain.items() if asked in shown}
    assert {role for role, *_address in differences(before, shown)} == {"trainee", "mentor"}


def test_an_alias_is_kept_as_quietly(world: World) -> None:
    """Written in another spelling, or taken back, it still leaves no row behind but its own."""
    before = tables(but=["profiles_quiettag"])
    with undone():
        keep_quiet(world, ALIAS, UNKNOWN.lower())
        assert set(QuietTag.objects.values_list("name", flat=True)) == {KNOWN, UNKNOWN.lower()}
        assert tables(but=["profiles_quiettag"]) == before
        for holder in holders(world):
            tag = QuietTag.objects.filter(user=holder).first()
            form = {"tag": tag.key, FIELD: str(uuid.uuid4())}
            path = reverse("profiles:remove_quiet_tag")
            assert world.client(holder).post(path, form).status_code == 302
        assert QuietTag.objects.count() == 2
        assert tables(but=["profiles_quiettag"]) == before


def test_only_its_holder_meets_it_on_her_own_page(world: World) -> None:
    with undone():
        keep_quiet(world, UNKNOWN)
        mei = world.others["mei"]
        page = world.client(mei).get(reverse("profiles:quiet_tags")).content.decode()
        assert UNKNOWN in page
        own = world.client(mei).get(reverse("profiles:person", args=[mei.public_id]))
        assert UNKNOWN not in own.content.decode()  # what she shows, as others read it
