"""How pytest-xdist shares the suite out: file by file, and the browser's files as one.

Those share a live stack and a browser, which take longer to start than most files take to run. They
begin the run, and what else takes long comes next, so that no worker is left alone at the end.
"""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROWSER = "tests/browser"
# Each of two workers is given one share, then each a second one to go on with. What tests faults is
# mostly waiting, for servers and workers to start and end: best beside the browser's work.
LONGEST_FIRST = (
    BROWSER,
    "tests/test_permissions.py",
    "tests/test_headers.py",
    "tests/faults/test_outages.py",
    "tests/faults/test_notices.py",
    "tests/faults/test_runner_stop.py",
    "tests/test_bad_input.py",
    "tests/test_two_worlds.py",
    "tests/messaging/test_streams.py",
    "tests/test_csrf.py",
    "tests/test_query_counts.py",
    "tests/test_idempotency.py",
    "tests/mentorship/test_seed_demo.py",
    "tests/faults/test_night.py",
)
RANKS = {share: rank for rank, share in enumerate(LONGEST_FIRST)}


def share_of(nodeid: str) -> str:
    """What one worker runs from its first test to its last: a file, or the browser's files."""
    return BROWSER if nodeid.startswith(f"{BROWSER}/") else nodeid.partition("::")[0]


class Shares(LoadScopeScheduling):
    """The shares that take longest, then all others in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        longest = min(self.workqueue, key=lambda share: RANKS.get(share, len(RANKS)))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)
