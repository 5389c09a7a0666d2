"""Knocking at open pages: "look now", after the commit, and nothing is lost if nobody hears.

A knock names accounts and rows by their ids and never carries a text: whoever holds a page open
reads the rows again, through the gate as it then is. Redis hands it to every web process; with
Redis away the pages ask by themselves.
"""

import functools
import json
import logging
import time
from collections.abc import Iterable

import redis
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger("kindred.live")

QUIET_SECONDS = 5.0  # after a knock that nobody heard, so that one page does not wait for several
MOST_SECONDS = 1.0  # that a page waits for Redis

# What a knock can be about, and the ids that go with it.
CONVERSATION = "conversation"  # conversation=pk: something in it was sent, changed or read
TYPING = "typing"  # conversation=pk, by=pk: somebody is writing in it
COUNTS = "counts"  # the bell or a number in the navigation may have changed
STANDING = "standing"  # what these people may see has changed: a block, a suspension, signed out


class _Door:
    """When this process may knock again (monotonic seconds)."""

    quiet_until = 0.0


def channel() -> str:
    """The one channel of this Kindred, on whichever Redis it shares."""
    return f"{settings.REDIS_PREFIX}live"


def knock(user_ids: Iterable[int], kind: str, **ids: int) -> None:
    """Tell the open pages of these accounts to look, once the current transaction is committed."""
    to = sorted(set(user_ids))
    if to:
        text = json.dumps({"to": to, "kind": kind, "ids": ids})
        transaction.on_commit(functools.partial(_publish, text), robust=True)


def _publish(text: str) -> None:
    if time.monotonic() < _Door.quiet_until:
        return
    try:
        _server(settings.REDIS_URL).publish(channel(), text)
    except (redis.RedisError, OSError) as error:
        _Door.quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("knock not heard (%s)", type(error).__name__)


@functools.cache
def _server(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=MOST_SECONDS,
        socket_timeout=MOST_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
