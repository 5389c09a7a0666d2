"""From rows to rows: who is suggested to whom, who never is, and what follows a change."""

import pytest
from django.utils import timezone

from matching import engine, showing, suggesting
from matching.facts import facts_between
from matching.models import MatchState, SaidOf, Suggestion, Verdict
from matching.snapshot import gather
from profiles import actions as people
from profiles.choices import Audience, Direction, Status
from profiles.models import Availability, HashtagTie, Profile, User
from relationships.models import MentorshipRequest, Relationship
from safety.models import Block, EvaluatorMark
from tests.factories import MemberFactory, MentorFactory, make_hashtag

pytestmark = pytest.mark.django_db


def suggested_to(user: User) -> list[str]:
    """The names the person would be shown, best first."""
    rows = Suggestion.objects.visible_to(user).order_by("rank")
    return [row.mentor.profile.name for row in rows]


def test_who_shares_the_rarer_hashtag_comes_first(member: User) -> None:
    MentorFactory.create(name="Common", offers=["MedEd"])
    MentorFactory.create_batch(8, offers=["MedEd"])
    rare = MentorFactory.create(name="Rare", offers=["HemePath"])
    people.set_ties(user=member, direction=Direction.SEEKS, names=["MedEd", "HemePath"])

    suggesting.suggest_for([member.pk])

    assert suggested_to(member)[0] == rare.profile.name


def exclude_by_block(one: User, other: User) -> None:
    Block.objects.create(blocker=one, blocked=other)


def exclude_by_evaluator_mark(one: User, other: User) -> None:
    EvaluatorMark.objects.create(holder=one, evaluator=other)


def exclude_by_relationship(one: User, other: User) -> None:
    Relationship.objects.create(mentee=one, mentor=other)


def exclude_by_open_request(one: User, other: User) -> None:
    MentorshipRequest.objects.create(mentee=one, mentor=other, why="Because.")


def exclude_by_not_for_me(one: User, other: User) -> None:
    Verdict.objects.create(mentee=one, mentor=other, said=SaidOf.DISMISSED)


EITHER_WAY = [
    exclude_by_block,
    exclude_by_evaluator_mark,
    exclude_by_relationship,
    exclude_by_open_request,
]


@pytest.mark.parametrize("exclude", [*EITHER_WAY, exclude_by_not_for_me])
def test_an_excluded_pair_is_neither_made_nor_shown(member: User, mentor: User, exclude) -> None:
    suggesting.suggest_for([member.pk])
    assert suggested_to(member) == ["Nadia Aziz"]

    exclude(member, mentor)

    assert suggested_to(member) == [], "the stored row must not outlive the exclusion"
    suggesting.suggest_for([member.pk])
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("exclude", EITHER_WAY)
def test_exclusions_hold_in_the_other_direction_too(member: User, mentor: User, exclude) -> None:
    suggesting.suggest_for([member.pk])
    exclude(mentor, member)

    assert suggested_to(member) == []
    suggesting.suggest_for([member.pk])
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.PAUSED},
        {"status": Status.WAITING},
        {"status": Status.NOT_OFFERING},
        {"seats": 1, "seats_taken": 1},
    ],
)
def test_who_takes_nobody_is_not_suggested(member: User, mentor: User, change: dict) -> None:
    suggesting.suggest_for([member.pk])
    Availability.objects.filter(user=mentor).update(**change)

    assert suggested_to(member) == []
    suggesting.suggest_for([member.pk])
    assert not Suggestion.objects.exists()


def test_who_shows_himself_to_nobody_or_is_suspended_is_not_suggested(member: User) -> None:
    hidden = MentorFactory.create(offers=["HemePath"], audience=Audience.NOBODY)
    suspended = MentorFactory.create(offers=["HemePath"], suspended_at=timezone.now())

    suggesting.suggest_for([member.pk])

    assert not Suggestion.objects.filter(mentor__in=[hidden, suspended]).exists()


def test_running_twice_writes_nothing(member: User, mentor: User) -> None:
    assert suggesting.suggest_for([member.pk]) == 1
    assert suggesting.suggest_for([member.pk]) == 0


