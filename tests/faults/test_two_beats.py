"""Beat twice, or beat away: everybody's digest is written once, whoever rings and however late.

Three guards stand behind one another (the lock on a person's settings, the morning they note, the
key of the mail), so that no single one taken out loses the race.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from notifications import gathering
from notifications.models import Mail
from profiles.models import TagFollow, User
from tests.factories import MemberFactory, MentorFactory, make_hashtag
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)
ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Honolulu")
HOUR = timedelta(hours=1)
BEATS = 4


@pytest.fixture
def followers(db: None) -> list[User]:
    """Five people in five zones, under whose hashtag somebody has opened."""
    people = [MemberFactory.create(time_zone=zone) for zone in ZONES]
    then = timezone.now() - timedelta(days=3)
    tag = make_hashtag("HemePath")
    for user in people:
        TagFollow.objects.create(
            user=user, hashtag=tag, created_at=then, read_at=then, before_at=then, told_at=then
        )
    MentorFactory.create(offers=["HemePath"])
    return people


def next_week() -> datetime:
    """A midnight from which on everybody's Thursday morning is still to come within two days."""
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=5, second=0, microsecond=0)
    wednesday = (2 - day.weekday()) % 7 or 7
    return day + timedelta(days=wednesday)


def digests() -> dict[int | None, int]:
    """How many digests each has."""
    found: dict[int | None, int] = {}
    for mail in Mail.objects.filter(is_digest=True):
        found[mail.reader_id] = found.get(mail.reader_id, 0) + 1
    return found


def once_each(people: list[User]) -> dict[int | None, int]:
    return {user.pk: 1 for user in people}


def test_beats_that_ring_at_once_write_each_digest_once(followers: list[User]) -> None:
    late = next_week() + timedelta(days=2)
    rings = [partial(gathering.write_digests, now=late)] * BEATS
    written = race(rings)
    assert sum(written) == len(followers)
    assert digests() == once_each(followers)
    assert sum(race(rings)) == 0
    assert digests() == once_each(followers)


@pytest.mark.parametrize("away", [range(0), range(20, 26), range(7, 13), range(48)])
def test_a_beat_that_was_away_catches_up_and_writes_each_once(
    followers: list[User], away: range
) -> None:
    """It rings every hour for two days and a half, but in the hours away; what is written is sent
    before the next ring."""
    begin = next_week()
    for hour in range(60):
        if hour not in away:
            gathering.write_digests(now=begin + hour * HOUR)
            Mail.objects.filter(is_digest=True).update(state="sent", sent_at=begin)
    assert digests() == once_each(followers)
