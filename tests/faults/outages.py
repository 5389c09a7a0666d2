"""Kindred running on servers of its own, so that a test may stop them: nobody else stands on these.

PostgreSQL writes here as carefully as in production: what it confirmed has to be there again.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from mentorship.runner.identity import server_user
from mentorship.runner.postgres import Postgres
from mentorship.runner.redis_server import Redis
from mentorship.runner.servers import planned, running
from mentorship.runner.throwaway import folder
from tests.browser.live import LiveStack, StackFailed

from .schema import copy_schema

SERVERS = ("DATABASE_URL", "REDIS_URL")


class Outages(LiveStack):
    """The live stack, people in it who talk, and its servers.

    Servers are started in the main thread: they end with the thread that started them.
    """

    def __init__(self, *, folder: Path, postgres: Postgres, redis: Redis) -> None:
        super().__init__(
            name="outages",
            folder=folder,
            servers={"DATABASE_URL": postgres.url, "REDIS_URL": redis.url},
            arrange="tests.faults.outage_people",
        )
        self.postgres, self.redis = postgres, redis

    def _arrange(self) -> None:
        copy_schema(self._told["DATABASE_URL"], by=self.postgres)
        super()._arrange()

    def start_redis(self) -> None:
        """There again, empty."""
        self.redis.start()
        self.redis.wait()

    def end_postgres(self, how: signal.Signals) -> None:
        """With SIGQUIT every process of PostgreSQL ends at once, as if the power had gone; with
        SIGINT it rolls back what is under way and ends in order."""
        process = self.postgres.process
        assert process is not None
        process.send_signal(how)
        process.wait()

    def start_postgres(self) -> None:
        """It reads its log and answers again."""
        self.postgres.start()
        self.postgres.wait()

    def close(self) -> None:
        """As the live stack, whose logs may tell of outages here."""
        with suppress(StackFailed):
            super().close()


@contextmanager
def on_own_servers(where: Path) -> Iterator[Outages]:
    """The stack, running, and its servers; all gone afterwards."""
    user = server_user(Path("/nonexistent"))
    unnamed = dict.fromkeys(SERVERS, "")
    with folder(user) as home:
        with mock.patch.dict(os.environ, unnamed):
            servers = planned(home=home, sockets=home, logs=home, notes=home, user=user)
        with running(servers):
            assert servers.postgres is not None
            assert servers.redis is not None
            stack = Outages(folder=where, postgres=servers.postgres, redis=servers.redis)
            try:
                stack.start()
                yield stack
            finally:
                stack.close()
