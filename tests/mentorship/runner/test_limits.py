"""What the runner asks of the machine for its children."""

import subprocess
import sys

from mentorship.runner.environment import OPEN_FILES

RAISED = """
import resource
from mentorship.runner.environment import allow_many_files

_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard))
allow_many_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_the_children_may_hold_as_many_open_pages_as_the_machine_allows() -> None:
    done = subprocess.run([sys.executable, "-c", RAISED], capture_output=True, text=True)
    soft, hard = map(int, done.stdout.split())
    assert soft == (OPEN_FILES if hard == -1 else min(hard, OPEN_FILES))
