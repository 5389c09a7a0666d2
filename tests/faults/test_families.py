"""Two moderators put two institutions below each other at once: no circle comes of it."""

import contextlib
import threading

import pytest

from profiles.actions import edit_institution, families
from profiles.errors import Circle
from profiles.models import Institution
from tests.factories import ModeratorFactory
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = 1.0  # seconds that one waits for the other to have looked


def both_move(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each looks what stands below, and goes on when the other has looked too, or will not."""
    looked = threading.Barrier(2)
    below = families.below

    def slowly(row: Institution) -> set[int]:
        found = below(row)
        with contextlib.suppress(threading.BrokenBarrierError):
            looked.wait(BOTH)
        return found

    monkeypatch.setattr(families, "below", slowly)
    moderator = ModeratorFactory.create()
    rows = [
        Institution.objects.create(name=name, spellings=name.lower()) for name in ("One", "Other")
    ]

    def move(row: Institution, parent: Institution) -> Institution:
        return edit_institution(
            institution=row, name=row.name, country="", parent=parent, aliases=(), domains=(),
            by=moderator,
        )  # fmt: skip

    return race([lambda: move(*rows), lambda: move(*reversed(rows))])


def parents() -> list[bool]:
    return [row.parent_id is not None for row in Institution.objects.all()]


def test_the_second_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = both_move(monkeypatch)

    assert [isinstance(answer, Circle) for answer in answers].count(True) == 1
    assert sorted(parents()) == [False, True]


def test_without_the_lock_they_make_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is the lock that keeps them apart."""
    monkeypatch.setattr(families, "one_after_the_other", lambda: None)
    both_move(monkeypatch)

    assert parents() == [True, True]
