"""What tests of signing in share."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as codes

from .elsewhere import CAMPUS, Site, configured, playing


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A hospital that people sign in with."""
    with configured():
        yield playing(Site(claims=dict(CAMPUS)), monkeypatch)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes of an app do not change in the middle of a test, as they do every half minute."""
    now = time.time()
    monkeypatch.setattr(codes, "time", SimpleNamespace(time=lambda: now))
