"""What tests of signing in share."""

from collections.abc import Iterator

import pytest

from .elsewhere import CAMPUS, Site, configured, playing


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A hospital that people sign in with."""
    with configured():
        yield playing(Site(claims=dict(CAMPUS)), monkeypatch)
