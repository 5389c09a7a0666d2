"""Where a weakness is reported: told to everybody, once the operator has named a place."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db
PATH = "/.well-known/security.txt"
ROOT = Path(project.BASE_DIR)


def test_it_is_not_there_until_a_place_is_named(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(PATH).status_code == 404


def test_it_names_the_place_and_a_day(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@kindred.example"
    answer = client.get(PATH)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "mailto:security@kindred.example"
    assert told["Canonical"].endswith(PATH)
    until = datetime.fromisoformat(told["Expires"])
    assert timedelta() < until - timezone.now() < timedelta(days=366)


def test_the_readme_leads_to_both_guides_and_they_name_no_address() -> None:
    readme = (ROOT / "README.md").read_text()
    for guide in ("CONTRIBUTING.md", "SECURITY.md"):
        assert f"({guide})" in readme
        text = (ROOT / guide).read_text()
        assert "@" not in text.replace("@login_required", "")
    assert "SECURITY_CONTACT" in (ROOT / "SECURITY.md").read_text()
    assert "SECURITY_CONTACT" in (ROOT / ".env.example").read_text()
