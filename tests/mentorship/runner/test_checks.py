"""What the runner refuses before it begins, and what it tells the children."""

import errno
import socket
import stat
from pathlib import Path

import pytest

from mentorship.runner import checks, environment, options, running
from mentorship.runner.talk import Refusal

# -- what is looked at first -----------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.mark.parametrize("taken_at", ["127.0.0.1", "0.0.0.0", "::1"])
def test_a_taken_port_is_refused_with_another_to_try(taken_at: str) -> None:
    family = socket.AF_INET6 if ":" in taken_at else socket.AF_INET
    with socket.socket(family) as other:
        other.bind((taken_at, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} is taken.*--port {port + 1}"):
            checks.port_is_free("127.0.0.1", port)
    checks.port_is_free("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refusal, match="no address 192.0.2.7"):
        checks.port_is_free("192.0.2.7", free_port())


def test_a_port_that_root_keeps_is_a_sentence() -> None:
    assert "kept for root" in checks.why_not("127.0.0.1", 80, OSError(errno.EACCES, "denied"))


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    checks.room(tmp_path / "not" / "there" / "yet", 1, "Kindred")
    with pytest.raises(Refusal, match="The disk is full: .* MB are free"):
        checks.room(tmp_path, 10**9, "Kindred")


def test_a_database_that_is_away_is_named_without_its_password() -> None:
    url = f"postgresql://kindred:sesame@127.0.0.1:{free_port()}/kindred"
    with pytest.raises(Refusal, match="DATABASE_URL names does not answer") as refused:
        checks.database_answers(url)
    assert "sesame" not in str(refused.value)


def test_a_database_that_is_no_postgresql_is_refused() -> None:
    with pytest.raises(Refusal, match="must begin with postgresql://"):
        checks.database_answers("sqlite:///kindred.db")


@pytest.mark.parametrize(
    "url", ["redis://:sesame@127.0.0.1:{port}/0", "nonsense", "redis://h:sesame/"]
)
def test_a_redis_that_is_away_is_named_without_its_password(url: str) -> None:
    with pytest.raises(Refusal, match="REDIS_URL names does not answer") as refused:
        checks.redis_answers(url.format(port=free_port()))
    assert ":sesame@" not in str(refused.value)


def test_fresh_never_touches_a_database_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/kindred")
    with pytest.raises(Refusal, match="Nothing was touched"):
        running.environment_answers(options.run_options(["--fresh"]))


def test_production_needs_a_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDRED_ENV", "production")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(Refusal, match="SECRET_KEY is not set"):
        checks.secrets_are_set()


# -- what the children are told --------------------------------------------------------------------


def test_the_local_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = environment.secret_key(tmp_path)
    assert len(first) >= 50
    assert environment.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_what_is_set_already_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KINDRED_ENV", "KINDRED_DEMO", "SECRET_KEY", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    asked = options.run_options(["--port", "8111"])
    told = environment.children(asked, tmp_path, {"DATABASE_URL": "x"})
    assert told["KINDRED_ENV"] == "local"
    assert told["KINDRED_DEMO"] == "1"
    assert told["SITE_URL"] == "http://localhost:8111"
    monkeypatch.setenv("SITE_URL", "http://kindred.test")
    monkeypatch.setenv("KINDRED_DEMO", "0")
    told = environment.children(asked, tmp_path, {})
    assert (told["SITE_URL"], told["KINDRED_DEMO"]) == ("http://kindred.test", "0")


def test_production_is_told_no_demo_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINDRED_ENV", "production")
    for name in ("KINDRED_DEMO", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    told = environment.children(options.run_options([]), tmp_path, {})
    assert "KINDRED_DEMO" not in told
    assert "SECRET_KEY" not in told
    assert list(tmp_path.iterdir()) == []


def test_open_to_the_network_kindred_answers_to_its_addresses() -> None:
    assert environment.hosts("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert socket.gethostname() in environment.hosts("0.0.0.0")
