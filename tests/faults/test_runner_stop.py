"""However the runner ends, nothing of it stays: the real servers, the real crew, real signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mentorship.runner.folders import ROOT, SYSTEM_FOLDER, key_of, short_temporary

STOP_LIMIT = 5.0  # seconds, from the signal to the end of the last process
START_LIMIT = 40.0  # seconds on a busy machine; a second start is measured elsewhere
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "KINDRED_ENV", "KINDRED_DEMO", "SITE_URL", "ALLOWED_HOSTS")


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def group_of(mark: str) -> dict[int, str]:
    """Every process whose command or environment carries `mark`, by its number."""
    found = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal() and int(place.name) != os.getpid():
            with suppress(OSError):
                words = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
                if mark.encode() in words:
                    found[int(place.name)] = (place / "cmdline").read_text().replace("\0", " ")
    return found


def wait_until_gone(mark: str, seconds: float) -> dict[int, str]:
    limit = time.monotonic() + seconds
    while (left := group_of(mark)) and time.monotonic() < limit:
        time.sleep(0.1)
    return left


def page(port: int) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://localhost:{port}/healthz/", timeout=5) as answer:
        return bytes(answer.read())


def wait_for_page(runner: subprocess.Popen[str], port: int) -> None:
    limit = time.monotonic() + START_LIMIT
    while True:
        try:
            page(port)
            return
        except OSError:
            if runner.poll() is not None or time.monotonic() > limit:
                runner.kill()
                pytest.fail(f"no page; the runner said:\n{runner.stdout and runner.stdout.read()}")
        time.sleep(0.1)


@pytest.fixture
def var() -> Iterator[Path]:
    """Data of its own for a runner, in a place that the servers' user can pass."""
    folder = Path(tempfile.mkdtemp(prefix="kindred-fault-", dir=short_temporary()))
    folder.chmod(0o711)
    yield folder
    for pid in group_of(str(folder)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for left in (folder, SYSTEM_FOLDER / key_of(folder)):
        shutil.rmtree(left, ignore_errors=True)
    for left in short_temporary().glob(f"kindred-*-{key_of(folder)}"):
        shutil.rmtree(left, ignore_errors=True)


def start(var: Path, port: int) -> subprocess.Popen[str]:
    told = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return subprocess.Popen(
        [sys.executable, "-m", "mentorship.runner", "run", "--no-demo", "--port", str(port)],
        cwd=ROOT,
        env=told | {"KINDRED_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_a_run_from_start_to_stop_kill_and_start_again(var: Path) -> None:
    port = free_port()
    with start(var, port) as runner:
        wait_for_page(runner, port)
        assert page(port) == b"ok"
        with start(var, port) as second:
            said, _ = second.communicate()
        assert second.returncode == 1
        assert f"already running from this folder, at http://localhost:{port}" in said
        assert page(port) == b"ok"

        runner.kill()
        runner.wait()
    assert not wait_until_gone(str(var), STOP_LIMIT)

    with start(var, port) as runner:
        wait_for_page(runner, port)
        asked = time.monotonic()
        runner.send_signal(signal.SIGTERM)
        said, _ = runner.communicate()
        took = time.monotonic() - asked
    assert runner.returncode == 128 + signal.SIGTERM
    assert took < STOP_LIMIT
    assert not group_of(str(var))
    assert "Bringing the database up to date" not in said
    assert said.rstrip().endswith("Kindred has stopped.")


def test_a_stream_and_the_deaf_end_in_time(var: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.stubborn_crew", str(var), str(port)],
        cwd=ROOT,
        env=dict(os.environ, CREW=str(var)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as crew:
        stream = open_stream(port)
        asked = time.monotonic()
        crew.send_signal(signal.SIGINT)
        said, _ = crew.communicate()
        took = time.monotonic() - asked
        stream.close()
    assert crew.returncode == 128 + signal.SIGINT, said
    assert took < STOP_LIMIT - 1.5, "the servers' own time comes on top"
    assert not group_of(str(var))


def open_stream(port: int) -> socket.socket:
    """A connection over which the endless page is being read."""
    limit = time.monotonic() + START_LIMIT
    while True:
        try:
            stream = socket.create_connection(("127.0.0.1", port), timeout=5)
            break
        except OSError:
            assert time.monotonic() < limit
            time.sleep(0.1)
    stream.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"200 OK" in stream.recv(4096)
    return stream


def test_servers_for_a_command_are_gone_after_it() -> None:
    told = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    code = (
        "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL']); raise SystemExit(7)"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "mentorship.runner", "serve-for", "--", sys.executable, "-c", code],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 7, ran.stderr
    socket_path = Path(ran.stdout.split()[1].removeprefix("unix://").partition("?")[0])
    assert socket_path.name == "redis.sock"
    assert not socket_path.parent.exists()
    assert not group_of(str(socket_path.parent))
