"""A crew of three that does not want to end: `python -m tests.faults.stubborn_crew NOTES PORT`."""

import multiprocessing
import os
import sys
from pathlib import Path

from mentorship.runner.crew import Crew
from mentorship.runner.folders import ROOT, lock

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def main(notes: Path, port: str) -> None:
    """Runs a page that never ends and two processes that do not listen to TERM."""
    multiprocessing.set_start_method("fork")
    held = lock(notes)
    assert held is not None
    crew = Crew(notes=notes, lock=held, watch=lambda: None)
    page = ["uvicorn", "tests.faults.endless:application", "--port", port, "--lifespan", "off"]
    page += ["--timeout-graceful-shutdown", "1"]
    crew.enlist("web", [sys.executable, "-m", *page], env=os.environ, cwd=ROOT)
    crew.enlist("deaf", [sys.executable, "-c", DEAF], env=os.environ, cwd=ROOT)
    crew.enlist(
        "family", ["bash", "-c", "trap '' TERM; sleep 61 & wait; wait"], env=os.environ, cwd=ROOT
    )
    crew.loop()
    sys.exit(crew.returncode)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
