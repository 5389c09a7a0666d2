"""A person's page."""

import uuid
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from profiles.choices import Contact, Goal, Kind, Status, TagKind, Value
from profiles.models import Availability, Grant, Hashtag, Profile, User
from safety.models import EvaluatorMark
from tests.acting import bare
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db


def page_of(user: User) -> str:
    return f"/people/{user.public_id}/"


def test_shows_what_is_public(sign_in: SignIn, member: User) -> None:
    Hashtag.objects.filter(key="hemepath").update(kind=TagKind.SPECIALTY)
    mentor = MentorFactory.create(
        name="Nadia Aziz",
        pronouns="she/her",
        headline="Associate professor of pathology",
        bio="I read marrow slides. #HemePath\nWrite to me: https://example.org/me",
        institution="Lakeside University Hospital",
        specialty="Hematopathology",
        languages=["en", "ar"],
        links=["https://example.org/nadia", "javascript:alert(1)"],
        values=[Value.RIGOR],
        offers_goals=[Goal.FIRST_PAPER],
        offers_hours=3,
        only_outside=True,
        answer_asked="Anything about slides.",
        offers=["HemePath"],
        seats=3,
        seats_taken=1,
    )
    html = sign_in(member).get(page_of(mentor)).content.decode()

    for text in (
        "Nadia Aziz",
        "she/her",
        "Associate professor of pathology",
        "I read marrow slides.",
        "Lakeside University Hospital",
        "Hematopathology",
        "العربية",
        "Rigor",
        "A first paper",
        "3 hours a month",
        "Other institutions only",
        "Anything about slides.",
        "2 of 3 places open",
        "Mid-career faculty",
    ):
        assert text in html, text
    assert 'href="/tags/HemePath/"' in html
    assert '<a class="tag specialty" href="/tags/HemePath/">' in html
    assert '<a href="https://example.org/me" rel="nofollow ugc noopener">' in html
    assert 'href="javascript' not in html


def test_never_shows_what_is_private(sign_in: SignIn, member: User) -> None:
    signed_in_at = timezone.now().replace(year=2031, month=3, day=4)
    mentor = MentorFactory.create(
        email="hidden@example.org", quiet=["Miscarriage"], last_login=signed_in_at
    )
    EvaluatorMark.objects.create(holder=mentor, evaluator=member)
    html = sign_in(member).get(page_of(mentor)).content.decode()

    assert "hidden@example.org" not in html
    assert "iscarriage" not in html
    assert "2031" not in html
    assert mentor.handle not in html
    assert "You said that" not in html


def test_her_own_page_says_so_and_shows_no_quiet_tag(sign_in: SignIn) -> None:
    ana = MemberFactory.create(name="Ana Duarte", quiet=["Miscarriage"])
    html = sign_in(ana).get(page_of(ana)).content.decode()
    assert "This is how members see you." in html
    assert "iscarriage" not in html
    assert f"{page_of(ana)}block/" not in html
    assert "Ask for mentorship" not in html


def test_held_hashtags_are_not_shown_as_hashtags_of_hers(sign_in: SignIn, member: User) -> None:
    mentor = MentorFactory.create(offers=["HemePath"])
    make_hashtag("s\u0435psis", held=True, reviewed=False)
    tie(mentor, "is", "s\u0435psis")
    html = sign_in(member).get(page_of(mentor)).content.decode()
    assert "HemePath" in html
    assert "s\u0435psis" not in html


@pytest.mark.parametrize(
    ("bio", "inert"),
    [
        ('"><svg onload=alert(1)>', "&quot;&gt;&lt;svg onload=alert(1)&gt;"),
        ("</script><script>alert(1)</script>", "&lt;/script&gt;&lt;script&gt;"),
        ("{{ 7|add:7 }} {% debug %}", "{{ 7|add:7 }} {% debug %}"),
        ("#<b>x</b>", "#&lt;b&gt;x"),
    ],
)
def test_what_people_write_is_text(sign_in: SignIn, member: User, bio: str, inert: str) -> None:
    mentor = MentorFactory.create(
        bio=bio, name=bio[:80], headline=bio, institution=bio, answer_work=bio, pronouns=bio[:40]
    )
    html = sign_in(member).get(page_of(mentor)).content.decode()
    assert html.count(inert) >= 4
    assert "<svg onload" not in html
    assert "<script>alert" not in html
    assert "<b>x" not in html


def test_signed_out_is_sent_to_sign_in_whoever_it_is(client: Client, mentor: User) -> None:
    unknown = uuid.uuid4()
    known = bare(client.get(page_of(mentor)), mentor.public_id)
    assert known == bare(client.get(f"/people/{unknown}/"), unknown)
    assert known[0] == 302
    assert known[1].startswith("/accounts/login/")


