"""The page of suggestions over HTTP: what stands there, what can be said, what can be undone."""

import pytest
from django.urls import reverse

from matching import suggesting
from matching.models import Suggestion, Verdict
from profiles import actions as people
from profiles.choices import Direction, Status
from profiles.models import Availability, Profile, User
from safety.models import EvaluatorMark
from tests.acting import bare
from tests.factories import MentorFactory

pytestmark = pytest.mark.django_db
PAGE = "/suggestions/"


@pytest.fixture
def suggested(member: User, mentor: User) -> Suggestion:
    suggesting.suggest_for([member.pk])
    return Suggestion.objects.get()


def say(client, word: str, mentor: User, **data: str):
    return client.post(reverse(f"matching:{word}", args=[mentor.public_id]), data, follow=True)


def test_a_card_names_the_hashtags_the_places_and_the_ask(
    sign_in, member: User, mentor: User, suggested: Suggestion
) -> None:
    page = sign_in(member).get(PAGE).content.decode()

    assert "Nadia Aziz" in page
    assert "#HemePath" in page
    assert "2 of 2 places open" in page
    assert reverse("relationships:ask", args=[mentor.public_id]) in page
    assert member.email not in page


def test_nobody_is_named_to_somebody_signed_out(client, suggested: Suggestion) -> None:
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_not_for_me_is_silent_and_can_be_undone(
    sign_in, member: User, mentor: User, suggested: Suggestion
) -> None:
    client = sign_in(member)

    page = say(client, "dismiss", mentor)
    assert page.context["cards"] == []
    assert "can undo it" in page.content.decode()
    assert not mentor.notifications.exists()

    say(client, "undismiss", mentor)
    suggesting.suggest_for_changed()
    assert "Nadia Aziz" in client.get(PAGE).content.decode()


def test_a_shortlist_is_kept_and_hers_alone(
    sign_in, member: User, mentor: User, suggested: Suggestion
) -> None:
    client = sign_in(member)
    page = say(client, "shortlist", mentor)
    assert [card["name"] for card in page.context["shortlisted"]] == ["Nadia Aziz"]
    assert "shortlist" not in sign_in(mentor).get(PAGE).content.decode().lower()

    page = say(client, "unshortlist", mentor)
    assert page.context["shortlisted"] == []


def test_saying_it_twice_is_saying_it_once(
    sign_in, member: User, mentor: User, suggested: Suggestion
) -> None:
    client = sign_in(member)
    say(client, "shortlist", mentor)
    say(client, "shortlist", mentor)
    say(client, "dismiss", mentor)

    assert [verdict.said for verdict in Verdict.objects.all()] == ["dismissed"]


def test_the_button_on_home_comes_back_home(
    sign_in, member: User, mentor: User, suggested: Suggestion
) -> None:
    home = reverse("home")
    page = say(sign_in(member), "shortlist", mentor, next=home)
    assert page.redirect_chain[-1][0] == home
    page = say(sign_in(member), "shortlist", mentor, next="//evil.example")
    assert page.redirect_chain[-1][0] == PAGE


def test_only_somebody_visible_who_mentors_can_be_spoken_of(sign_in, member: User) -> None:
    hidden = MentorFactory.create(audience="nobody")
    for word in ("shortlist", "unshortlist", "dismiss", "undismiss"):
        assert say(sign_in(member), word, hidden).status_code == 404
        assert say(sign_in(member), word, member).status_code == 404
    assert not Verdict.objects.exists()


def test_an_empty_page_says_what_to_do_next(sign_in, member: User) -> None:
    page = sign_in(member).get(PAGE).content.decode()
    assert "Nobody to suggest yet" in page
    assert reverse("profiles:edit_profile") in page


def test_who_seeks_nobody_is_told_how_to(sign_in, mentor: User) -> None:
    page = sign_in(mentor).get(PAGE).content.decode()
    assert "You have not said that you look for a mentor" in page


def test_the_page_takes_the_same_number_of_queries_for_one_and_for_ten(
    sign_in, member: User, mentor: User, suggested: Suggestion, django_assert_max_num_queries
) -> None:
    client = sign_in(member)
    client.get(PAGE)
    with django_assert_max_num_queries(100) as one:
        client.get(PAGE)
    MentorFactory.create_batch(12, offers=["HemePath", "MDS"])
    suggesting.suggest_for([member.pk])
    with django_assert_max_num_queries(100) as ten:
        assert len(client.get(PAGE).context["cards"]) == 10
    assert len(ten) == len(one)


def test_the_first_suggestions_are_there_when_the_welcome_ends(
    member: User, mentor: User, django_capture_on_commit_callbacks
) -> None:
    from profiles import registry

    Profile.objects.filter(user=member).update(is_mentee=True)
    with django_capture_on_commit_callbacks(execute=True):
        registry.welcomed(member)

    assert Suggestion.objects.filter(mentee=member, mentor=mentor).exists()


def test_the_page_of_two_says_what_speaks_for_it_and_what_less(
    sign_in, member: User, mentor: User
) -> None:
    people.set_ties(user=member, direction=Direction.SEEKS, names=["HemePath", "MDS"])
    client = sign_in(member)
    fit = reverse("matching:fit", args=[mentor.public_id])

    assert fit in client.get(f"/people/{mentor.public_id}/").content.decode()
    page = client.get(fit).content.decode()
    assert "You and <bdi>Nadia Aziz</bdi>" in page
    assert "does not name #MDS" in page
    assert reverse("relationships:ask", args=[mentor.public_id]) in page


def test_the_page_of_two_says_why_she_cannot_ask_now(sign_in, member: User, mentor: User) -> None:
    Availability.objects.filter(user=mentor).update(status=Status.OPEN, seats=2, seats_taken=2)
    page = sign_in(member).get(reverse("matching:fit", args=[mentor.public_id])).content.decode()

    assert "has no place free at the moment" in page
    assert reverse("relationships:ask", args=[mentor.public_id]) not in page


def test_the_page_of_two_speaks_of_a_mentor_with_a_waiting_list_too(
    sign_in, member: User, mentor: User
) -> None:
    Availability.objects.filter(user=mentor).update(status=Status.WAITING)
    page = sign_in(member).get(reverse("matching:fit", args=[mentor.public_id])).content.decode()

    assert "#HemePath" in page
    assert "Nothing that both of your pages name" not in page
    assert reverse("relationships:ask", args=[mentor.public_id]) in page


def test_a_mark_of_the_mentors_reads_as_if_he_took_nobody(
    sign_in, member: User, mentor: User
) -> None:
    client, fit = sign_in(member), reverse("matching:fit", args=[mentor.public_id])
    EvaluatorMark.objects.create(holder=mentor, evaluator=member)
    marked = bare(client.get(fit), fit)
    EvaluatorMark.objects.all().delete()
    Availability.objects.filter(user=mentor).update(status=Status.NOT_OFFERING)

    assert b"takes nobody at the moment" in client.get(fit).content
    assert bare(client.get(fit), fit) == marked


def test_somebody_who_seeks_nobody_is_told_how_to_say_so(sign_in, mentor: User) -> None:
    other = MentorFactory.create(name="Omar Said", offers=["MedEd"])
    page = sign_in(other).get(reverse("matching:fit", args=[mentor.public_id])).content.decode()

    assert "You have not said that you look for a mentor" in page
