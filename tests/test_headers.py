"""What every answer carries in production, and what production refuses to be.

The answers are asked of a process of its own with production settings and made-up secrets: what
the suite's settings leave out (secure cookies, HSTS, manifests) is then really there.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {
    "KINDRED_ENV": "production",
    "KINDRED_DEMO": "1",
    "SECRET_KEY": "made-up-for-this-test-" + "x1y2z3" * 8,
    "SITE_URL": "https://kindred.example",
    "ALLOWED_HOSTS": "kindred.example",
    "EMAIL_HOST": "mail.kindred.example",
    "TRUSTED_PROXIES": "0",
}

PAGES = [
    ("/", False),
    ("/tags/", False),
    ("/accounts/login/", False),
    ("/accounts/signup/", False),
    ("/nothing/here/", False),
    ("/robots.txt", False),
    ("/home/", True),
    ("/suggestions/", True),
    ("/settings/", True),
    ("/people/00000000-0000-4000-8000-000000000000/", True),
]
HIDDEN = [
    "/.git/HEAD",
    "/.env",
    "/static/",
    "/static/../manage.py",
    "/media/",
    "/media/photos/",
    "/__debug__/",
    "/metrics",
    "/flower/",
    "/outbox/",
    "/styleguide/",
    "/schema/",
]


def production(**more: str) -> dict[str, str]:
    """The environment of a production process on the suite's servers."""
    database = os.environ["DATABASE_URL"]
    return {
        **os.environ,
        **SECRETS,
        "DATABASE_URL": database,
        "REDIS_URL": os.environ.get("REDIS_URL", "redis://localhost:6379/0"),
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        "PYTHONPATH": str(ROOT),
        **more,
    }


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every page and every hidden path, asked once."""
    evil = {"origin": "https://evil.example"}
    asked: list[tuple[str, bool, str, dict[str, str]]] = [
        *((path, who, "GET", evil) for path, who in PAGES),
        *((path, False, "GET", {}) for path in HIDDEN),
        ("/", False, "TRACE", {}),
        ("/settings/", True, "POST", {}),
        ("/settings/", True, "POST", evil),
    ]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.production_answers"],
        input=json.dumps(asked),
        env=production(KINDRED_VAR=str(tmp_path_factory.mktemp("var"))),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "ANSWERS" in done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout.split("ANSWERS", 1)[1])
    return found


@pytest.fixture(scope="module")
def pages(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return answers[: len(PAGES)]


def test_every_page_answers_as_it_should(pages: list[dict[str, Any]]) -> None:
    found = {answer["path"]: answer["status"] for answer in pages}
    assert found == {
        path: 404 if "nothing" in path or "people" in path else 200 for path, _who in PAGES
    }


def test_hsts_is_on_every_answer(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        value = answer["headers"].get("strict-transport-security", "")
        assert "max-age=63072000" in value, answer["path"]
        assert "includeSubDomains" in value


def test_the_policy_allows_no_script_but_our_files(pages: list[dict[str, Any]]) -> None:
    for answer in pages:
        if "html" not in answer["headers"]["content-type"]:
            continue
        policy = answer["headers"]["content-security-policy"]
        assert "unsafe" not in policy
        for rule in (
            "default-src 'none'",
            "script-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ):
            assert rule in policy, answer["path"]


def test_types_are_not_guessed_and_addresses_not_passed_on(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        headers = answer["headers"]
        assert headers["x-content-type-options"] == "nosniff", answer["path"]
        assert headers["referrer-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
        if headers.get("content-type", "").startswith("text/"):
            assert "charset=utf-8" in headers["content-type"]


def test_cookies_are_locked_to_this_host(answers: list[dict[str, Any]]) -> None:
    seen = set()
    for answer in answers:
        for name, morsel in answer["cookies"].items():
            seen.add(name)
            assert name.startswith("__Host-")
            assert morsel["secure"]
            assert morsel["httponly"]
            assert morsel["samesite"] == "Lax"
            assert not morsel["domain"]
            assert morsel["path"] == "/"
    assert seen == {"__Host-session", "__Host-csrf", "__Host-device"}


def test_a_signed_in_page_is_kept_by_no_cache(pages: list[dict[str, Any]]) -> None:
    for answer, (_path, who) in zip(pages, PAGES, strict=True):
        expected = "no-store" if who else "private"
        assert expected in answer["headers"]["cache-control"], answer["path"]


def test_what_is_not_a_page_is_not_there(answers: list[dict[str, Any]]) -> None:
    found = {answer["path"]: answer["status"] for answer in answers if answer["path"] in HIDDEN}
    assert found == dict.fromkeys(HIDDEN, 404)
    assert not any(answer["outbox"] for answer in answers), "no link to the demo's mails"


def test_trace_is_refused_and_a_post_needs_its_token(answers: list[dict[str, Any]]) -> None:
    assert [answer["status"] for answer in answers[-4:-1]] == [405, 403, 403]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY"),
        (
            {
                "SECRET_KEY": "local-only-key-that-production-refuses-because-everybody-can-"
                "read-it-here"
            },
            "SECRET_KEY",
        ),
        ({"SITE_URL": "http://kindred.example"}, "SITE_URL"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"EMAIL_HOST": ""}, "EMAIL_HOST"),
        ({"KINDRED_ENV": "staging"}, "KINDRED_ENV"),
        ({"TRUSTED_PROXIES": "two"}, "TRUSTED_PROXIES"),
    ],
)
def test_production_refuses_what_is_missing_in_one_sentence(
    change: dict[str, str], words: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import mentorship.settings"],
        env=production(**change),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert words in done.stderr.strip().splitlines()[-1]
