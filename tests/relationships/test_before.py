"""A request remembers that the two worked together before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.choices import Status
from profiles.models import Availability, User
from relationships import actions
from relationships.models import MentorshipRequest, Relationship
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory

from .arrange import relationship_of, request_of

pytestmark = pytest.mark.django_db
SAID = "worked together before"


@pytest.fixture
def over(member: User, mentor: User) -> Relationship:
    """One that ended two months ago."""
    row = actions.end(by=member, relationship=relationship_of(member, mentor))
    noon = timezone.now().replace(day=15, hour=12)  # in every zone the same month
    began, ended = (noon - timedelta(days=30 * months) for months in (8, 3))
    MentorshipRequest.objects.update(created_at=began, decided_at=began)
    Relationship.objects.filter(pk=row.pk).update(started_at=began, ended_at=ended)
    row.refresh_from_db()
    return row


def test_both_read_it_with_the_months_and_the_way_there(
    member: User, mentor: User, over: Relationship, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    for user, name in ((member, "Nadia Aziz"), (mentor, "Ana Duarte")):
        text = sign_in(user).get(ask.get_absolute_url()).content.decode()
        months = f"from {over.started_at:%B %Y} to {over.ended_at:%B %Y}"
        assert f"You and {name} {SAID}, {months}" in text
        assert over.get_absolute_url() in text


def test_it_holds_the_other_way_round_too(
    member: User, mentor: User, over: Relationship, sign_in: SignIn
) -> None:
    member.profile.is_mentor = mentor.profile.is_mentee = True
    member.profile.save()
    mentor.profile.save()
    Availability.objects.filter(user=member).update(status=Status.OPEN, seats=1)
    ask = request_of(mentor, User.objects.get(pk=member.pk))
    assert SAID in sign_in(member).get(ask.get_absolute_url()).content.decode()


def test_nobody_elses_past_and_no_later_one_is_told(
    member: User, mentor: User, over: Relationship, sign_in: SignIn
) -> None:
    other = MentorFactory.create(name="Rao Iyer")
    for ask in (request_of(member, other), request_of(MemberFactory.create(), mentor)):
        text = sign_in(ask.mentor).get(ask.get_absolute_url()).content.decode()
        assert SAID not in text
    first = Relationship.objects.get(pk=over.pk).request
    assert first is not None
    assert SAID not in sign_in(mentor).get(first.get_absolute_url()).content.decode()
