"""The gate: who may see whom, in lists and one by one."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from profiles.choices import Audience
from profiles.models import Grant, HashtagTie, Profile, User
from safety.models import Block, EvaluatorMark
from tests.factories import MemberFactory, MentorFactory

pytestmark = pytest.mark.django_db

Arrange = Callable[[User, User], None]


def nothing(viewer: User, target: User) -> None:
    """Two members."""


def viewer_blocked(viewer: User, target: User) -> None:
    Block.objects.create(blocker=viewer, blocked=target)


def target_blocked(viewer: User, target: User) -> None:
    Block.objects.create(blocker=target, blocked=viewer)


def both_blocked(viewer: User, target: User) -> None:
    viewer_blocked(viewer, target)
    target_blocked(viewer, target)


def third_person_blocked(viewer: User, target: User) -> None:
    Block.objects.create(blocker=target, blocked=MemberFactory.create())


def target_suspended(viewer: User, target: User) -> None:
    User.objects.filter(pk=target.pk).update(suspended_at=timezone.now())


def viewer_suspended(viewer: User, target: User) -> None:
    viewer.suspended_at = timezone.now()
    viewer.save()


def target_gone(viewer: User, target: User) -> None:
    User.objects.filter(pk=target.pk).update(is_active=False)


def target_not_welcomed(viewer: User, target: User) -> None:
    Profile.objects.filter(user=target).update(welcomed_at=None)


def viewer_not_welcomed(viewer: User, target: User) -> None:
    Profile.objects.filter(user=viewer).update(welcomed_at=None)


def target_shows_nobody(viewer: User, target: User) -> None:
    Profile.objects.filter(user=target).update(audience=Audience.NOBODY)


def target_asked_viewer(viewer: User, target: User) -> None:
    target_shows_nobody(viewer, target)
    Grant.objects.create(owner=target, viewer=viewer, source="request:1")


def viewer_asked_target(viewer: User, target: User) -> None:
    target_shows_nobody(viewer, target)
    Grant.objects.create(owner=viewer, viewer=target, source="request:1")


def somebody_else_was_asked(viewer: User, target: User) -> None:
    target_shows_nobody(viewer, target)
    Grant.objects.create(owner=target, viewer=MemberFactory.create(), source="request:1")


def asked_then_blocked(viewer: User, target: User) -> None:
    target_asked_viewer(viewer, target)
    target_blocked(viewer, target)


def asked_then_suspended(viewer: User, target: User) -> None:
    target_asked_viewer(viewer, target)
    target_suspended(viewer, target)


def marked_each_other(viewer: User, target: User) -> None:
    EvaluatorMark.objects.create(holder=viewer, evaluator=target)
    EvaluatorMark.objects.create(holder=target, evaluator=viewer)


def viewer_is_staff(viewer: User, target: User) -> None:
    target_blocked(viewer, target)
    viewer.is_staff = viewer.is_superuser = True
    viewer.save()


MAY_SEE = [
    (nothing, True),
    (viewer_blocked, False),
    (target_blocked, False),
    (both_blocked, False),
    (third_person_blocked, True),
    (target_suspended, False),
    (viewer_suspended, False),
    (target_gone, False),
    (target_not_welcomed, False),
    (viewer_not_welcomed, True),
    (target_shows_nobody, False),
    (target_asked_viewer, True),
    (viewer_asked_target, False),
    (somebody_else_was_asked, False),
    (asked_then_blocked, False),
    (asked_then_suspended, False),
    (marked_each_other, True),
    (viewer_is_staff, False),
]


@pytest.mark.parametrize(("arrange", "seen"), MAY_SEE, ids=[case[0].__name__ for case in MAY_SEE])
def test_every_way_of_looking_agrees(arrange: Arrange, seen: bool) -> None:
    viewer = MemberFactory.create()
    target = MentorFactory.create(offers=["HemePath"])
    arrange(viewer, target)

    people = Profile.objects.visible_to(viewer)
    ties = HashtagTie.objects.visible_to(viewer)
    hashtag = target.hashtag_ties.get().hashtag

    assert people.filter(user=target).exists() is seen
    assert (target.profile in list(people)) is seen
    assert (target.profile in list(people.tagged(hashtag))) is seen
    assert (target.profile in list(people.open())) is seen
    assert ties.filter(user=target).exists() is seen
    assert Profile.objects.counted_for(viewer).filter(user=target).exists() is seen
    assert HashtagTie.objects.counted_for(viewer).filter(user=target).exists() is seen


@pytest.mark.parametrize(("arrange", "seen"), MAY_SEE, ids=[case[0].__name__ for case in MAY_SEE])
def test_her_own_page_is_always_hers(arrange: Arrange, seen: bool) -> None:
    viewer = MemberFactory.create(seeks=["HemePath"])
    arrange(viewer, MentorFactory.create())

    assert Profile.objects.visible_to(viewer).filter(user=viewer).exists()
    assert HashtagTie.objects.visible_to(viewer).filter(user=viewer).exists()
    assert not Profile.objects.counted_for(viewer).filter(user=viewer).exists()


def test_signed_out_sees_nobody_and_counts_who_is_listed() -> None:
    MentorFactory.create(offers=["HemePath"])
    MentorFactory.create(offers=["HemePath"], audience=Audience.NOBODY)
    MentorFactory.create(offers=["HemePath"], welcomed_at=None)
    MentorFactory.create(offers=["HemePath"], is_active=False)
    MentorFactory.create(offers=["HemePath"], suspended_at=timezone.now())
    anonymous = AnonymousUser()

    assert not Profile.objects.visible_to(anonymous).exists()
    assert not HashtagTie.objects.visible_to(anonymous).exists()
    assert Profile.objects.counted_for(anonymous).count() == 1
    assert HashtagTie.objects.counted_for(anonymous).count() == 1


def test_the_gate_is_one_query_however_many_people(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    viewer = MemberFactory.create()
    MentorFactory.create_batch(7)
    with django_assert_num_queries(1):
        assert Profile.objects.visible_to(viewer).count() == 8
