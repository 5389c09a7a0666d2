"""Bad input: every form, with everything that a form should never be sent.

The answer is a field error in words or inert text, never a 500, and what the person typed is
still there. The forms are read off the pages, so that a new field is attacked without a word here.
"""

import struct
import time
import uuid
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import model_to_dict
from django.test import override_settings
from django.urls import reverse
from PIL import Image

from messaging import actions as talking
from notifications.models import Mail, Notification
from profiles.choices import TagKind
from profiles.models import Availability, Profile, User
from relationships import actions as relating
from tests.notifications.arrange import word_notification

from .bad_input.attacks import RUNS, attacks_on
from .bad_input.page import Form, Page
from .bad_input.people import People, make_people
from .bad_input.sending import Undone, faults, filled, name_of, post
from .factories import make_hashtag
from .permissions.asking import patterns
from .permissions.matrix import MATRIX

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("bad_input")]
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: passwords are not the matter
Forms = list[tuple[str, Form]]
ANSWERED_WITH_A_PAGE = ("profiles:landing", "notifications:stop", "messaging:search")


@pytest.fixture(scope="module")
def people(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[People]:
    media = tmp_path_factory.mktemp("media")
    settings = override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=HASHERS)
    with django_db_blocker.unblock(), settings, transaction.atomic():
        yield make_people()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def forms(people: People) -> Forms:
    return people.forms()


def test_each_form_is_taken_when_nothing_is_wrong_with_it(people: People, forms: Forms) -> None:
    """A control: else the attacks would meet an error that was there before them."""
    refused = []
    for who, form in forms:
        if any(one.kind == "file" for one in form.fields.values()):
            continue
        with Undone():
            response = post(people, who, form, filled(form))
        shows = form.method == "GET" or name_of(form).startswith(ANSWERED_WITH_A_PAGE)
        if response.status_code != 302 and not (shows and response.status_code == 200):
            refused.append(f"{name_of(form)}: {response.status_code}")
    assert not refused, "\n".join(refused)


