"""Do known and unknown people get their answer in the same time?

`script/bench answers` asks each door 200 times for each, in turn, and prints the medians in
milliseconds and their difference. The yardsticks: below 20 ms at the doors of accounts, below
5 ms between a person who blocked and one who never was. The answers' sameness is a test
(tests/mentorship/test_accounts.py); this is about time alone.
"""

import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable

import django

from tests import servers

os.environ["KINDRED_ENV"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
servers.start()
django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from django.urls import reverse

from profiles.models import User
from safety.models import Block, RateCounter
from tests.factories import MemberFactory

ROUNDS = 200
PASSWORD = "correct horse battery staple 7"


def post(name: str, data: Callable[[str], dict[str, str]]) -> Callable[[str], None]:
    """Asks one door on behalf of an address, as a fresh visitor."""
    url = reverse(name)

    def ask(address: str) -> None:
        response = Client().post(url, data(address))
        if response.status_code not in {200, 302}:
            raise SystemExit(f"{name} answered {response.status_code}")

    return ask


DOORS: dict[str, Callable[[str], None]] = {
    "sign in": post("account_login", lambda address: {"login": address, "password": "wrong"}),
    "sign up": post(
        "account_signup",
        lambda address: {"name": "Ana Duarte", "email": address, "password1": PASSWORD},
    ),
    "reset": post("account_reset_password", lambda address: {"email": address}),
    "mailed code": post("account_request_login_code", lambda address: {"email": address}),
}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def compare(name: str, one: Callable[[int], object], other: Callable[[int], object]) -> None:
    """Both in turn, ROUNDS times; one line."""
    one(0), other(0)
    ones, others = [], []
    for number in range(1, ROUNDS + 1):
        ones.append(timed(lambda n=number: one(n)))
        others.append(timed(lambda n=number: other(n)))
    first, second = statistics.median(ones), statistics.median(others)
    print(f"{name:24} {first:8.1f} {second:8.1f} {abs(first - second):8.1f} {first / second:8.2f}")


def known_people() -> list[User]:
    """Accounts with a password that hashes as everybody's does."""
    people = MemberFactory.create_batch(ROUNDS + 1)
    people[0].set_password(PASSWORD)
    User.objects.filter(pk__in=[user.pk for user in people]).update(password=people[0].password)
    return people


def accounts(people: list[User]) -> None:
    """The doors of accounts, for addresses that have one and for addresses that have none."""
    for name, ask in DOORS.items():
        compare(
            name,
            lambda n, ask=ask: ask(people[n].email),
            lambda n, ask=ask, name=name: ask(f"nobody{n}.{name[:4].strip()}@example.org"),
        )


def change_of_address(people: list[User]) -> None:
    """A signed-in person names a new address that somebody else has, or that nobody has."""
    client = Client()
    client.force_login(people[0], backend=settings.AUTHENTICATION_BACKENDS[0])
    url = reverse("account_email")

    def ask(address: str) -> None:
        response = client.post(url, {"action_add": "", "email": address})
        if response.status_code != 302:
            raise SystemExit(f"change of address answered {response.status_code}")

    compare(
        "change of address",
        lambda n: ask(people[1 + n % (len(people) - 1)].email),
        lambda n: ask(f"nobody{n}.new@example.org"),
    )


def blocks(people: list[User]) -> None:
    """The page of somebody who blocked the viewer, and of nobody."""
    viewer, blocker = people[0], people[1]
    Block.objects.create(blocker=blocker, blocked=viewer)
    client = Client()
    client.force_login(viewer, backend=settings.AUTHENTICATION_BACKENDS[0])
    for name in ("profiles:person", "relationships:ask"):
        compare(
            name,
            lambda n, name=name: client.get(reverse(name, args=[blocker.public_id])),
            lambda n, name=name: client.get(reverse(name, args=[uuid.uuid4()])),
        )


def main() -> None:
    """A database of its own, made and dropped."""
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(ACCOUNT_RATE_LIMITS=False, ACCOUNT_REAUTHENTICATION_REQUIRED=False):
            people = known_people()
            print(f"medians of {ROUNDS}, ms      known  unknown  differ.    ratio")
            change_of_address(people)
            accounts(people)
            RateCounter.objects.all().delete()
            blocks(people)
    finally:
        connection.close()
        teardown_databases(kept, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
