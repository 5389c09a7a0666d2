"""Sending a form as a browser would, with one thing wrong, and reading what came back."""

import re
import uuid
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import resolve

from tests.factories import PASSWORD as PASSPHRASE
from tests.words import send as send_form

from .attacks import LONG, Attack
from .page import Form, Page
from .people import NOA, People

Data = dict[str, list[str]]
UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")

# What a person would fill in before sending, by the address's name.
FILLED: dict[str, dict[str, list[str]]] = {
    "profiles:landing": {"line": ["A resident who seeks a mentor"]},
    "account_login": {"login": ["kim@mail.example"], "password": [PASSPHRASE]},
    "account_signup": {
        "name": ["Ines Ortega"], "email": ["ines@mail.example"], "password1": [PASSPHRASE]
    },
    "account_reset_password": {"email": ["ines@mail.example"]},
    "account_request_login_code": {"email": ["ines@mail.example"]},
    "account_email": {"email": ["other@mail.example"]},
    "account_change_password": {
        "oldpassword": [PASSPHRASE], "password1": ["another passphrase"],
        "password2": ["another passphrase"],
    },
    "account_reauthenticate": {"password": [PASSPHRASE]},
    "profiles:edit_profile": {
        "pronouns": ["they"], "specialty": ["Hematology"], "institution": ["Northgate"],
        "seeks_hours": ["2"], "offers_hours": ["3"], "answer_asked": ["About marrow."],
        "answer_work": ["By phone."], "answer_passed_on": ["Time."],
    },
    "profiles:welcome": {
        "bio": ["I read marrow."], "institution": ["Northgate"], "seats": ["2"],
        "seeks_hours": ["2"], "offers_hours": ["3"], "answer_asked": ["About marrow."],
    },
    "profiles:quiet_tags": {"quiet": ["#SomethingElse"]},
    "profiles:merge_institution": {"into": ["Calder House"]},
    "profiles:staff_domains": {"into": ["Northgate"], "decision": ["give"]},
    "profiles:staff_institutions": {"into": ["Northgate"], "called": ["The Infirmary"]},
    "profiles:proof": {"address": ["kim@northgate.edu"]},
    "profiles:ask_steward": {"handle": ["leo"]},
    "profiles:tag_story": {"text": ["How it began."]},
    "profiles:staff_story": {"text": ["How it began."]},
    "profiles:tags": {"q": ["HemePath"]},
    "profiles:availability": {"offers_hours": ["3"]},
    "relationships:ask": {
        "conflict": ["no"], "why": ["Your talk."], "first_month": ["Read one slide."],
        "tried": ["A book."],
    },
    "relationships:accept": {"note": ["Gladly."]},
    "relationships:decline": {"note": ["Not this month."], "reason": [""]},
    "moderation:report": {"category": ["spam"], "words": ["Adverts."]},
    "moderation:decide": {"outcome": ["warn"], "reason": ["This was advertising."]},
    "moderation:appeal": {"verdict": ["kept"], "answer": ["It stands."]},
    "moderation:appeal_against": {"words": ["It was no advertising."]},
    "messaging:send": {"text": ["Good morning."]},
    "messaging:new_group": {"name": ["Marrow club"], "people": [NOA]},
    "messaging:ask_in": {"people": [NOA]},
    "messaging:group": {"name": ["Marrow and more"]},
    "messaging:edit": {"text": ["Good evening."]},
    "messaging:search": {"q": ["hello"]},
    "messaging:search_in": {"q": ["hello"]},
}  # fmt: skip


def name_of(form: Form) -> str:
    """The name of the address that a form is sent to."""
    return str(resolve(form.action).view_name)


def filled(form: Form) -> Data:
    """A form as a person sends it; a key of its own, for each is sent many times."""
    data = form.data()
    data |= {
        key: value for key, value in FILLED.get(name_of(form), {}).items() if key in form.fields
    }
    fresh = {key: [str(uuid.uuid4())] for key in ("idempotency_key", "client_id") if key in data}
    return data | fresh


def post(people: People, who: str, form: Form, data: Data) -> Any:
    """The answer to a form."""
    client = people.client(who)
    if form.method == "GET":
        return client.get(f"{form.action}?{urlencode(data, doseq=True, errors='surrogatepass')}")
    return send_form(client, form.action, **data)


class Undone:
    """`with Undone():` leaves no row behind, nor a count of how often something was tried."""

    def __enter__(self) -> None:
        self.point = transaction.savepoint()

    def __exit__(self, *_: object) -> None:
        transaction.savepoint_rollback(self.point)


def faults(form: Form, data: Data, attack: Attack, response: Any) -> list[str]:
    """What is wrong with an answer to bad input; nothing when it is as it should be."""
    if response.status_code not in (200, 302, 400, 404, 409, 429):
        return [f"answered {response.status_code}"]
    kinds = {form.fields[name].kind for name in attack.fields}
    if response.status_code == 302:
        taken = attack.name.startswith("link ") or (attack.name == LONG and kinds != {"password"})
        return ["taken"] if taken else []
    page = Page(response, form.action)
    found = [f"alive: {what}" for what in page.alive]
    if form.method == "GET":
        return found
    if not page.errors and response.status_code == 200 and attack.name != LONG:
        return found
    if not page.errors:
        found.append(f"refused ({response.status_code}) without a word")
    return found if kinds & {"hidden", "submit"} else found + _lost(form, data, page)


def _lost(form: Form, data: Data, page: Page) -> list[str]:
    """Fields whose typed text is not there any more."""
    again: dict[str, str] = {}
    for one in page.forms:
        if one.action == form.action:
            again |= {name: "".join(found.values) for name, found in one.fields.items()}
    typed = [name for name, one in form.fields.items() if one.is_typed and data.get(name)]
    return [
        f"what was typed into {name} is gone"
        for name in typed
        if not UNREADABLE.search(data[name][-1])
        and data[name][-1].strip() not in again.get(name, "")
    ]
