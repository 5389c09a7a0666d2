"""Reasons: in words, and true of what both say at this moment."""

from typing import Any

import pytest

from matching.facts import facts_between, fit_between
from matching.reasons import Reason, listed, reasons, sentence, shortfalls
from profiles import actions as people
from profiles.choices import Direction, Status
from profiles.models import Availability, Institution, Profile, User

pytestmark = pytest.mark.django_db


def lines(member: User, mentor: User, facts: dict[str, Any] | None = None) -> dict[str, Reason]:
    """The reasons between two people, by label."""
    facts = facts or facts_between(member.pk, [mentor.pk])[mentor.pk]
    cards = Profile.objects.for_cards()
    found = reasons(facts, mentee=cards.get(user=member), mentor=cards.get(user=mentor))
    return {reason.label: reason for reason in found}


def test_a_shared_hashtag_is_named(member: User, mentor: User) -> None:
    reason = lines(member, mentor)["Hashtags"]

    assert [tag.name for tag in reason.tags] == ["HemePath"]
    assert reason.text == "#HemePath"
    assert 0 < reason.value <= 100


def test_a_tag_taken_off_the_page_is_named_no_more(member: User, mentor: User) -> None:
    facts = facts_between(member.pk, [mentor.pk])[mentor.pk]

    people.set_ties(user=mentor, direction=Direction.OFFERS, names=["MedEd"])

    assert "Hashtags" not in lines(member, mentor, facts)


def test_a_tag_she_wishes_no_more_is_named_no_more(member: User, mentor: User) -> None:
    facts = facts_between(member.pk, [mentor.pk])[mentor.pk]

    people.set_ties(user=member, direction=Direction.SEEKS, names=[])

    assert "Hashtags" not in lines(member, mentor, facts)


def test_kinds_goals_values_and_languages_in_words(member: User, mentor: User) -> None:
    Profile.objects.filter(user=member).update(
        seeks_kinds=["mentorship", "talk"],
        goals=["first_paper"],
        values=["candor", "humor"],
        languages=["en", "es"],
    )
    Profile.objects.filter(user=mentor).update(
        offers_kinds=["talk", "mentorship"],
        offers_goals=["first_paper", "grants"],
        values=["humor"],
        languages=["es", "en"],
        wants_stages=["resident"],
    )

    found = lines(member, mentor)

    assert found["You seek"].text == "mentorship and one talk"
    assert found["Can help with"].text == "a first paper"
    assert found["You both value"].text == "humor"
    assert found["You both speak"].text == "Español"
    assert found["Looks for"].text == "your stage: resident"


def test_a_rare_hashtag_says_how_rare_but_never_a_small_number(member: User, mentor: User) -> None:
    tag = mentor.hashtag_ties.get().hashtag_id

    few = lines(member, mentor, {"tags": [[tag, 4]], "signals": {}})["Hashtags"].text
    some = lines(member, mentor, {"tags": [[tag, 9]], "signals": {}})["Hashtags"].text

    assert few == "#HemePath"
    assert some == "#HemePath (rare: 9 mentors use it)"


def test_many_hashtags_are_named_shortly(member: User, mentor: User) -> None:
    names = ["MDS", "HemePath", "Lymphoma", "FlowCytometry", "MedEd"]
    people.set_ties(user=member, direction=Direction.SEEKS, names=names)
    people.set_ties(user=mentor, direction=Direction.OFFERS, names=names)

    reason = lines(member, mentor)["Hashtags"]

    assert reason.text.count("#") == 3
    assert reason.text.endswith(" and 2 more")
    assert {tag.name for tag in reason.tags} == set(names)


def test_the_sentence_names_the_tags(member: User, mentor: User) -> None:
    assert sentence(list(lines(member, mentor).values())) == "You both stand for #HemePath."
    assert sentence([]) == "You could start with one short talk."


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_as_people_say_them(items: list[str], words: str) -> None:
    assert listed(items) == words


def gaps(member: User, mentor: User) -> dict[str, str]:
    """What speaks less for two people, by label."""
    fit = fit_between(member.pk, mentor.pk)
    assert fit is not None
    cards = Profile.objects.for_cards()
    found = shortfalls(fit.told, mentee=cards.get(user=member), mentor=cards.get(user=mentor))
    return {line.label: line.text for line in found}


