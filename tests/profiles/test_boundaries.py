"""Block and unblock, and who grades, supervises or selects me."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from profiles.models import Profile, User
from safety import registry
from safety.models import AuditEntry, Block, EvaluatorMark
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db

PERSON = re.compile("<uuid:(person|public_id)>")


def person_routes() -> list[str]:
    """The addresses of every app that take a person's id, as they stand in urls.py."""
    routes: list[str] = []
    for included in get_resolver().url_patterns:
        for pattern in getattr(included, "url_patterns", [included]):
            route = str(included.pattern) + str(pattern.pattern) if pattern is not included else ""
            if "<uuid:person>" in route or route.startswith("people/<uuid:public_id>"):
                routes.append(route)
    return sorted(routes)


PERSON_ROUTES = person_routes()


def page(user: User, what: str = "") -> str:
    return f"/people/{user.public_id}/{what}"


class TestBlock:
    def test_asks_once_more_and_then_holds_both_ways(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        ana, nadia = sign_in(member), sign_in(mentor)
        assert "Block <bdi>Nadia Aziz</bdi>?" in ana.get(page(mentor, "block/")).content.decode()
        assert not Block.objects.exists()

        answer = post(ana, page(mentor, "block/"))

        assert (answer.status_code, answer.headers["Location"]) == (302, "/settings/blocked/")
        assert Block.objects.get().blocker == member
        assert ana.get(page(mentor)).status_code == 404
        assert nadia.get(page(member)).status_code == 404
        assert "Nadia Aziz" in ana.get("/settings/blocked/").content.decode()
        assert "Ana Duarte" not in nadia.get("/settings/blocked/").content.decode()

    def test_is_written_down_and_matching_looks_again(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        before = timezone.now()
        post(sign_in(member), page(mentor, "block/"))
        entry = AuditEntry.objects.get(action="block")
        assert (entry.by, entry.subject) == (member, mentor)
        assert Profile.objects.filter(changed_at__gte=before).count() == 2

    def test_ends_what_is_registered_in_the_same_transaction(
        self, sign_in: SignIn, member: User, mentor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ended: list[tuple[Any, Any]] = []

        def end(*, by: Any, person: Any) -> None:
            ended.append((by, person))

        monkeypatch.setattr(registry, "_ended_by_a_block", [])
        registry.a_block_ends(end)
        post(sign_in(member), page(mentor, "block/"))
        assert ended == [(member, mentor)]

        def fails(*, by: Any, person: Any) -> None:
            raise RuntimeError

        registry.a_block_ends(fails)
        other = MentorFactory.create()
        client = sign_in(member)
        client.raise_request_exception = False
        assert post(client, page(other, "block/")).status_code == 500
        assert not Block.objects.filter(blocked=other).exists()

    def test_a_double_click_and_back_give_one_block_and_the_same_answer(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        client, key = sign_in(member), str(uuid.uuid4())
        first = post(client, page(mentor, "block/"), idempotency_key=key)
        again = post(client, page(mentor, "block/"), idempotency_key=key)
        assert (first.status_code, first.headers["Location"]) == (
            again.status_code,
            again.headers["Location"],
        )
        assert Block.objects.count() == 1

    def test_needs_the_forms_key(self, sign_in: SignIn, member: User, mentor: User) -> None:
        assert sign_in(member).post(page(mentor, "block/")).status_code == 409
        assert not Block.objects.exists()

    def test_nobody_blocks_herself(self, sign_in: SignIn, member: User) -> None:
        client = sign_in(member)
        assert client.get(page(member, "block/")).status_code == 404
        assert post(client, page(member, "block/")).status_code == 404

    def test_needs_the_csrf_token(self, member: User, mentor: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert post(client, page(mentor, "block/")).status_code == 403
        assert not Block.objects.exists()

    def test_a_name_with_markup_is_text(self, sign_in: SignIn, member: User) -> None:
        odd = MentorFactory.create(name='"><svg onload=alert(1)>')
        client = sign_in(member)
        for what in ("block/", "evaluates-me/"):
            html = client.get(page(odd, what)).content.decode()
            assert "<svg onload" not in html
            assert "&lt;svg onload" in html


class TestUnblock:
    def test_lifts_ones_own_block_only(self, sign_in: SignIn, member: User, mentor: User) -> None:
        Block.objects.create(blocker=member, blocked=mentor)
        assert post(sign_in(mentor), page(member, "unblock/")).status_code == 404
        ana = sign_in(member)
        key = str(uuid.uuid4())
        for _click in range(2):
            answer = post(ana, page(mentor, "unblock/"), idempotency_key=key)
            assert answer.headers["Location"] == "/settings/blocked/"
        assert not Block.objects.exists()
        assert ana.get(page(mentor)).status_code == 200

    def test_both_blocked_needs_both_to_lift(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        Block.objects.create(blocker=member, blocked=mentor)
        Block.objects.create(blocker=mentor, blocked=member)
        ana = sign_in(member)
        assert "Nadia Aziz" in ana.get("/settings/blocked/").content.decode()
        post(ana, page(mentor, "unblock/"))
        assert ana.get(page(mentor)).status_code == 404

    def test_is_no_page_to_open(self, sign_in: SignIn, member: User, mentor: User) -> None:
        Block.objects.create(blocker=member, blocked=mentor)
        assert sign_in(member).get(page(mentor, "unblock/")).status_code == 405
        assert Block.objects.exists()


class TestWhatTheBlockedPersonGets:
    """For each page: the answer for the blocker is the answer for nobody at all, and what does
    not name her is what it would be if she were not there."""

    @pytest.fixture
    def blocker(self) -> User:
        return MentorFactory.create(name="Nadia Aziz", offers=["HemePath", "OnlyHers"], photo="x")

    @pytest.mark.parametrize(
        "what", ["", "block/", "evaluates-me/", "photo/", "ask/", "nothing-of-the-kind/"]
    )
    def test_looking(self, sign_in: SignIn, member: User, blocker: User, what: str) -> None:
        Block.objects.create(blocker=blocker, blocked=member)
        client, unknown = sign_in(member), uuid.uuid4()
        for query in ("", "?format=json", "?next=/"):
            hers = client.get(page(blocker, what) + query)
            nobodys = client.get(f"/people/{unknown}/{what}{query}")
            assert bare(hers, blocker.public_id) == bare(nobodys, unknown)
            assert hers.status_code == 404

    def test_the_addresses_are_found(self) -> None:
        assert {"people/<uuid:public_id>/", "suggestions/<uuid:person>/dismiss/"} <= set(
            PERSON_ROUTES
        )

    @pytest.mark.parametrize("route", PERSON_ROUTES)
    def test_every_address_that_takes_a_person(
        self, sign_in: SignIn, member: User, blocker: User, route: str
    ) -> None:
        EvaluatorMark.objects.create(holder=member, evaluator=blocker)
        Block.objects.create(blocker=blocker, blocked=member)
        client, unknown = sign_in(member), uuid.uuid4()
        hers, nobodys = (PERSON.sub(str(who), f"/{route}") for who in (blocker.public_id, unknown))
        assert bare(client.get(hers), blocker.public_id) == bare(client.get(nobodys), unknown)
        answer = post(client, hers, next=hers, kind="mentorship", why="x", text="x")
        nobody = post(client, nobodys, next=nobodys, kind="mentorship", why="x", text="x")
        assert bare(answer, blocker.public_id) == bare(nobody, unknown)
        assert answer.status_code in {404, 405}

    @pytest.mark.parametrize("what", ["block/", "unblock/", "evaluates-me/", "evaluates-me/undo/"])
    def test_acting(self, sign_in: SignIn, member: User, blocker: User, what: str) -> None:
        EvaluatorMark.objects.create(holder=member, evaluator=blocker)
        Block.objects.create(blocker=blocker, blocked=member)
        client, unknown = sign_in(member), uuid.uuid4()
        hers = post(client, page(blocker, what))
        nobodys = post(client, f"/people/{unknown}/{what}")
        assert bare(hers, blocker.public_id) == bare(nobodys, unknown)
        assert hers.status_code == 404
        assert Block.objects.count() == 1

    @pytest.mark.parametrize("method", ["head", "options", "put", "delete", "post"])
    def test_every_method(self, sign_in: SignIn, member: User, blocker: User, method: str) -> None:
        Block.objects.create(blocker=blocker, blocked=member)
        client, unknown = sign_in(member), uuid.uuid4()
        hers = getattr(client, method)(page(blocker))
        nobodys = getattr(client, method)(f"/people/{unknown}/")
        assert bare(hers, blocker.public_id) == bare(nobodys, unknown)

    def test_everything_that_does_not_name_her(
        self, sign_in: SignIn, member: User, blocker: User
    ) -> None:
        MentorFactory.create(name="Pavel Novak", offers=["HemePath"])
        EvaluatorMark.objects.create(holder=member, evaluator=blocker)
        urls = [
            "/tags/",
            "/tags/HemePath/",
            "/tags/HemePath/?show=people",
            "/tags/OnlyHers/",
            "/tags/suggest/?q=heme",
            "/tags/suggest/?q=only",
            "/settings/",
            "/settings/blocked/",
            f"/people/{member.public_id}/",
        ]
        client = sign_in(member)
        with_her = [bare(client.get(url)) for url in urls]
        Block.objects.create(blocker=blocker, blocked=member)
        blocked = [bare(client.get(url)) for url in urls]
        User.objects.filter(pk=blocker.pk).delete()
        without_her = [bare(client.get(url)) for url in urls]
        assert blocked == without_her
        assert with_her[1] != without_her[1]

    def test_the_blocker_gets_the_same_of_the_blocked(
        self, sign_in: SignIn, member: User, blocker: User
    ) -> None:
        Block.objects.create(blocker=member, blocked=blocker)
        client, unknown = sign_in(member), uuid.uuid4()
        assert bare(client.get(page(blocker)), blocker.public_id) == bare(
            client.get(f"/people/{unknown}/"), unknown
        )


class TestEvaluator:
    def test_is_known_to_the_holder_alone(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        ana, nadia = sign_in(member), sign_in(mentor)
        urls = [page(member), page(mentor), "/settings/blocked/", "/tags/HemePath/?show=people"]
        before = [bare(nadia.get(url)) for url in urls]

        assert (
            "grade, supervise or select" in ana.get(page(mentor, "evaluates-me/")).content.decode()
        )
        answer = post(ana, page(mentor, "evaluates-me/"))

        assert answer.headers["Location"] == page(mentor)
        assert EvaluatorMark.objects.get().holder == member
        assert [bare(nadia.get(url)) for url in urls] == before
        html = ana.get("/settings/blocked/").content.decode()
        assert page(mentor, "evaluates-me/undo/") in html

    def test_is_taken_back_by_the_holder_alone(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        EvaluatorMark.objects.create(holder=member, evaluator=mentor)
        unknown = uuid.uuid4()
        nadia = sign_in(mentor)
        hers = post(nadia, page(member, "evaluates-me/undo/"))
        nobodys = post(nadia, f"/people/{unknown}/evaluates-me/undo/")
        assert bare(hers, member.public_id) == bare(nobodys, unknown)
        assert EvaluatorMark.objects.exists()
        assert post(sign_in(member), page(mentor, "evaluates-me/undo/")).status_code == 302
        assert not EvaluatorMark.objects.exists()

    def test_matching_looks_again_at_both(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        client = sign_in(member)
        for what in ("evaluates-me/", "evaluates-me/undo/"):
            before = timezone.now()
            post(client, page(mentor, what))
            assert Profile.objects.filter(changed_at__gte=before).count() == 2

    def test_oneself_is_not_there(self, sign_in: SignIn, member: User) -> None:
        client = sign_in(member)
        assert client.get(page(member, "evaluates-me/")).status_code == 404
        assert post(client, page(member, "evaluates-me/")).status_code == 404


class TestTheLists:
    def test_ask_as_often_for_one_as_for_many(self, sign_in: SignIn, member: User) -> None:
        client = sign_in(member)
        client.get("/settings/blocked/")
        Block.objects.create(blocker=member, blocked=MentorFactory.create())
        EvaluatorMark.objects.create(holder=member, evaluator=MentorFactory.create())
        few = count_queries(client, "/settings/blocked/")
        for _number in range(61):
            Block.objects.create(blocker=member, blocked=MentorFactory.create())
            EvaluatorMark.objects.create(holder=member, evaluator=MentorFactory.create())
        assert count_queries(client, "/settings/blocked/") == few

    def test_are_empty_at_first(self, sign_in: SignIn, member: User) -> None:
        html = sign_in(member).get("/settings/blocked/").content.decode()
        assert "You have blocked nobody" in html

    def test_are_for_the_signed_in(self, client: Client, mentor: User) -> None:
        for url in ("/settings/blocked/", page(mentor, "block/"), page(mentor, "evaluates-me/")):
            assert client.get(url).status_code == 302
        assert post(client, page(mentor, "block/")).status_code == 302
        assert not Block.objects.exists()

    def test_show_who_was_blocked_before_they_left_the_welcome(
        self, sign_in: SignIn, member: User
    ) -> None:
        """A block names whom she blocked, whatever became of them since."""
        other = MemberFactory.create(name="Gone Since")
        Block.objects.create(blocker=member, blocked=other)
        User.objects.filter(pk=other.pk).update(suspended_at=timezone.now())
        assert "Gone Since" in sign_in(member).get("/settings/blocked/").content.decode()
