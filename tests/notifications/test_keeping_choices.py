"""What people had chosen about mails before there were choices by kind, kept both ways."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from profiles.models import Profile
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

KEPT = ("notifications", "0005_keep_what_was_chosen")
BEFORE = ("profiles", "0016_mail_plans_and_quiet_mode")
migration = import_module(f"notifications.migrations.{KEPT[1]}")


@pytest.fixture
def then() -> Any:
    """The models as they were, on tables that have the old column again; gone with the test."""
    apps = MigrationLoader(connection).project_state([KEPT, BEFORE]).apps
    profile = apps.get_model("profiles", "Profile")
    with connection.schema_editor() as editor:
        editor.add_field(profile, profile._meta.get_field("mail_digest"))
        editor.execute("ALTER TABLE profiles_profile ALTER mail_digest SET DEFAULT 'weekly'")
    return apps


def person(then: Any, news: str, digest: str) -> int:
    """Somebody with a plan, and what they had chosen about the digest of hashtags."""
    pk = MemberFactory.create().pk
    Profile.objects.filter(user=pk).update(mail_news=news)
    then.get_model("profiles", "Profile").objects.filter(user=pk).update(mail_digest=digest)
    return int(pk)


# The plan and the digest as they were; the choice that is kept; and both as they are given back.
CASES = [
    ("at_once", "weekly", None, ("at_once", "weekly")),
    ("at_once", "daily", "daily", ("at_once", "daily")),
    ("at_once", "never", "never", ("at_once", "never")),
    ("never", "weekly", "weekly", ("never", "weekly")),
    ("never", "daily", "daily", ("never", "daily")),
    ("never", "never", None, ("never", "never")),
]


def test_choices_are_kept_and_given_back(then: Any) -> None:
    people = {person(then, *case[:2]): case for case in CASES}
    migration.keep(then, None)
    choices = then.get_model("notifications", "NewsSettings").objects
    kept = {row.user_id: row.choices for row in choices.all()}
    chosen = {pk: case[2] for pk, case in people.items() if case[2]}
    assert kept == {pk: {"followed_hashtags": how} for pk, how in chosen.items()}

    profiles = then.get_model("profiles", "Profile").objects
    profiles.update(mail_digest="weekly")  # as a column is that was made anew
    migration.give_back(then, None)
    found = {row.user_id: (row.mail_news, row.mail_digest) for row in profiles.all()}
    assert found == {pk: case[3] for pk, case in people.items()}


def test_plans_that_were_not_there_before_become_the_nearest(then: Any) -> None:
    calm, weekly = (person(then, plan, "weekly") for plan in ("essential", "weekly"))
    migration.give_back(then, None)
    found = then.get_model("profiles", "Profile").objects.values_list("user", "mail_news")
    assert dict(found) == {calm: "at_once", weekly: "never"}
