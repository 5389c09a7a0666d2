"""How long a conversation takes to open: one of 100 messages, and one of 100,000.

`script/bench threads [--quick]` makes a database of its own and asks for the page of each in turn,
with everything read and with everything unread, and for the list beside them. Printed are medians
in milliseconds and their ratio; the yardstick is at most 1.5. A test holds the rows that are read
(tests/messaging/test_long_threads.py), which no other work on the machine can blur.

Then it looks for words in each, common, rare and absent ones, and prints the 95th percentile; here
the yardstick is 300 milliseconds in the long one.
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
VOCABULARY = 5000
# Of a few common words and many rare ones, as in any talk.
WORDS = """
    UPDATE messaging_message message SET text = (
        SELECT string_agg(
            (%s::text[])[1 + floor(%s * power(abs(hashtext(message.id || '-' || n)::bigint)
                / 2147483649.0, 3))::int], ' ')
        FROM generate_series(1, 15) n
    )
"""


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
        from messaging.views import searching
        from tests.benchmarks.directory_people import word
        from tests.factories import MemberFactory
        from tests.messaging.arrange import conversation_of, fill
        from tests.permissions.world import BACKEND

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        searching.SEARCHES_A_MINUTE = 1_000_000
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
        words = [word(number) for number in range(VOCABULARY)]
        with connection.cursor() as cursor:
            cursor.execute(WORDS, [words, VOCABULARY])
            cursor.execute("VACUUM ANALYZE messaging_message")
        sought = (words[0], words[40], words[-1], f"{words[-2]} {words[-3]}", "absent")
        took: dict[tuple[str, int], list[float]] = {name: [] for name in pages}
        for _time in range(times + 1):
            for name, (client, url) in pages.items():
                # HEAD reads the page and says "read" of nothing.
                took[name].append(milliseconds(lambda c=client, u=url: c.head(u)))
        looked: dict[int, list[float]] = {size: [] for size in sizes}
        for _time in range(times + 1):
            for size in sizes:
                client, url = pages["read, the conversation", size]
                looked[size] += [
                    milliseconds(lambda c=client, u=url, q=each: c.post(f"{u}search/", {"q": q}))
                    for each in sought
                ]
        connections.close_all()
    medians = {name: statistics.median(all_of[1:]) for name, all_of in took.items()}
    print(f"{'':28}{sizes[0]:>10,}{sizes[1]:>10,}  ratio")
    for what in dict.fromkeys(name for name, _size in medians):
        short, long = (medians[what, size] for size in sizes)
        print(f"{what:28}{short:>10.1f}{long:>10.1f}  {long / short:.2f}")
    slow = {size: statistics.quantiles(looked[size][len(sought) :], n=20)[-1] for size in sizes}
    print(f"{'words in it, 95th':28}{slow[sizes[0]]:>10.1f}{slow[sizes[1]]:>10.1f}")


if __name__ == "__main__":
    sys.exit(main())
