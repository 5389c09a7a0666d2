"""Forms that change something: a double click, Back and resend, or a retry give one row and the
same answer. What happens at the very same moment stands in tests/faults/test_one_form_at_once.py.
"""

import uuid
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.test import RequestFactory

from profiles.models import User
from safety import idempotency
from safety.errors import Refused
from safety.models import Block, SpentKey

from .acting import bare
from .conftest import SignIn
from .digests import tables
from .permissions.asking import undone
from .permissions.matrix import MATRIX, expected, roles, row
from .permissions.world import World, standing


def refused(action: str, *, by: User, key: uuid.UUID) -> str:
    """The sentence of a refusal."""
    with pytest.raises(Refused) as told:
        idempotency.once(by=by, key=key, action=action, work=lambda: "/never/")
    return told.value.sentence


@pytest.mark.django_db
class TestOneAfterAnother:
    def test_the_same_key_is_worked_on_once_and_answered_alike(self, member: User) -> None:
        key, work = uuid.uuid4(), mock.Mock(return_value="/here/")
        answers = [
            idempotency.once(by=member, key=key, action="ask", work=work) for _time in range(3)
        ]
        assert answers == ["/here/"] * 3
        work.assert_called_once_with()
        assert SpentKey.objects.get().answer == "/here/"

    def test_failed_work_leaves_nothing_and_a_retry_works(self, member: User, mentor: User) -> None:
        key = uuid.uuid4()

        def half() -> str:
            Block.objects.create(blocker=member, blocked=mentor)
            raise RuntimeError("the second write broke")

        with pytest.raises(RuntimeError):
            idempotency.once(by=member, key=key, action="ask", work=half)
        assert not Block.objects.exists()
        assert not SpentKey.objects.exists()
        assert idempotency.once(by=member, key=key, action="ask", work=lambda: "/now/") == "/now/"

    def test_a_key_spent_on_something_else_is_refused_in_words(self, member: User) -> None:
        key = uuid.uuid4()
        idempotency.once(by=member, key=key, action="ask:1", work=lambda: "/one/")
        assert "reload" in refused("ask:2", by=member, key=key)

    def test_somebody_elses_key_is_a_key_of_its_own(self, member: User, mentor: User) -> None:
        key = uuid.uuid4()
        for user, answer in ((member, "/hers/"), (mentor, "/his/")):
            said = idempotency.once(by=user, key=key, action="ask", work=lambda a=answer: a)
            assert said == answer

    @pytest.mark.parametrize("sent", ["", "no key", "\x00", "1" * 5000, "{{7*7}}"])
    def test_a_form_without_a_readable_key_is_refused_in_words(
        self, member: User, mentor: User, sign_in: SignIn, sent: str
    ) -> None:
        path = f"/people/{mentor.public_id}/block/"
        answer = sign_in(member).post(path, {idempotency.FIELD: sent})
        assert answer.status_code == 409
        assert "nothing was changed" in answer.content.decode()
        assert not Block.objects.exists()

    def test_of_two_keys_the_first_counts_for_nothing(self) -> None:
        keys = [str(uuid.uuid4()), str(uuid.uuid4())]
        request = RequestFactory().post("/", {idempotency.FIELD: keys})
        assert str(idempotency.read_key(request)) == keys[-1]


# -- every form of the site -----------------------------------------------------------------------
def sent_by() -> list[tuple[str, str]]:
    """Every entry of the permission matrix that changes something, and one who may."""
    found = []
    for entry, (_get, cell) in MATRIX.items():
        if ":" in entry and not entry.startswith(("admin:", "/")):
            answers = expected(cell)
            found += [(entry, role) for role in roles(entry) if answers[role] == "302"][:1]
    return found


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), standing(media) as made:
        yield made


@pytest.mark.django_db
@pytest.mark.xdist_group("idempotency")
@pytest.mark.parametrize(("entry", "role"), sent_by())
def test_a_form_sent_twice_changes_once_and_answers_alike(
    world: World, entry: str, role: str
) -> None:
    asked = row(entry)
    path = asked.path(world.targets[asked.target].kwargs)
    form = {idempotency.FIELD: str(uuid.uuid4()), "client_id": str(uuid.uuid4())} | asked.form
    client = world.client(world.user(role, asked.target))
    with undone():
        first, after_first = client.post(path, form), tables()
        second, after_second = client.post(path, form), tables()
    assert first.status_code == 302
    assert bare(first) == bare(second)
    assert after_first == after_second
