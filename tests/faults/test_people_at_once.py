"""Two people, or one person in two tabs, at the same moment: against the real database.

Each race has its control: with the guard taken out, the same count is wrong.
"""

import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from profiles import actions
from profiles.actions import availability, joining, tying
from profiles.choices import Status
from profiles.errors import Changed, TooFewSeats
from profiles.models import Availability, Hashtag, Profile, QuietTag, User
from safety.errors import RateLimited
from tests.factories import MemberFactory, MentorFactory
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)

SPELLINGS = ["NewTag", "newtag", "#NEWTAG", "New_Tag", "NewTág", "nEwTaG"]


def all_look_first(people: int, look: Callable[..., Any]) -> Callable[..., Any]:
    """`look`, but nobody goes on before everybody has looked once."""
    everybody = threading.Barrier(people)
    waited = threading.local()

    def looking(*args: Any, **kwargs: Any) -> Any:
        seen = look(*args, **kwargs)
        if not getattr(waited, "once", False):
            waited.once = True
            everybody.wait(30)
        return seen

    return looking


def make_one_tag_at_once() -> list[Any]:
    with mock.patch.object(tying, "_by_key", all_look_first(len(SPELLINGS), tying._by_key)):
        return race([lambda name=name: actions.find_or_make_hashtag(name) for name in SPELLINGS])


def test_one_hashtag_typed_by_six_at_once_is_one_row() -> None:
    tags = make_one_tag_at_once()

    assert Hashtag.objects.count() == 1
    assert {tag.pk for tag in tags} == {Hashtag.objects.get().pk}


def test_control_without_the_conflict_clause_five_of_six_fail() -> None:
    plain = QuerySet.bulk_create

    def insisting(rows: QuerySet[Any], new: list[Any], **options: Any) -> list[Any]:
        return plain(rows, new, **(options | {"ignore_conflicts": False}))

    with mock.patch.object(QuerySet, "bulk_create", insisting):
        answers = make_one_tag_at_once()

    assert sum(isinstance(answer, IntegrityError) for answer in answers) == len(SPELLINGS) - 1


def test_five_people_of_one_name_join_at_once() -> None:
    handles = ["ana_duarte", *(f"ana_duarte_{letter}" for letter in "bdefg")]
    all_free = all_look_first(5, lambda _name: iter(handles))
    users = [User(email=f"ana{number}@example.org") for number in range(5)]
    with mock.patch.object(joining, "_free_handles", all_free):
        answers = race(
            [lambda user=user: actions.join(user=user, name="Ana Duarte") for user in users]
        )

    assert all(isinstance(answer, Profile) for answer in answers), answers
    assert User.objects.values("handle_skeleton").distinct().count() == 5


def lower_while_one_is_taken(mentor: User) -> list[Any]:
    """One transaction takes the second place while another lowers the places to one."""
    held = threading.Event()

    def take() -> None:
        with transaction.atomic():
            row = Availability.objects.select_for_update().get(user=mentor)
            held.set()
            row.seats_taken = 2
            row.save(update_fields=["seats_taken"])

    def lower() -> None:
        held.wait(30)
        actions.set_availability(by=mentor, places=actions.Places(status=Status.OPEN, seats=1))

    return race([take, lower])


def test_places_lowered_while_one_is_taken_are_refused_in_words() -> None:
    mentor = MentorFactory.create(seats=2, seats_taken=1)
    taken, lowered = lower_while_one_is_taken(mentor)

    assert taken is None
    assert isinstance(lowered, TooFewSeats)
    row = Availability.objects.get(user=mentor)
    assert (row.seats, row.seats_taken) == (2, 2)


def test_control_without_the_lock_only_the_database_refuses() -> None:
    mentor = MentorFactory.create(seats=2, seats_taken=1)

    def look_only(user: User) -> Availability:
        return Availability(
            pk=user.availability.pk, user=user, status=Status.OPEN, seats=2, seats_taken=1
        )

    with mock.patch.object(availability, "lock_places", look_only):
        _taken, lowered = lower_while_one_is_taken(mentor)

    assert isinstance(lowered, IntegrityError)


def edit_at_once(ana: User, people: int) -> list[Any]:
    def edit(number: int) -> Profile:
        return actions.edit_profile(
            by=ana,
            version=1,
            person=actions.Person(
                name=f"Ana {number}",
                handle=ana.handle,
                pronouns="",
                headline="",
                specialty="",
                languages=(),
                links=(),
                interests=("HemePath",),
                values=(),
            ),
            about=actions.About(
                is_mentee=True, is_mentor=False, stage="", institution="", time_zone="UTC", bio=""
            ),
            seeks=actions.Seeks(goals=(), kinds=(), hours=None, hashtags=("MDS",), outside=False),
            offers=actions.Offers(
                kinds=(),
                hours=None,
                hashtags=(),
                goals=(),
                stages=(),
                only_outside=False,
                answer_asked="",
                answer_work="",
                answer_passed_on="",
            ),
        )

    return race([lambda number=number: edit(number) for number in range(people)])


def test_of_four_edits_of_one_version_one_is_saved() -> None:
    ana = MemberFactory.create()
    answers = edit_at_once(ana, 4)

    assert sum(isinstance(answer, Changed) for answer in answers) == 3
    profile = Profile.objects.get(user=ana)
    assert profile.version == 2
    assert profile.name in {answer.name for answer in answers if isinstance(answer, Profile)}


def test_control_without_the_lock_edits_overwrite_each_other() -> None:
    ana = MemberFactory.create()
    rows = QuerySet.select_for_update
    everybody = threading.Barrier(4)

    def look_only(self: QuerySet[Any], **options: Any) -> QuerySet[Any]:
        if self.model is not Profile:
            return rows(self, **options)
        everybody.wait(30)
        return self

    with mock.patch.object(QuerySet, "select_for_update", look_only):
        answers = edit_at_once(ana, 4)

    assert sum(isinstance(answer, Profile) for answer in answers) > 1


def test_quiet_changes_at_once_are_still_few_a_day() -> None:
    ana = MemberFactory.create()
    most = settings.MAX_QUIET_TAG_CHANGES_A_DAY
    words = [f"Quiet{letter}" for letter in "abdefghk"]
    answers = race([lambda word=word: actions.keep_quiet(by=ana, names=[word]) for word in words])

    assert sum(isinstance(answer, RateLimited) for answer in answers) == len(words) - most
    assert QuietTag.objects.filter(user=ana).count() == most
