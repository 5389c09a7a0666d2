"""Private folders, locks, copies, and processes that end with the runner."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mentorship.runner import folders, lifeline, options, running
from mentorship.runner import serverfiles as files
from mentorship.runner.identity import ServerUser
from mentorship.runner.postgres import Postgres, sentence
from mentorship.runner.talk import Refusal

ROOT = folders.ROOT
ME = ServerUser(name="me", uid=os.geteuid(), gid=os.getegid())

# -- folders and locks -----------------------------------------------------------------------------


@pytest.fixture
def in_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "short_temporary", lambda: tmp_path)
    monkeypatch.setattr(folders, "SOCKET_PATH_LIMIT", 1000)
    return tmp_path


def test_the_private_folder_is_ours_alone_and_stays(in_temporary: Path) -> None:
    first = folders.private_folder(uid=ME.uid, gid=ME.gid, key="k")
    assert stat.S_IMODE(first.stat().st_mode) == 0o700
    assert folders.private_folder(uid=ME.uid, gid=ME.gid, key="k") == first


@pytest.mark.parametrize("trick", ["link", "file", "open", "other"])
def test_a_private_folder_that_is_none_is_refused(in_temporary: Path, trick: str) -> None:
    place = in_temporary / f"kindred-{ME.uid}-k"
    if trick == "link":
        (in_temporary / "elsewhere").mkdir(mode=0o700)
        place.symlink_to(in_temporary / "elsewhere")
    elif trick == "file":
        place.touch(mode=0o600)
    else:
        place.mkdir(mode=0o700)
        place.chmod(0o755 if trick == "open" else 0o700)
    owner = ME.uid if trick != "other" else ME.uid + 1
    if trick == "other":
        place = place.rename(in_temporary / f"kindred-{owner}-k")
    with pytest.raises(Refusal, match="Nothing was started"):
        folders.private_folder(uid=owner, gid=ME.gid, key="k")


def test_a_socket_path_that_is_too_long_is_refused(
    in_temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "SOCKET_PATH_LIMIT", 30)
    with pytest.raises(Refusal, match="too long a path for a socket"):
        folders.private_folder(uid=ME.uid, gid=ME.gid, key="k")


def test_the_real_private_folder_is_short_enough() -> None:
    place = folders.short_temporary() / f"kindred-{2**32 - 2}-{folders.key_of(ROOT)}"
    assert len(f"{place}/.s.PGSQL.5432") <= folders.SOCKET_PATH_LIMIT


def test_a_second_copy_is_told_where_the_first_one_is(in_temporary: Path, tmp_path: Path) -> None:
    asked = options.run_options(["--port", "8111"])
    told = f"http://localhost:8111.*kill {os.getpid()}"
    with running.alone(tmp_path, asked), pytest.raises(Refusal, match=told):
        running.alone(tmp_path, asked).__enter__()
    with running.alone(tmp_path, asked):
        assert (tmp_path / f"kindred-{ME.uid}-{folders.key_of(tmp_path)}").is_dir()


def test_data_of_another_user_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Refusal, match="clone\\s+Kindred into a folder of your own"):
        folders.make_var(tmp_path / "var")


def test_a_copy_of_the_servers_files_is_whole_or_not_there(tmp_path: Path) -> None:
    site, place = tmp_path / "site", tmp_path / "copies" / "wheel-1.0"
    (site / "wheel" / "bin").mkdir(parents=True, mode=0o700)
    (site / "wheel" / "bin" / "server").touch(mode=0o700)
    with pytest.raises(Refusal, match="could not be copied"):
        files.in_reach(site, ["wheel", "missing"], place)
    assert list(place.parent.iterdir()) == []
    files.in_reach(site, ["wheel"], place)
    assert stat.S_IMODE((place / "wheel" / "bin" / "server").stat().st_mode) == 0o755
    assert stat.S_IMODE((site / "wheel" / "bin" / "server").stat().st_mode) == 0o700


# -- nothing outlives the runner -------------------------------------------------------------------

PARENT = """
import signal, subprocess, sys, time
from pathlib import Path
from mentorship.runner import lifeline
notes = Path(sys.argv[1])
tie = lifeline.dying_with_parent(signal.SIGTERM) if sys.argv[2] == "tied" else None
child = subprocess.Popen(["sleep", "60"], preexec_fn=tie, start_new_session=True)
lifeline.write_down(notes, "sleeper", child.pid)
print(child.pid, flush=True)
time.sleep(60)
"""


def killed_parent(notes: Path, tied: str) -> int:
    """Kills a parent with KILL; returns the number of the child it had."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(notes), tied],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        child = int(parent.stdout.readline()) if parent.stdout else 0
        parent.kill()
    return child


def gone(pid: int, seconds: float = 3.0) -> bool:
    limit = time.monotonic() + seconds
    while lifeline.born(pid) is not None and time.monotonic() < limit:
        time.sleep(0.02)
    return lifeline.born(pid) is None


def test_a_child_ends_when_its_parent_is_killed_where_the_kernel_can(tmp_path: Path) -> None:
    child = killed_parent(tmp_path, "tied")
    assert gone(child) == (sys.platform == "linux")
    lifeline.end_leftovers(tmp_path)


def test_the_next_start_ends_what_a_killed_one_left(tmp_path: Path) -> None:
    child = killed_parent(tmp_path, "untied")
    assert not gone(child, 0.2)
    assert lifeline.end_leftovers(tmp_path) == ["sleeper"]
    assert gone(child)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    lifeline.write_down(tmp_path, "sleeper", os.getpid(), gently=signal.SIGKILL)
    note = tmp_path / "sleeper.child"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"born": "long ago"}))
    (tmp_path / "torn.child").write_text("{")
    assert lifeline.end_leftovers(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


# -- PostgreSQL ------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Postgres:
    """A PostgreSQL that is not started, with a data folder that looks like one."""
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("18\n")
    return Postgres(
        programs=tmp_path,
        data=data,
        sockets=tmp_path,
        log=tmp_path / "log",
        user=ME,
        notes=tmp_path,
    )


def test_a_number_that_was_given_away_does_not_stop_postgresql(server: Postgres) -> None:
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data}\n")
    server.forget_stale_pid()
    assert not pid_file.exists()


def test_a_server_that_works_in_the_data_is_left_alone(server: Postgres) -> None:
    with subprocess.Popen(["sleep", "60"], cwd=server.data) as other:
        (server.data / "postmaster.pid").write_text(f"{other.pid}\n{server.data}\n")
        with pytest.raises(Refusal, match=f"kill -INT {other.pid}"):
            server.forget_stale_pid()
        other.kill()


def test_data_of_another_version_is_left_alone(server: Postgres) -> None:
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refusal, match="made by PostgreSQL 17.*left alone"):
        server.make()


def test_a_log_becomes_a_sentence() -> None:
    assert "the disk is full" in sentence("It failed", "FATAL:  x: No space left on device")
    assert sentence("It failed", "a\n2026 FATAL:  could not map memory\nb").startswith(
        "It failed: could not map memory."
    )
    assert "no reason given" in sentence("It failed", "")


def test_a_fresh_start_forgets_data_and_nothing_beside_it(tmp_path: Path) -> None:
    for name in ("postgres", "postgres.gone", "secrets"):
        (tmp_path / name).mkdir()
    running.forget(tmp_path / "postgres", tmp_path / "redis")
    assert [path.name for path in tmp_path.iterdir()] == ["secrets"]