def test_what_speaks_less_is_what_both_pages_say(member: User, mentor: User) -> None:
    people.set_ties(user=member, direction=Direction.SEEKS, names=["HemePath", "MDS"])
    Profile.objects.filter(user=member).update(
        seeks_kinds=["mentorship", "sponsorship"],
        goals=["first_paper", "grants"],
        languages=["es"],
        stage="fellow",
        institution="Lakeside",
        seeks_outside=True,
        time_zone="Asia/Tokyo",
    )
    Profile.objects.filter(user=mentor).update(
        offers_kinds=["mentorship", "talk"],
        offers_goals=["grants"],
        languages=["en"],
        stage="fellow",
        institution="Lakeside",
        time_zone="Europe/Madrid",
    )
    found = gaps(member, mentor)

    assert found["Your hashtags"] == "Nadia Aziz does not name #MDS"
    assert found["You also seek"] == "sponsorship; Nadia Aziz offers mentorship and one talk"
    assert found["Your goals"].startswith("a first paper")
    assert found["Stage"] == "Nadia Aziz is at the same stage as you"
    assert found["In common"].startswith("4 hours") or found["In common"].startswith("5 hours")
    assert found["Languages"] == "you name none in common"
    assert found["Institution"] == "the same as yours, and you wish for another"
    assert next(iter(found)) == "Your hashtags"  # it would add most


def test_nothing_is_missing_between_two_who_have_all_in_common(member: User, mentor: User) -> None:
    Profile.objects.update(
        seeks_kinds=["talk"], offers_kinds=["talk"], goals=[], languages=["en"], institution=""
    )
    assert "You also seek" not in gaps(member, mentor)
    assert "Your hashtags" not in gaps(member, mentor)
    assert "Languages" not in gaps(member, mentor)


def test_a_waiting_list_and_an_unsaid_stage_leave_the_fit_as_it_is(
    member: User, mentor: User
) -> None:
    Profile.objects.filter(user=member).update(stage="resident", institution="Lakeside")
    Profile.objects.filter(user=mentor).update(institution="Lakeside")
    open_to_all = fit_between(member.pk, mentor.pk)
    Availability.objects.filter(user=mentor).update(status=Status.WAITING, seats=0)
    Profile.objects.filter(user=mentor).update(wants_stages=["fellow"], only_outside=True)

    waiting = fit_between(member.pk, mentor.pk)
    assert open_to_all is not None
    assert waiting is not None
    assert waiting.facts == open_to_all.facts
    assert waiting.facts["tags"]


def test_somebody_who_seeks_nobody_has_no_fit(member: User, mentor: User) -> None:
    Profile.objects.filter(user=member).update(is_mentee=False)

    assert fit_between(member.pk, mentor.pk) is None


def test_who_takes_people_from_elsewhere_is_told_so_only_to_them(
    member: User, mentor: User
) -> None:
    university = Institution.objects.create(name="Northgate University", spellings="x")
    hospital = Institution.objects.create(
        name="Northgate Hospital", spellings="x", parent=university, head=university
    )
    other = Institution.objects.create(name="Lakeside College", spellings="x")
    cards = Profile.objects.for_cards()

    def looks_for() -> str:
        fit = fit_between(member.pk, mentor.pk)
        assert fit is not None
        pair = {"mentee": cards.get(user=member), "mentor": cards.get(user=mentor)}
        return "".join(line.text for line in reasons(fit.facts, **pair) if "Looks" in line.label)

    Profile.objects.filter(user=mentor).update(workplace=university, only_outside=True)
    Profile.objects.filter(user=member).update(workplace=other)
    assert looks_for() == "people outside their own institution"
    Profile.objects.filter(user=member).update(workplace=hospital)
    assert looks_for() == ""
    assert facts_between(member.pk, [mentor.pk]) == {}
    Profile.objects.filter(user=member).update(seeks_outside=True)
    Profile.objects.filter(user=mentor).update(only_outside=False)
    assert gaps(member, mentor)["Institution"] == "the same as yours, and you wish for another"
