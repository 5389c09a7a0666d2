"""The demo's outbox: what would have been mailed, and only in the demo."""

import pytest
from django.test import Client
from django.urls import reverse

from notifications.actions import queue_mail
from notifications.models import Mail
from notifications.sending import deliver
from profiles.models import User
from safety import actions as safety
from tests.acting import bare
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db
OUTBOX = "/outbox/"


def written(number: int = 1, **words: str) -> Mail:
    fields = {"subject": f"Your code {number}", "text": f"It is {number}."} | words
    return queue_mail(key=f"test:{number}", to=f"ana{number}@mail.example", **fields)


def test_an_empty_outbox_says_what_to_do(client: Client) -> None:
    assert "No mail yet" in client.get(OUTBOX).content.decode()


def test_mails_stand_newest_first_and_open(client: Client) -> None:
    first, second = written(1), written(2)
    page = client.get(OUTBOX).content.decode()
    assert page.index("Your code 2") < page.index("Your code 1")
    opened = client.get(reverse("outbox_mail", args=[first.public_id])).content.decode()
    assert "It is 1." in opened
    assert "It is 2." not in opened
    assert "ana1@mail.example" in opened
    assert second.public_id != first.public_id


def test_a_mail_is_there_before_and_after_it_went(client: Client) -> None:
    mail = written()
    where = reverse("outbox_mail", args=[mail.public_id])
    before = bare(client.get(where))
    assert deliver(mail.pk)
    assert bare(client.get(where)) == before


def test_a_link_in_a_mail_can_be_followed_and_markup_is_text(client: Client) -> None:
    mail = written(text="Go to http://localhost:8000/accounts/ now.\n\n<svg onload=alert(1)>")
    page = client.get(reverse("outbox_mail", args=[mail.public_id])).content.decode()
    assert '<a href="http://localhost:8000/accounts/"' in page
    assert "<svg onload" not in page
    assert "&lt;svg onload" in page


def test_news_is_worded_as_it_would_go_now(client: Client, member: User, mentor: User) -> None:
    request_of(member, mentor)
    mail = Mail.objects.get(notification__recipient=mentor)
    assert "Somebody asks me" in client.get(OUTBOX).content.decode()
    where = reverse("outbox_mail", args=[mail.public_id])
    assert member.profile.name in client.get(where).content.decode()
    safety.block(by=mentor, person=member)
    assert member.profile.name not in client.get(where).content.decode()


def test_many_mails_come_in_pages(client: Client) -> None:
    for number in range(35):
        written(number)
    assert client.get(OUTBOX).content.decode().count("Your code") == 30
    assert client.get(f"{OUTBOX}?page=2").content.decode().count("Your code") == 5
    assert client.get(f"{OUTBOX}?page=nonsense").status_code == 200


def test_an_id_that_never_was_is_not_there(client: Client) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    assert client.get(reverse("outbox_mail", args=[nobody])).status_code == 404
