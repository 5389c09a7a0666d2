"""One form at the same moment: ten clicks are one change, and whoever comes while it is being made
is told so. The control takes the lock out, and then both do the work.
"""

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import IntegrityError, connections
from django.test import Client

from profiles.models import User
from safety import idempotency
from safety.errors import InFlight
from safety.models import AuditEntry, Block, SpentKey
from tests.acting import post
from tests.conftest import SignIn
from tests.races import SECONDS, race

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 10


@contextmanager
def under_way(
    by: User, key: uuid.UUID
) -> Iterator[tuple[uuid.UUID, "Future[str]", threading.Event]]:
    """Work on a thread of its own that does not end before it is told to."""
    begun, finish = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        assert finish.wait(SECONDS)
        return "/first/"

    def do() -> str:
        try:
            return idempotency.once(by=by, key=key, action="ask", work=work)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(do)
        assert begun.wait(SOON)
        try:
            yield key, future, finish
        finally:
            finish.set()


def test_ten_clicks_are_one_block(member: User, mentor: User, sign_in: SignIn) -> None:
    path, key = f"/people/{mentor.public_id}/block/", str(uuid.uuid4())
    cookies = sign_in(member).cookies

    def click() -> tuple[int, str]:
        client = Client()
        client.cookies = cookies.copy()
        answer = post(client, path, idempotency_key=key)
        return answer.status_code, answer.headers.get("Location", "")

    answers = race([click] * 10)
    assert set(answers) <= {(302, "/settings/blocked/"), (409, "")}
    assert (302, "/settings/blocked/") in answers
    assert Block.objects.count() == 1
    assert AuditEntry.objects.filter(action="block").count() == 1
    assert SpentKey.objects.count() == 1
    assert click() == (302, "/settings/blocked/")  # Back and resend, when all is done


def test_while_the_first_is_under_way_the_second_is_told_so(member: User) -> None:
    with under_way(member, uuid.uuid4()) as (key, first, finish):
        with pytest.raises(InFlight) as told:
            idempotency.once(by=member, key=key, action="ask", work=lambda: "/second/")
        assert told.value.status == 409
        assert "already" in told.value.sentence
        other = uuid.uuid4()
        said = idempotency.once(by=member, key=other, action="ask", work=lambda: "/other/")
        assert said == "/other/"
        finish.set()
        assert first.result(SECONDS) == "/first/"
    again = idempotency.once(by=member, key=key, action="ask", work=lambda: "/second/")
    assert again == "/first/"


def test_control_without_the_lock_both_do_the_work(member: User) -> None:
    numbers = iter(range(100))
    with mock.patch.object(idempotency, "_fold", side_effect=lambda _key: next(numbers)):
        both_work = threading.Barrier(2)

        def work() -> str:
            both_work.wait(SOON)
            return "/done/"

        key = uuid.uuid4()
        answers = race([lambda: idempotency.once(by=member, key=key, action="ask", work=work)] * 2)
    assert {type(answer) for answer in answers} == {IntegrityError, str}
