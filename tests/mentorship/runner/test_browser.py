"""Which browser the tests drive: one that is here, else Debian's, else Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mentorship.runner import browser
from mentorship.runner.folders import ROOT
from mentorship.runner.talk import Refusal

NEEDED = ("bash", "env", "grep", "touch")  # by script/_browser.sh, beside what is made up below
ASK = (
    'source script/_browser.sh; if wants_browser "$@" && on_debian; then fetch_debians_browser; fi'
)
# Notes what it was asked for; installs only packages that are named in the file `offered`.
APT_GET = """#!/bin/bash
echo "apt-get $*" >> "$WORLD/asked"
[ "$1" = install ] || exit 0
for package; do :; done
grep -qsx "$package" "$WORLD/offered" || { echo "E: no $package" >&2; exit 100; }
touch "$WORLD/bin/$package"
"""
SUDO = """#!/bin/bash
echo "sudo $*" >> "$WORLD/asked"
[ "$1" = -n ] && grep -qsx sudo "$WORLD/offered" && shift && "$@"
"""


class Machine:
    """A machine that has only what is said: programs, a user, a distribution, and packages."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs = folder, folder / "bin"
        self.programs.mkdir()
        for name in NEEDED:
            (self.programs / name).symlink_to(str(shutil.which(name)))
        self.program("apt-get", APT_GET)
        self.program("sudo", SUDO)
        self.user(0)
        self.distribution("debian")
        self.offers("chromium-headless-shell", "chromium")

    def program(self, name: str, text: str = "#!/bin/bash\n") -> None:
        path = self.programs / name
        path.write_text(text)
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.program("id", f"#!/bin/bash\necho {number}\n")

    def distribution(self, name: str) -> None:
        (self.folder / "os-release").write_text(f'PRETTY_NAME="{name}"\nID={name}\n')

    def offers(self, *packages: str) -> None:
        (self.folder / "offered").write_text("".join(f"{package}\n" for package in packages))

    def ask(self, *words: str, named: str = "") -> str:
        """Runs what script/test does first, and returns what it prints."""
        given = {"PATH": str(self.programs), "WORLD": str(self.folder), "KINDRED_BROWSER": named}
        ran = subprocess.run(
            [self.programs / "bash", "-euo", "pipefail", "-c", ASK, "test", *words],
            cwd=ROOT,
            env=given | {"OS_RELEASE": str(self.folder / "os-release")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stderr == ""
        return ran.stdout

    def asked(self) -> list[str]:
        """What apt-get and sudo were asked for, in order."""
        noted = self.folder / "asked"
        return noted.read_text().splitlines() if noted.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


INSTALL = "apt-get install -y -qq --no-install-recommends"


def test_root_on_debian_gets_debians_package_and_is_told_so(machine: Machine) -> None:
    said = machine.ask()
    assert machine.asked() == ["apt-get update -qq", f"{INSTALL} chromium-headless-shell"]
    assert "No browser found" in said
    assert "Installing Debian's chromium-headless-shell …" in said


def test_where_there_is_no_shell_the_whole_browser_is_installed(machine: Machine) -> None:
    machine.offers("chromium")
    machine.ask()
    assert machine.asked()[1:] == [f"{INSTALL} chromium-headless-shell", f"{INSTALL} chromium"]


def test_where_nothing_can_be_had_it_says_what_is_next(machine: Machine) -> None:
    machine.offers()
    assert machine.ask().endswith("Playwright's is tried next.\n")


def test_others_may_only_where_sudo_asks_for_no_password(machine: Machine) -> None:
    machine.user(1000)
    assert machine.ask() == ""
    assert machine.asked() == ["sudo -n true"]
    machine.offers("sudo", "chromium-headless-shell")
    machine.ask()
    assert machine.asked()[2:] == [
        "sudo -n apt-get update -qq",
        "apt-get update -qq",
        f"sudo -n env DEBIAN_FRONTEND=noninteractive {INSTALL} chromium-headless-shell",
        f"{INSTALL} chromium-headless-shell",
    ]


@pytest.mark.parametrize("words", [("--no-browser",), ("-k", "x", "--no-browser"), ("--help",)])
def test_nothing_is_installed_where_no_browser_is_wanted(
    machine: Machine, words: tuple[str, ...]
) -> None:
    assert machine.ask(*words) == ""
    assert machine.asked() == []


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "google-chrome"])
def test_a_browser_that_is_here_and_starts_is_enough(machine: Machine, name: str) -> None:
    machine.program(name)
    assert machine.ask() == ""
    machine.program(name, "#!/bin/bash\necho 'Get it from the store' >&2\nexit 1\n")
    assert "No browser found" in machine.ask()


def test_a_named_browser_and_other_distributions_are_left_alone(machine: Machine) -> None:
    assert machine.ask(named="/opt/browser") == ""
    machine.distribution("ubuntu")
    assert machine.ask() == ""
    assert machine.asked() == []


# -- in Python, once packages are there ------------------------------------------------------------


@pytest.fixture
def bare(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The same machine as Python sees it, without a download of Playwright's."""
    monkeypatch.setenv("PATH", str(machine.programs))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "playwrights_own", lambda: None)
    monkeypatch.setattr(browser, "INSTALLED", tuple(n for n in browser.INSTALLED if "/" not in n))
    return machine


def test_the_one_without_windows_is_taken_first(bare: Machine) -> None:
    assert browser.installed() is None
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        bare.program(name)
        assert browser.installed() == str(bare.programs / name)
    bare.program("chromium-headless-shell", "#!/bin/bash\nexit 1\n")
    assert browser.installed() == str(bare.programs / "chromium")


def test_playwrights_is_fetched_where_there_is_none(
    bare: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[list[str]] = []
    monkeypatch.setattr(browser.subprocess, "run", lambda words, **_: fetched.append(words))
    with pytest.raises(Refusal, match="none could be had"):
        browser.found_or_fetched()
    monkeypatch.setattr(browser, "playwrights_own", lambda: "/its/own" if fetched[1:] else None)
    assert browser.found_or_fetched() == "/its/own"
    assert fetched == [[sys.executable, "-m", "playwright", "install", "chromium"]] * 2


def test_a_named_browser_that_does_not_start_is_a_sentence(
    bare: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(browser.VARIABLE, "/nowhere/browser")
    bare.program("chromium")
    with pytest.raises(Refusal, match="names /nowhere/browser, which does not start"):
        browser.found_or_fetched()


def test_the_script_and_the_runner_look_for_the_same_names() -> None:
    text = (ROOT / "script" / "_browser.sh").read_text()
    looked_for = next(line for line in text.splitlines() if "for browser in" in line)
    names = tuple(looked_for.partition(" in ")[2].rstrip("; do").split())
    assert names == tuple(name for name in browser.INSTALLED if not name.startswith("/"))
    assert os.access(ROOT / "script" / "test", os.X_OK)
