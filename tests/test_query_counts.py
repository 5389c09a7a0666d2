"""How many questions each list page asks the database: pinned, and the same for 2 rows of each
kind and for 300. A number that changes is looked at: fewer is written down, more is explained.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from messaging.models import Conversation
from profiles.models import User

from .crowds import gather
from .factories import MentorFactory
from .permissions.world import BACKEND
from .querycounts import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("query counts")]
FEW, MANY = 2, 300

PINNED = {
    "/home/": 36,
    "/suggestions/": 23,
    "/peers/": 21,
    "/requests/?show=received": 13,
    "/requests/?show=sent": 13,
    "/requests/?show=sent&page=2": 13,
    "/mentorships/": 13,
    "/messages/": 15,
    "a conversation": 25,
    "/messages/requests/": 22,
    "a group": 25,
    "people of a group": 17,
    "people to ask": 10,
    "/settings/notifications/": 9,
    "/notifications/": 12,
    "/mentors/?q=violin": 17,
    "/tags/": 12,
    "/tags/HemePath/?show=people": 20,
    "/tags/HemePath/?show=mentors": 20,
    "/tags/suggest/?q=heme": 5,
    "/settings/seen-by/": 13,
    "/settings/blocked/": 11,
    "/staff/hashtags/": 11,
    "/staff/hashtags/all/": 12,
    "/staff/hashtags/all/hemepath/story/": 12,
    "/staff/hashtags/all/hemepath/": 11,
    "/staff/hashtags/all/hemepath/merge/": 10,
    "/staff/institutions/domains/": 10,
    "/staff/institutions/": 11,
    "/staff/institutions/?show=decided": 11,
    "/staff/institutions/?show=all&q=large": 11,
    "/institutions/suggest/?q=large+house": 6,
    "/reports/": 10,
    "/standing/": 9,
    "/moderation/": 15,
    "/moderation/?show=decided": 15,
    "/moderation/appeals/": 14,
    "a case": 16,
    "reporting a person": 11,
    "/outbox/": 5,
    "a person": 14,
    "an ask": 19,
}
SIGNED_OUT = {
    "/": 1,
    "/tags/": 2,
    "/tags/HemePath/": 3,
    "/tags/suggest/?q=heme": 2,
}


@dataclass(frozen=True)
class Counted:
    """The questions of each page, with few rows and with many."""

    few: dict[str, list[str]]
    many: dict[str, list[str]]


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Counted]:
    with django_db_blocker.unblock(), transaction.atomic():
        ana = MentorFactory.create(
            name="Ana Duarte", is_staff=True, is_mentee=True, seeks=["HemePath"], seats=20
        )
        first = gather(ana, FEW)[0]
        few = asked_by(ana, first)
        gather(ana, MANY - FEW)
        yield Counted(few, asked_by(ana, first))
        transaction.set_rollback(True)


def asked_by(ana: User, first: User) -> dict[str, list[str]]:
    """The questions of every page, for somebody signed in and for somebody signed out."""
    club = Conversation.objects.get(maker=ana).get_absolute_url()
    named = {
        "a conversation": Conversation.objects.between(ana, first).get().get_absolute_url(),
        "a group": club,
        "people of a group": f"{club}group/",
        "people to ask": f"{club}group/ask/",
        "a person": f"/people/{first.public_id}/",
        "an ask": f"/people/{first.public_id}/ask/",
        "a case": f"/moderation/{first.cases.get(state='open').public_id}/",
        "reporting a person": f"/report/person/{first.public_id}/",
    }
    inside, outside = Client(), Client()
    inside.force_login(ana, backend=BACKEND)
    found = {}
    for page in PINNED:
        inside.get(named.get(page, page))  # what is read once is read before it is counted
        found[page] = queries_of(inside, named.get(page, page))
    for page in SIGNED_OUT:
        found[f"signed out {page}"] = queries_of(outside, page)
    return found


@pytest.mark.parametrize("where", [*PINNED, *(f"signed out {page}" for page in SIGNED_OUT)])
def test_many_rows_ask_no_more_than_few(counted: Counted, where: str) -> None:
    few, many = counted.few[where], counted.many[where]
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)))


def test_the_numbers_are_those_written_down(counted: Counted) -> None:
    found = {where: len(queries) for where, queries in counted.many.items()}
    assert found == PINNED | {f"signed out {where}": most for where, most in SIGNED_OUT.items()}