def test_no_field_of_any_form_can_be_sent_what_breaks_it(people: People, forms: Forms) -> None:
    wrong = []
    for who, form in forms:
        for attack in attacks_on(form):
            data = filled(form) | attack.fields
            with Undone():
                response = post(people, who, form, data)
            found = faults(form, data, attack, response)
            wrong += [f"{name_of(form)} {attack}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


# Forms that stand only on pages of another state, and have no field to type into.
BUTTONS = frozenset(
    {"profiles:remove_photo", "profiles:welcome_skip", "matching:unshortlist"}
    | {"notifications:mail_again", "messaging:take_back_signal"}
    | {"usersessions_list", "account_set_password", "account_confirm_login_code"}
    | {"reauthenticate_by_mail", "messaging:unmute", "export", "leave"}
    | {"stop_address", "account_confirm_email", "account_reset_password_from_key", "account_logout"}
)
TAKES_NOTHING = frozenset({"styleguide"})  # whatever is sent there, it answers the same
BY_SCRIPT = frozenset(
    {"profiles:understand", "messaging:draft", "messaging:typing", "messaging:read"}
)
OTHERS = ("admin:", "mfa_", "socialaccount_", "openid_connect_", "/")  # none of Kindred's own


def test_every_address_that_takes_a_form_is_among_them(forms: Forms) -> None:
    takes = {
        name
        for name in patterns()
        for entry, (_get, answer) in MATRIX.items()
        if entry.split(" on ")[0].split("?")[0] == name
        and not answer.endswith("405")
        and not name.startswith(OTHERS)
    }
    met = {name_of(form) for _who, form in forms}
    assert takes - met - BUTTONS - BY_SCRIPT - TAKES_NOTHING == set(), (
        "no page leads to these forms"
    )


def test_what_would_run_is_shown_as_text_wherever_it_is_read(people: People) -> None:
    with Undone():
        addresses = _say_it_everywhere(people)
        wrong = []
        for who, address, shows in addresses:
            response = people.client(who).get(address)
            page = Page(response, address)
            wrong += [f"{address} as {who}: {what}" for what in page.alive]
            if response.status_code != 200 or shows > "".join(page.words).count(RUNS):
                wrong.append(f"{address} as {who}: {response.status_code}, not as typed")
        worded = [(one, word_notification(one)) for one in Notification.objects.all()]
    for news, words in worded:
        if words is None:
            continue
        subject, text, html = words
        wrong += [f"mail {news.kind}: {what}" for what in Page(html).alive]
        if "&lt;" in text or "&quot;" in text or "\n" in subject or "\r" in subject:
            wrong.append(f"mail {news.kind}: text or subject is not as typed")
    told = "".join(text for _news, words in worded if words for text in words[:2])
    assert not wrong, "\n".join(wrong)
    assert RUNS in told, "no mail holds it: the test has lost its matter"


def _say_it_everywhere(people: People) -> list[tuple[str, str, int]]:
    """Kim writes it into every text there is; who reads it where, and how often at least."""
    who, form = next(one for one in people.forms() if name_of(one[1]) == "profiles:edit_profile")
    typed = ("bio", "headline", "institution", "answer_asked", "answer_work", "answer_passed_on")
    response = post(people, who, form, filled(form) | {name: [RUNS] for name in typed})
    assert response.status_code == 302
    # Names, pronouns and specialties this long or of such signs come in by no form.
    Profile.objects.filter(user=people.kim).update(name=RUNS, specialty=RUNS)
    kim = User.objects.get(pk=people.kim.pk)
    sent = relating.ask(
        by=kim, mentor=people.leo, kind="mentorship", why=RUNS, first_month=RUNS, tried=RUNS
    )
    taken = relating.accept(by=kim, request=people.asked, note=RUNS)
    talking.send(by=kim, conversation=people.talk, client_id=uuid.uuid4(), text=RUNS)
    return [
        *(
            ("", reverse("outbox_mail", args=[mail.public_id]), 1)
            for mail in Mail.objects.filter(notification__actor=kim, notification__read_at=None)
        ),  # before these are read
        ("leo", kim.profile.get_absolute_url(), 8),
        ("kim", reverse("profiles:edit_profile"), 8),
        ("leo", sent.get_absolute_url(), 4),
        ("leo", reverse("relationships:requests"), 1),
        ("leo", reverse("relationships:decline", args=[sent.public_id]), 1),
        ("noa", people.asked.get_absolute_url(), 2),
        ("noa", taken.get_absolute_url(), 1),
        ("noa", reverse("relationships:mine"), 1),
        ("rae", people.talk.get_absolute_url(), 2),
        ("rae", reverse("messaging:inbox"), 2),
        ("rae", reverse("notifications:inbox"), 1),
        ("noa", reverse("notifications:inbox"), 1),
        ("leo", reverse("home"), 0),
        ("leo", reverse("profiles:block", args=[kim.public_id]), 1),
        ("leo", reverse("profiles:evaluator", args=[kim.public_id]), 1),
        ("leo", reverse("profiles:tag", args=["HemePath"]), 1),
        ("", reverse("outbox"), 0),
    ]


def test_a_line_break_in_a_name_makes_no_header(people: People, forms: Forms) -> None:
    who, form = next(one for one in forms if name_of(one[1]) == "profiles:edit_profile")
    with Undone():
        post(people, who, form, filled(form) | {"name": ["Kim\r\nBcc: everybody"]})
        kim = User.objects.get(pk=people.kim.pk)
        relating.ask(by=kim, mentor=people.leo, kind="mentorship", why="Your talk.")
        words = word_notification(Notification.objects.get(recipient=people.leo, actor=kim))
    assert words is not None
    assert "Kim Bcc: everybody" in words[0]
    assert len(words[0].splitlines()) == 1


NOT_THEIRS = {
    "is_staff": "1", "is_superuser": "1", "is_active": "0", "role": "admin", "verified": "1",
    "seats_taken": "0", "asked": "9", "answered": "9", "user": "2", "user_id": "2", "id": "2",
    "pk": "2", "public_id": "00000000-0000-4000-8000-000000000000", "suspended_at": "2020-01-01",
    "welcomed_at": "2020-01-01", "welcome_step": "9", "date_joined": "2020-01-01",
    "reset_serial": "9", "password": "x", "groups": "1", "photo": "../../x",
}  # fmt: skip


def test_a_form_sets_nothing_but_its_own_fields(people: People, forms: Forms) -> None:
    mine = ("profiles:edit_profile", "profiles:welcome", "profiles:comfort")
    mine += ("profiles:availability", "account_email")
    changed = []
    for who, form in forms:
        if name_of(form) not in mine:
            continue
        extra = {key: [value] for key, value in NOT_THEIRS.items() if key not in form.fields}
        held = _rows(form, people, who)
        with Undone():
            assert post(people, who, form, filled(form)).status_code == 302
            wanted = _rows(form, people, who)
        with Undone():
            assert post(people, who, form, filled(form) | extra).status_code == 302
            found = _rows(form, people, who)
        if found != wanted or found[0] != held[0]:
            changed.append(name_of(form))
    assert changed == []


def _rows(form: Form, people: People, who: str) -> list[Any]:
    """The account, what only actions set, and everybody's rows."""
    user = User.objects.get(pk=getattr(people, who).pk)
    account = User.objects.filter(pk=user.pk).values()[0]
    profiles = [model_to_dict(one) for one in Profile.objects.order_by("pk")]
    for one in profiles:
        one.pop("changed_at")
        one["welcomed_at"] = one["welcomed_at"] and one["welcomed_at"].year
    places = Availability.objects.order_by("pk").values("user", "seats_taken", "asked", "answered")
    return [account, profiles, list(places)]


def test_signing_up_gives_no_rights(people: People, forms: Forms) -> None:
    who, form = next(one for one in forms if name_of(one[1]) == "account_signup")
    extra = {key: [value] for key, value in NOT_THEIRS.items() if key not in form.fields}
    with Undone():
        assert post(people, who, form, filled(form) | extra).status_code == 302
        made = User.objects.select_related("profile").get(email="ines@mail.example")
        given = (made.is_staff, made.is_superuser, made.is_active, made.profile.is_welcomed)
    assert given == (False, False, True, False)


WORDS = (
    "", "'", '"', '"unbalanced', "%", "%%", "_", "__", "\\", "%HemePath%", "He_ePath", "(a+)+$",
    "((((((((((((((((((((((((((((((a", "!&|:*", "-1", "0", "1e9", "9" * 5000, "x" * 10_000,
    "a" * 30 + "!", "\x00", "a\x00b", "\ufeff", "\u202e", "\U0001f600" * 700, RUNS,
    "'; DROP TABLE profiles_user; --", "../../etc/passwd",
)  # fmt: skip
NUMBERS = ("-1", "0", "1e9", "9" * 5000, "\u0661", "\x00", RUNS)
RAW = ("%ED%A0%80", "%ff", "%zz", "%00")
LONGEST = 2.0  # seconds, where a page takes a twentieth: this is about blow-ups, not speed


def test_searches_and_lists_take_any_word(people: People) -> None:
    talk = {"public_id": people.talk.public_id}
    asked = [
        (reverse("profiles:tags"), "q"),
        (reverse("profiles:suggest_tags"), "q"),
        *(
            (reverse("profiles:mentors"), part)
            for part in ("q", "tags", "match", "open", "stage", "language", "hours", "after")
        ),
        (reverse("profiles:suggest_institutions"), "q"),
        (reverse("profiles:staff_institutions"), "show=all&q"),
        (reverse("profiles:tag", args=["HemePath"]), "after"),
        (reverse("profiles:tag", args=["HemePath"]), "show"),
        (reverse("messaging:inbox"), "from"),
        (reverse("messaging:conversation", kwargs=talk), "before"),
        (reverse("messaging:live_in", kwargs=talk), "after"),
        *((reverse(f"relationships:{name}"), "page") for name in ("requests", "mine")),
        *((reverse(name), "page") for name in ("notifications:inbox", "outbox")),
        (reverse("profiles:seen_by"), "as"),
        (people.work.get_absolute_url(), "accepted"),
    ]
    wrong = []
    for address, name in asked:
        typed = WORDS if name.endswith("q") or name == "tags" else NUMBERS
        who = "sam" if address.startswith("/staff/") else "kim"
        for word in (*map(quote, typed), *RAW):
            with Undone():
                begun = time.process_time()
                response = people.client(who).get(f"{address}?{name}={word}")
                took = time.process_time() - begun
            if response.status_code not in (200, 204, 302, 400, 404) or took > LONGEST:
                wrong.append(f"{address}?{name}={word[:30]}: {response.status_code}, {took:.1f} s")
            elif response.status_code == 200:
                wrong += [f"{address}: {what}" for what in Page(response, address).alive]
    assert not wrong, "\n".join(wrong)


def test_wildcards_find_nothing(people: People) -> None:
    make_hashtag("Wildcards", TagKind.TOPIC)
    found = {
        word: people.client("").get(reverse("profiles:suggest_tags"), {"q": word}).content
        for word in ("%%", "__", "%ild", "wi_d", "_ild", "\\\\", "wild")
    }
    met = [word for word, page in found.items() if b"Wildcards" in page]
    assert met == ["wild"]


PATHS = (
    "/%00", "/%ff", "/tags/%00/", "/tags/a%00b/", "/tags/%ff/", "/tags/%ED%A0%80/", "/tags/%25/",
    "/tags/%2e%2e/", "/tags/%F0%9F%98%80/", "/tags/%E2%80%8B/", "/tags/%E3%85%A4/", "/tags/_/",
    "/tags/%22%3E%3Csvg%20onload=alert(1)%3E/", "/tags/a%0d%0aSet-Cookie:x/", "/people/%00/",
    "/people/x/", "/people/1/photo/", "/messages/%ff/", "/requests/answer/%00/",
    "/requests/answer/%ff/", "/requests/answer/x:y:z/", "/welcome/0/", "/welcome/-1/",
    "/welcome/99999999999999999999/", "/accounts/confirm-email/%00/", "/outbox/%00/",
    "/accounts/password/reset/key/%00-%00/", "/accounts/password/reset/key/zzzzzzzzzzzzzzz-x/",
    f"/tags/{'a' * 5000}/", f"/tags/{'%CC%81' * 300}/", f"/tags/{'%F0%9D%93%90' * 90}/",
    "/people/00000000-0000-0000-0000-00000000000g/", "//evil.example/", "/.%00./",
)  # fmt: skip


def test_odd_addresses_lead_nowhere(people: People) -> None:
    wrong = []
    for path in PATHS:
        for who in ("", "kim"):
            with Undone():
                response = people.client(who).get(path)
            if response.status_code not in (200, 301, 302, 400, 404):
                wrong.append(f"{path[:60]}: {response.status_code}")
            elif not response.get("Location", "/").startswith("/"):
                wrong.append(f"{path[:60]}: leads to {response['Location']}")
            elif response.status_code == 200:
                wrong += [f"{path}: {what}" for what in Page(response, path).alive]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["profiles:edit_profile", "profiles:landing", "account_login"])
