"""Limits: they count in PostgreSQL, end with their window, name their figure, and say when."""

from unittest import mock

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from profiles.models import User
from safety import ratelimits, tasks
from safety.errors import RateLimited
from safety.models import RateCounter
from tests.acting import post
from tests.conftest import SignIn
from tests.races import race

MINUTE, DAY = 60, 24 * 60 * 60


def hit(who: object = "ana", *, limit: int = 3, scope: str = "search") -> int:
    return ratelimits.hit(scope=scope, who=who, limit=limit, seconds=MINUTE)


@pytest.fixture
def clock() -> mock.Mock:
    """A clock that stands at the beginning of a minute until it is moved."""
    with mock.patch.object(ratelimits.time, "time", return_value=1_800_000_000.0) as now:
        yield now


@pytest.mark.django_db
class TestWindow:
    def test_counts_up_to_the_limit_and_no_further(self, clock: mock.Mock) -> None:
        assert [hit() for _time in range(3)] == [1, 2, 3]
        clock.return_value += 20
        with pytest.raises(RateLimited) as told:
            hit()
        assert told.value.status == 429
        assert told.value.retry_after == 40
        assert "3" in told.value.sentence

    def test_ends_with_its_window(self, clock: mock.Mock) -> None:
        for _time in range(3):
            hit()
        clock.return_value += 59.9
        with pytest.raises(RateLimited) as told:
            hit()
        assert told.value.retry_after == 1
        clock.return_value += 0.1
        assert hit() == 1

    def test_lately_has_no_edge_to_jump_over(self, clock: mock.Mock) -> None:
        def lately() -> int:
            return ratelimits.hit_lately(scope="search", who="ana", limit=3, seconds=DAY)

        clock.return_value += 86_390 - clock.return_value % DAY  # ten seconds before midnight
        assert [lately() for _time in range(3)] == [1, 2, 3]
        clock.return_value += 20
        with pytest.raises(RateLimited) as told:
            lately()
        clock.return_value += told.value.retry_after - 1
        with pytest.raises(RateLimited):
            lately()
        clock.return_value += 1
        assert told.value.retry_after <= DAY + DAY // ratelimits.PARTS
        assert lately() <= 3

    def test_people_and_things_are_counted_apart(self, clock: mock.Mock) -> None:
        for _time in range(3):
            hit()
        assert hit("bea") == 1
        assert hit(scope="message") == 1

    def test_the_words_can_be_the_callers(self, clock: mock.Mock) -> None:
        with pytest.raises(RateLimited, match="Tomorrow"):
            ratelimits.hit(scope="x", who=1, limit=0, seconds=MINUTE, sentence="Tomorrow.")

    def test_a_long_name_is_no_way_around(self, clock: mock.Mock) -> None:
        for _time in range(3):
            hit("a" * 120)
        with pytest.raises(RateLimited):
            hit("a" * 500)

    def test_counters_gone_by_are_tidied_away(self) -> None:
        hit()
        RateCounter.objects.update(expires_at=timezone.now())
        hit("bea")
        tasks.tidy()
        assert [row.who for row in RateCounter.objects.all()] == ["bea"]


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_are_counted_each() -> None:
    answers = race([lambda: hit(limit=10)] * 30)
    counted = sorted(answer for answer in answers if isinstance(answer, int))
    assert counted == list(range(1, 11))
    assert sum(isinstance(answer, RateLimited) for answer in answers) == 20


@pytest.mark.django_db
class TestOverHttp:
    def test_the_answer_is_a_page_that_says_when(self, client: Client, clock: mock.Mock) -> None:
        with mock.patch("profiles.views.tags.SEARCHES_A_MINUTE", 2):
            answers = [client.get("/tags/suggest/?q=heme") for _time in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].headers["Retry-After"] == "60"
        page = answers[-1].content.decode()
        assert "2 in a short time" in page
        assert "Traceback" not in page

    def test_redis_is_not_asked(self, member: User, mentor: User, sign_in: SignIn) -> None:
        mentor.profile.contact = "members"
        mentor.profile.save()
        with mock.patch("redis.connection.AbstractConnection.connect", side_effect=AssertionError):
            assert post(sign_in(member), f"/people/{mentor.public_id}/write/").status_code == 302
            assert hit() == 1

    @pytest.mark.parametrize(
        ("proxies", "forwarded", "believed"),
        [
            (0, "", "10.0.0.9"),
            (0, "1.2.3.4", "10.0.0.9"),
            (1, "1.2.3.4", "1.2.3.4"),
            (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
            (2, "9.9.9.9, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
            (2, "1.2.3.4", "10.0.0.9"),
            (1, " , ,", "10.0.0.9"),
        ],
    )
    def test_only_named_proxies_are_believed(
        self, settings: pytest.FixtureRequest, proxies: int, forwarded: str, believed: str
    ) -> None:
        settings.TRUSTED_PROXIES = proxies
        headers = {"x-forwarded-for": forwarded} if forwarded else {}
        request = RequestFactory(REMOTE_ADDR="10.0.0.9").get("/", headers=headers)
        assert ratelimits.client_address(request) == believed
