"""/settings/notifications/: what is mailed, kind by kind, and quiet mode."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from notifications.kinds import mailed_kinds
from notifications.models import NewsSettings, Notification
from profiles.choices import Contact, MailNews
from profiles.models import Profile, User
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import conversation_of, first_contact, said
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db
PAGE = "/settings/notifications/"


def form(**said: Any) -> dict[str, Any]:
    kinds = {f"kind_{kind.name}": "weekly" for kind in mailed_kinds(staff=False)}
    return kinds | {"mails_a_day": "2", "gathers": "on"} | said


def shown(client: Client) -> dict[str, str]:
    """What holds, by kind."""
    fields = client.get(PAGE).context["form"]
    return {kind.name: fields[f"kind_{kind.name}"].value() for kind in mailed_kinds(staff=False)}


def counted(client: Client, page: str) -> list[str]:
    """The numbers on a page, as it is read and as screen readers and scripts have it: signs beside
    a link, and how many there are of something in the title or in a sentence."""
    source = client.get(page).content.decode()
    things = r"(?:\d+\+?|\{n\}) (?:new|requests?|conversations?|people|person|messages?)\b"
    title = re.findall(r"<title>[^<]*?(\d+)", source)
    return [*title, *re.findall(r'class="count">(\d+)', source), *re.findall(things, source)]


@pytest.mark.parametrize(
    ("plan", "asked", "closed", "followed"),
    [
        (MailNews.ESSENTIAL, "at_once", "weekly", "weekly"),
        (MailNews.WEEKLY, "weekly", "weekly", "weekly"),
        (MailNews.AT_ONCE, "at_once", "at_once", "weekly"),
        (MailNews.NEVER, "never", "never", "never"),
    ],
)
def test_a_plan_says_what_nobody_chose(
    sign_in: SignIn, member: User, plan: str, asked: str, closed: str, followed: str
) -> None:
    Profile.objects.filter(user=member).update(mail_news=plan)
    now = shown(sign_in(member))
    found = (now["request_received"], now["request_closed"], now["followed_hashtags"])
    assert found == (asked, closed, followed)


def test_what_is_chosen_holds(sign_in: SignIn, member: User) -> None:
    client = sign_in(member)
    said = form(kind_new_message="never", quiet="on", quiet_from="22:00", quiet_until="06:30")
    assert post(client, PAGE, **said).headers["Location"] == PAGE
    assert shown(client)["new_message"] == "never"
    assert shown(client)["request_received"] == "weekly"
    row = NewsSettings.objects.get(user=member)
    assert (row.mails_a_day, str(row.quiet_from), row.gathers) == (2, "22:00:00", True)
    assert AuditEntry.objects.filter(action="choose_mails").count() == 1
    post(client, PAGE, **form(gathers=""))
    row.refresh_from_db()
    assert (row.quiet_from, row.gathers) == (None, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mails_a_day": "0"},
        {"mails_a_day": "900"},
        {"kind_new_message": "hourly"},
        {"kind_followed_hashtags": "at_once"},
        {"quiet": "on", "quiet_from": "", "quiet_until": "07:00"},
        {"quiet": "on", "quiet_from": "07:00", "quiet_until": "07:00"},
        {"quiet": "on", "quiet_from": "25:00", "quiet_until": "07:00"},
    ],
)
def test_what_cannot_be_is_refused_in_words(
    sign_in: SignIn, member: User, wrong: dict[str, str]
) -> None:
    answer = post(sign_in(member), PAGE, **form(**wrong))
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not NewsSettings.objects.exists()


def test_quiet_mode_hides_every_number_and_is_taken_back(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    request_of(member, mentor)
    talk = conversation_of(member, mentor)
    said(talk, member, "One", "Two")
    Profile.objects.filter(user=mentor).update(contact=Contact.MEMBERS)
    for _stranger in range(2):
        first_contact(MemberFactory.create(), mentor)
    client = sign_in(mentor)
    pages = ("/home/", "/messages/", "/notifications/", "/mentorships/", "/requests/")
    numbers = {page: counted(client, page) for page in pages}
    assert all(len(found) > 2 for found in numbers.values()), numbers
    post(client, f"{PAGE}quiet/", wished="on")
    for page in (*pages, talk.get_absolute_url()):
        assert not counted(client, page), page
    told = re.findall(r"event: counts\ndata: (.*)", client.get("/live/").content.decode())
    assert not any(json.loads(told[0]).values())
    assert "Ana Duarte asks you" in client.get("/notifications/").content.decode()
    assert "Turn quiet mode off" in client.get(PAGE).content.decode()
    post(client, f"{PAGE}quiet/", wished="off")
    assert 'class="count"' in client.get("/home/").content.decode()


def test_the_bells_pages_neither_repeat_nor_skip(sign_in: SignIn, mentor: User) -> None:
    for _number in range(35):
        request_of(MemberFactory.create(), mentor)
    client = sign_in(mentor)
    first = client.get("/notifications/")
    request_of(MemberFactory.create(name="Ben Osei"), mentor)
    second = client.get(f"/notifications/?before={first.context['page'].older}")
    told = [row.pk for page in (first, second) for row, _told in page.context["news"]]
    assert len(told) == len(set(told)) == 35
    assert second.context["page"].older is None
    assert "Ben Osei" not in second.content.decode()
    for cursor in ("x", "00000000-0000-4000-8000-000000000000"):
        assert "Ben Osei" in client.get(f"/notifications/?before={cursor}").content.decode()
    assert Notification.objects.unread().count() == 36
