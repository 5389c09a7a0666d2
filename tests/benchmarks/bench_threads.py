"""How long a conversation takes to open: one of 100 messages, and one of 100,000.

`script/bench threads [--quick]` makes a database of its own and asks for the page of each in turn,
with everything read and with everything unread, and for the list beside them. Printed are medians
in milliseconds and their ratio; the yardstick is at most 1.5. A test holds the rows that are read
(tests/messaging/test_long_threads.py), which no other work on the machine can blur.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

from tests import servers
from tests.benchmarks.bench_nightly import own_database

SHORT, LONG = 100, 100_000
TIMES = 40


def milliseconds(work: Callable[[], object]) -> float:
    """How long something took."""
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the messages, few times")
    options = parser.parse_args()
    sizes = (SHORT, LONG // 10 if options.quick else LONG)
    times = 8 if options.quick else TIMES
    os.environ["KINDRED_ENV"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    servers.start()
    with own_database():
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection, connections
        from django.test import Client

        from messaging.models import Participant
        from tests.factories import MemberFactory
        from tests.messaging.arrange import conversation_of, fill
        from tests.permissions.world import BACKEND

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        pages: dict[tuple[str, int], tuple[Client, str]] = {}
        for state in ("read", "unread"):
            for size in sizes:
                ana, ben = MemberFactory.create_batch(2)
                talk = conversation_of(ana, ben)
                fill(talk, ana, ben, size=size)
                if state == "read":
                    Participant.objects.filter(conversation=talk).update(read_number=size)
                client = Client()
                client.force_login(ana, BACKEND)
                pages[f"{state}, the conversation", size] = (client, talk.get_absolute_url())
                pages[f"{state}, the list", size] = (client, "/messages/")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE messaging_message")
        took: dict[tuple[str, int], list[float]] = {name: [] for name in pages}
        for _time in range(times + 1):
            for name, (client, url) in pages.items():
                # HEAD reads the page and says "read" of nothing.
                took[name].append(milliseconds(lambda c=client, u=url: c.head(u)))
        connections.close_all()
    medians = {name: statistics.median(all_of[1:]) for name, all_of in took.items()}
    print(f"{'':28}{sizes[0]:>10,}{sizes[1]:>10,}  ratio")
    for what in dict.fromkeys(name for name, _size in medians):
        short, long = (medians[what, size] for size in sizes)
        print(f"{what:28}{short:>10.1f}{long:>10.1f}  {long / short:.2f}")


if __name__ == "__main__":
    sys.exit(main())
