"""`script/bench NAME`: runs tests/benchmarks/bench_NAME.py; without a name it lists them."""

import os
import subprocess
import sys

from .folders import ROOT
from .talk import Refusal, say

FOLDER = ROOT / "tests" / "benchmarks"


def bench(words: list[str]) -> int:
    """Runs one benchmark with the words after its name and returns its exit code."""
    names = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    if not words or words[0] in {"-h", "--help"}:
        say("Benchmarks: " + (", ".join(names) or "none yet") + "\nRun one: script/bench NAME")
        return 0
    if words[0] not in names:
        raise Refusal(
            f"There is no benchmark {words[0]}. There are: {', '.join(names) or 'none yet'}."
        )
    told = {"KINDRED_ENV": "local", **os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(FOLDER / f"bench_{words[0]}.py"), *words[1:]]
    return subprocess.run(command, cwd=ROOT, env=told).returncode
