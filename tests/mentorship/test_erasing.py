"""Erasing: nothing of the person is left in any table, and what is another's stands."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg2 import sql

from matching import actions as matching
from mentorship.erasing import KEPT, LastOfTheirKind, erase, points_at_people
from messaging import actions as talking
from messaging.models import Conversation, Message, SignalKind
from notifications.models import Mail, Notification
from profiles import actions as people
from profiles.models import Availability, HashtagTie, Profile, User
from relationships import actions as relating
from relationships.models import MentorshipRequest, Relationship
from safety import decisions
from safety.cases import open_report
from safety.choices import Outcome
from safety.models import Appeal, Decision, Report, ReportedPhoto
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, prove
from tests.mentorship.test_moderation import picture
from tests.messaging.arrange import change_place, conversation_of, group_of, said
from tests.safety.test_cases import decided, report

pytestmark = pytest.mark.django_db
PASSWORD = "moss under the north wall"
HERS = "Zzyxwords"


def everything() -> str:
    """Every row of every table."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = sql.Identifier(model._meta.db_table)
            cursor.execute(sql.SQL("SELECT to_jsonb(t)::text FROM {} t").format(table))
            found += [f"{model._meta.label}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def leaver(mentor: User, moderator: User) -> User:
    """Somebody with a row of her own in as many tables as can be."""
    user: User = MentorFactory.create(
        name=f"{HERS} Person", email="zzyx@mail.example", handle="zzyx_person", bio=HERS,
        is_mentee=True, seeks=["HemePath"], offers=["Sepsis"], quiet=[f"{HERS}Quiet"],
        institution=HERS, links=[f"https://{HERS}.example"], meets_peers=True, seats=3,
    )  # fmt: skip
    user.set_password(PASSWORD)
    user.save()
    prove(user, shown=f"{HERS}.example")
    people.follow_tag(by=user, hashtag=make_hashtag("Sepsis"))
    people.block(by=user, person=MemberFactory.create())
    matching.shortlist(by=user, mentor=MentorFactory.create(offers=["HemePath"]))
    asks = MemberFactory.create()
    relating.ask(by=asks, mentor=user, kind="mentorship", why="What the other asked.")
    taken = relating.ask(by=user, mentor=mentor, kind="mentorship", why=HERS, tried=HERS)
    relating.accept(by=mentor, request=taken, note="Gladly.")
    talk = conversation_of(user, mentor)
    said(talk, user, HERS)
    said(talk, mentor, "What the other wrote.")
    talking.give_signal(by=user, person=mentor, kind=SignalKind.THANK)
    report(user, MemberFactory.create(), words=HERS)
    decided(user, moderator, Outcome.WARN)
    return user


def test_nothing_of_hers_is_left_and_what_is_anothers_stands(
    client: Client, leaver: User, mentor: User
) -> None:
    # Some of her mails went to the address that she had before.
    assert Mail.objects.filter(reader=leaver).update(to="zzyx_before@mail.example")
    before = everything()
    assert before.lower().count("zzyx") > 15
    client.force_login(leaver, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = client.get(reverse("leave"))["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    client.post(asked, {"password": PASSWORD})
    assert client.get(reverse("leave")).status_code == 200
    gone = post(client, reverse("leave"))
    assert gone["Location"] == reverse("profiles:landing")
    left = [row for row in everything().splitlines() if "zzyx" in row.lower()]
    assert left == []
    for model, field in points_at_people():
        if model._meta.label_lower not in KEPT:
            assert not model._meta.base_manager.filter(**{field: leaver}).exists(), model
    assert client.get("/home/").status_code == 302
    assert Message.objects.filter(text="What the other wrote.").exists()
    assert Relationship.objects.get().ended_at is not None
    assert Availability.objects.get(user=mentor).seats_taken == 0
    assert not MentorshipRequest.objects.open().exists()
    assert not HashtagTie.objects.filter(user=leaver).exists()
    assert not Profile.objects.visible_to(mentor).filter(user=leaver).exists()


def test_groups_go_on_and_open_pages_are_told(
    leaver: User, mentor: User, member: User, client: Client
) -> None:
    talk = group_of(leaver, mentor, member)
    said(talk, leaver, HERS, HERS)
    said(talk, mentor, "What the other wrote.")
    before = Conversation.objects.get(pk=talk.pk).last_change
    erase(by=leaver)
    talk.refresh_from_db()
    changes = Message.objects.filter(sender=leaver, conversation=talk).order_by("number")
    assert list(changes.values_list("changed", flat=True)) == [before + 1, before + 2]
    assert (talk.last_change, talk.maker) == (before + 2, mentor)
    client.force_login(mentor, backend="allauth.account.auth_backends.AuthenticationBackend")
    place = change_place(client, talk, before)
    told = client.get(f"{talk.get_absolute_url()}live/?after={place}").content.decode()
    assert told.count("event: line") == told.count("Message deleted") == 2


def test_of_her_photo_nothing_is_left_but_what_waits_for_a_decision(
    leaver: User, moderator: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for person in (leaver, other := MemberFactory.create()):
        people.set_photo(by=person, file=picture("teal"))
    decided(leaver, moderator, Outcome.NONE)
    hers, about_her = report(leaver, other), report(other, leaver)
    assert ReportedPhoto.objects.count() == 3
    erase(by=leaver)
    assert {kept.report for kept in ReportedPhoto.objects.all()} == {hers, about_her}
    decisions.take(by=moderator, case=about_her.case)
    decisions.decide(by=moderator, case=about_her.case, outcome=Outcome.NONE)
    assert ReportedPhoto.objects.get().report == hers


def test_the_address_is_free_again(leaver: User) -> None:
    erase(by=leaver)
    User.objects.create_user("zzyx@mail.example", handle="zzyx_person")


def test_the_last_superuser_stays(leaver: User) -> None:
    User.objects.filter(pk=leaver.pk).update(is_superuser=True)
    with pytest.raises(LastOfTheirKind):
        erase(by=leaver)
    User.objects.filter(pk=MemberFactory.create().pk).update(is_superuser=True)
    erase(by=leaver)


def test_whoever_was_reported_does_not_go_free_because_the_reporter_left(
    leaver: User, mentor: User, moderator: User
) -> None:
    (message,) = said(Conversation.objects.get(), mentor, "Do as I say, or no letter.")
    filed = open_report(
        by=leaver,
        kind="message",
        public_id=str(message.public_id),
        category="abuse_of_position",
        words=HERS,
        with_pieces=[str(row.public_id) for row in Message.objects.filter(sender=leaver)],
    )
    assert filed.context
    erase(by=leaver)
    filed.refresh_from_db()
    assert (filed.words, filed.context) == ("", [])
    assert filed.snapshot["text"] == "Do as I say, or no letter."
    case = decisions.take(by=moderator, case=filed.case)
    decisions.decide(by=moderator, case=case, outcome=Outcome.WARN, reason="No letter for favors.")
    assert not Notification.objects.filter(recipient=leaver).exists()


def test_an_appeal_that_nobody_waits_for_is_gone(leaver: User) -> None:
    decisions.appeal(by=leaver, decision=Decision.objects.get(subject=leaver), words=HERS)
    assert Appeal.objects.filter(words=HERS).exists()
    erase(by=leaver)
    assert not Appeal.objects.exists()


def test_what_is_read_until_it_is_decided_goes_with_the_decision(
    leaver: User, member: User, mentor: User, moderator: User, sign_in: SignIn
) -> None:
    filed = report(member, leaver, words=f"{HERS} sells a course.")
    message, ask = Message.objects.get(text=HERS), MentorshipRequest.objects.get(why=HERS)
    for kind, thing in (("message", message), ("ask", ask)):
        report(mentor, leaver, kind=kind, public_id=str(thing.public_id))
    unsent = reverse("moderation:report", args=["person", leaver.public_id])
    kept = re.findall(r'name="seen" value="([^"]+)"', sign_in(mentor).get(unsent).content.decode())
    erase(by=leaver)
    # What a page still holds of her brings nothing back.
    assert post(sign_in(mentor), unsent, category="spam", seen=kept[0]).status_code == 404
    filed.refresh_from_db()
    assert HERS in filed.words
    case = decisions.take(by=moderator, case=filed.case)
    decisions.decide(by=moderator, case=case, outcome=Outcome.NONE)
    filed.refresh_from_db()
    assert (filed.words, filed.context, filed.snapshot) == ("", [], {})
    assert HERS not in everything()
    # Those pages stand, and say that nothing of it is kept.
    assert sign_in(moderator).get(f"/moderation/{case.public_id}/").status_code == 200
    client = sign_in(mentor)
    mine = client.get("/reports/").content.decode()
    assert mine.count("Decided") == 2
    for sent in Report.objects.filter(reporter=mentor):
        page = client.get(f"/reports/{sent.public_id}/").content.decode()
        assert "Nothing of it is kept any more." in page