def test_a_form_of_too_many_fields_is_refused_in_words(people: People, name: str) -> None:
    client = people.client("kim" if name == "profiles:edit_profile" else "")
    with Undone():
        response = client.post(reverse(name), {f"field{number}": "x" for number in range(1500)})
    assert response.status_code == 400
    assert Page(response).errors != []


def test_a_photo_that_is_none_is_refused_in_the_field(people: People) -> None:
    png = _png(40, 40)
    files = {
        "vast.png": _png_of(50_000, 50_000),
        "animated.png": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;<script>alert(1)</script>",
        "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "page.png": b"<!doctype html><script>alert(1)</script>",
        "half.png": png[: len(png) // 2],
        "empty.png": b"",
        "words.jpg": b"\xff\xd8\xff\xe0 no picture",
        "heavy.png": png + b"\0" * 60_000_000,
        "many.webp": b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    }
    wrong = []
    for name, content in files.items():
        file = SimpleUploadedFile(name, content, content_type="image/png")
        with Undone():
            begun = time.process_time()
            response = people.client("kim").post(reverse("profiles:edit_photo"), {"photo": file})
            took = time.process_time() - begun
            kept = Profile.objects.get(user=people.kim).photo
        if response.status_code != 400 or not Page(response).errors or kept or took > LONGEST:
            wrong.append(f"{name}: {response.status_code}, {took:.1f} s, kept {kept!r}")
    assert not wrong, "\n".join(wrong)


def test_the_name_of_a_photo_is_never_used(people: People) -> None:
    for name in (
        "../../x.png",
        'a"\r\nX: y.png',
        "\u202egnp.exe",
        "x" * 300,
        '"><svg onload=x>.png',
    ):
        file = SimpleUploadedFile("me.png", _png(40, 40), content_type="image/png")
        file._name = name
        with Undone():
            response = people.client("kim").post(reverse("profiles:edit_photo"), {"photo": file})
            kept = Profile.objects.get(user=people.kim).photo
        assert response.status_code == 302, name
        assert kept.startswith("photos/"), kept
        assert name not in kept


def _png(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


def _png_of(width: int, height: int) -> bytes:
    """A file of a few bytes that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