def test_an_unknown_person_is_a_404(sign_in: SignIn, member: User) -> None:
    assert sign_in(member).get(f"/people/{uuid.uuid4()}/").status_code == 404
    assert sign_in(member).get("/people/1/").status_code == 404


def test_a_hidden_person_is_the_same_404(sign_in: SignIn, member: User) -> None:
    hidden = MentorFactory.create(audience="nobody")
    unknown = uuid.uuid4()
    client = sign_in(member)
    assert bare(client.get(page_of(hidden)), hidden.public_id) == bare(
        client.get(f"/people/{unknown}/"), unknown
    )
    Grant.objects.create(owner=hidden, viewer=member, source="request:1")
    assert client.get(page_of(hidden)).status_code == 200


def test_only_reading_is_answered(sign_in: SignIn, member: User, mentor: User) -> None:
    client = sign_in(member)
    assert client.head(page_of(mentor)).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(page_of(mentor)).status_code == 405


def may_ask(client: Client, mentor: User) -> bool:
    return bool(client.get(page_of(mentor)).context["can_ask"])


def test_a_mentee_is_offered_to_ask_a_mentor_with_a_place(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    assert may_ask(sign_in(member), mentor)


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.PAUSED},
        {"status": Status.NOT_OFFERING},
        {"seats": 2, "seats_taken": 2},
    ],
)
def test_nobody_is_offered_to_ask_where_there_is_no_place(
    sign_in: SignIn, member: User, mentor: User, change: dict[str, object]
) -> None:
    client = sign_in(member)
    assert "Mentors with a place now" not in client.get(page_of(mentor)).content.decode()
    Availability.objects.filter(user=mentor).update(**change)
    assert not may_ask(client, mentor)
    assert "Mentors with a place now" in client.get(page_of(mentor)).content.decode()


def test_a_waiting_list_takes_asks_and_the_button_says_that_one_waits(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    Availability.objects.filter(user=mentor).update(status=Status.WAITING)
    client = sign_in(member)
    assert may_ask(client, mentor)
    assert "Ask, and wait for a place" in client.get(page_of(mentor)).content.decode()


def test_who_looks_for_nobody_is_not_offered_to_ask(sign_in: SignIn, mentor: User) -> None:
    assert not may_ask(sign_in(MentorFactory.create()), mentor)


def test_who_marked_an_evaluator_is_not_offered_to_ask(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    client = sign_in(member)
    EvaluatorMark.objects.create(holder=mentor, evaluator=member)
    assert may_ask(client, mentor)
    EvaluatorMark.objects.create(holder=member, evaluator=mentor)
    assert not may_ask(client, mentor)
    html = client.get(page_of(mentor)).content.decode()
    assert "You said that Nadia Aziz grades, supervises or selects you" in html


def test_write_is_offered_only_where_members_may(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    client = sign_in(member)
    for contact, offered in (
        (Contact.CONNECTED, False),
        (Contact.NOBODY, False),
        (Contact.MEMBERS, True),
    ):
        Profile.objects.filter(user=mentor).update(contact=contact)
        response = client.get(page_of(mentor))
        assert response.context["can_write"] is offered


def test_a_page_asks_the_same_whatever_is_on_it(sign_in: SignIn, member: User) -> None:
    bare_mentor = MentorFactory.create()
    rich = MentorFactory.create(
        offers=[f"Topic{n}x" for n in range(30)],
        about=[f"Place{n}x" for n in range(30)],
        offers_kinds=[Kind.TALK],
    )
    client = sign_in(member)
    client.get(page_of(rich))
    few = count_queries(client, page_of(bare_mentor))
    assert count_queries(client, page_of(rich)) == few
    assert few <= 13, few


def test_tags_stand_by_direction(sign_in: SignIn, member: User) -> None:
    both = MentorFactory.create(is_mentee=True, about=["MedEd"], seeks=["Grants"], offers=["MDS"])
    tags = sign_in(member).get(page_of(both)).context["tags"]
    names = {direction: [tag["name"] for tag in found] for direction, found in tags.items()}
    assert names == {"is": ["MedEd"], "seeks": ["Grants"], "offers": ["MDS"], "wants": []}


def test_pause_is_told_with_its_end(sign_in: SignIn, member: User, mentor: User) -> None:
    Availability.objects.filter(user=mentor).update(
        status=Status.PAUSED, paused_until=date(2031, 1, 12)
    )
    html = sign_in(member).get(page_of(mentor)).content.decode()
    assert "Paused until 12 Jan" in html


def test_the_name_of_a_new_hashtag_in_a_bio_links_without_telling_of_it(
    sign_in: SignIn, member: User
) -> None:
    mentor = MentorFactory.create(bio="New here: #NobodyWroteThis")
    assert not Hashtag.objects.filter(key="nobodywrotethis").exists()
    html = sign_in(member).get(page_of(mentor)).content.decode()
    assert '<a class="tag topic" href="/tags/NobodyWroteThis/">' in html
