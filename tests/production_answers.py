"""A process with production settings that asks itself for pages.

Reads a JSON list of [path, signed in, method, headers] and prints ANSWERS and a JSON list of what
came back. It makes a database of its own and drops it.
"""

import json
import os
import re
import sys
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from profiles.models import User
from tests.factories import MemberFactory

PASSWORD = "correct horse battery staple 7"
COOKIE = ("secure", "httponly", "samesite", "domain", "path")


def ask(ana: User, path: str, who: bool, method: str, headers: dict[str, str]) -> dict[str, Any]:
    """One request, with CSRF enforced and errors answered as pages."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if who:
        client.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    host = {"host": "kindred.example"}
    answer = client.generic(method, path, secure=True, headers=host | headers)
    return told(path, answer)


def sign_in(ana: User) -> dict[str, Any]:
    """The answer to a sign-in by password: it sets both cookies."""
    ana.set_password(PASSWORD)
    ana.save()
    client = Client(enforce_csrf_checks=True, headers={"host": "kindred.example"})
    url = "/accounts/login/"
    page = client.get(url, secure=True).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    data = {"login": ana.email, "password": PASSWORD, "csrfmiddlewaretoken": token and token[1]}
    referer = {"referer": f"https://kindred.example{url}"}
    return told("sign in", client.post(url, data, secure=True, headers=referer))


def told(path: str, answer: Any) -> dict[str, Any]:
    """What the tests look at, as JSON takes it."""
    return {
        "path": path,
        "status": answer.status_code,
        "headers": {key.lower(): value for key, value in answer.headers.items()},
        "cookies": {
            name: {key: morsel[key] for key in COOKIE} for name, morsel in answer.cookies.items()
        },
        "outbox": b"/outbox/" in b"".join(answer),
    }


def main() -> None:
    """Ask everything, in a database of its own."""
    connection.settings_dict["TEST"]["NAME"] = f"production_answers_{os.getpid()}"
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        ana = MemberFactory.create(name="Ana Duarte")
        call_command("collectstatic", interactive=False, verbosity=0)
        answers = [ask(ana, *request) for request in json.load(sys.stdin)]
        answers.append(sign_in(ana))
    finally:
        teardown_databases(kept, verbosity=0)
    sys.stdout.write("ANSWERS" + json.dumps(answers))


if __name__ == "__main__":
    main()