def test_the_sweep_follows_a_mentors_new_hashtags(member: User) -> None:
    plain = MentorFactory.create(name="Plain", offers=["MedEd"])
    MentorFactory.create(name="Other", offers=["Lymphoma"])
    people.set_ties(user=member, direction=Direction.SEEKS, names=["HemePath"])
    suggesting.suggest_for_changed()
    before = Suggestion.objects.get(mentee=member, mentor=plain).score

    people.set_ties(user=plain, direction=Direction.OFFERS, names=["HemePath"])
    suggesting.suggest_for_changed()

    assert Suggestion.objects.get(mentee=member, mentor=plain).score > before
    assert suggested_to(member)[0] == "Plain"


def test_the_sweep_has_nothing_to_do_when_nobody_changed(member: User, mentor: User) -> None:
    assert suggesting.suggest_for_changed() == 2
    assert suggesting.suggest_for_changed() == 0
    assert MatchState.objects.count() == 2


def test_a_change_during_the_sweep_is_followed_by_the_next(member: User, mentor: User) -> None:
    suggesting.suggest_for_changed()
    later = timezone.now() + timezone.timedelta(seconds=1)
    Profile.objects.filter(user=mentor).update(changed_at=later)

    assert suggesting.suggest_for_changed() == 2
    assert suggesting.suggest_for_changed() == 0


def test_who_seeks_no_more_keeps_no_rows(member: User, mentor: User) -> None:
    suggesting.suggest_for_changed()
    Profile.objects.filter(user=member).update(is_mentee=False, changed_at=timezone.now())

    suggesting.suggest_for_changed()

    assert not Suggestion.objects.exists()


def test_gathering_takes_the_same_number_of_queries_for_one_and_for_many(
    member: User, mentor: User, django_assert_num_queries
) -> None:
    with django_assert_num_queries(5):
        gather(now=timezone.now())
    MemberFactory.create_batch(40, seeks=["HemePath", "MDS"])
    MentorFactory.create_batch(20, offers=["MDS"])
    with django_assert_num_queries(5):
        gather(now=timezone.now())


def test_quiet_tags_are_no_input(mentor: User) -> None:
    plain = MemberFactory.create(seeks=["HemePath"])
    moment = timezone.now()
    suggesting.suggest_for([plain.pk], now=moment)
    before = list(Suggestion.objects.values("mentee", "mentor", "score", "rank"))
    facts = facts_between(plain.pk, [mentor.pk])

    people.add_quiet(by=plain, names=["FirstGenDocs"])
    people.add_quiet(by=mentor, names=["FirstGenDocs"])
    suggesting.suggest_for([plain.pk], now=moment)

    after = list(Suggestion.objects.values("mentee", "mentor", "score", "rank"))
    assert after == before
    assert facts_between(plain.pk, [mentor.pk]) == facts
    assert not HashtagTie.objects.filter(hashtag__key="firstgendocs").exists()


def test_held_tags_tie_nobody(member: User) -> None:
    make_hashtag("Heldback", held=True)
    mentor = MentorFactory.create(offers=["Heldback"])
    people.set_ties(user=member, direction=Direction.SEEKS, names=["Heldback"])

    suggesting.suggest_for([member.pk])

    assert Suggestion.objects.get().mentor == mentor
    assert facts_between(member.pk, [mentor.pk])[mentor.pk]["tags"] == []


def test_who_is_shown_to_enough_people_is_shown_to_one_more_only_for_an_empty_page(
    member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing.engine, "limits", lambda *_given: engine.Limits(1, 1))
    MentorFactory.create_batch(3, offers=["HemePath"], seats=1)
    suggesting.suggest_for([member.pk])
    assert Suggestion.objects.filter(mentee=member).count() == 3

    late = MemberFactory.create(seeks=["HemePath"])
    suggesting.suggest_for([late.pk])

    assert Suggestion.objects.filter(mentee=late).count() == 1
    suggesting.suggest_for([member.pk])
    assert Suggestion.objects.filter(mentee=member).count() == 2, "one of hers is taken now"
