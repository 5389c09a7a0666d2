"""A server goes away under a running Kindred, and comes back: real processes, really stopped.

Redis away: pages and messages answer as ever, and what is due arrives afterwards. PostgreSQL gone
in the middle of writing: whatever was confirmed is there, once, and nothing is there by half.
"""

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from .away import ASKERS, AWAY, DUE, of, without_redis
from .halves import overlooked, written_by_half
from .load import A_SECOND, READERS, WRITERS, Reader, Writer, Written
from .outage_browser import PATIENCE, Browser, OpenPage
from .outage_people import address
from .outages import Outages, on_own_servers

BACK_WITHIN = 10.0  # seconds, from when PostgreSQL is started to the last error


@pytest.fixture(scope="module")
def stack(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outages]:
    """Kindred, running on servers that may be stopped."""
    with on_own_servers(tmp_path_factory.mktemp("outages")) as running:
        yield running


# -- Redis -----------------------------------------------------------------------------------------


def messages(stack: Outages) -> dict[str, int]:
    """How often each message stands there, by what its sender called it."""
    rows = stack.rows("SELECT client_id, count(*) FROM messaging_message GROUP BY client_id")
    return {str(client_id): count for client_id, count in rows}


def test_redis_away(stack: Outages) -> None:
    """For twenty seconds pages and sending go on; then all that is due arrives."""
    page = OpenPage(stack, "1")
    with without_redis(stack) as lived:
        time.sleep(AWAY)
    waiting = stack.rows(DUE)
    stack.start_redis()
    assert lived.answers.keys() == {200, 302}
    assert lived.until - lived.gone > AWAY
    assert len(waiting) == 2 * len(ASKERS)
    assert dict.fromkeys(lived.sent, 1).items() <= messages(stack).items()

    stack.wait(lambda: not stack.rows(DUE), seconds=PATIENCE, what="every mail to go")
    for asker in ASKERS:
        assert mailed(stack, asker) == ["sent"]  # the link to a new password
        assert mailed(stack, of(asker)) == ["sent"]  # the news that somebody asks
    ana = Browser(stack, "0")
    stack.wait(partial(rings, ana, page), seconds=PATIENCE, what="the open page to be rung at")
    sent = stack.rows(
        "SELECT m.public_id FROM messaging_message m JOIN messaging_conversation c"
        " ON c.id = m.conversation_id WHERE m.client_id = ANY(%s::uuid[]) ORDER BY m.number",
        list(lived.sent),
    )
    assert len(sent) == len(lived.sent)
    stack.wait(lambda: len(page.lines) >= len(sent), seconds=PATIENCE, what="every line")
    assert page.lines == [f"m-{public_id}" for (public_id,) in sent]
    page.close()


def mailed(stack: Outages, who: str) -> list[str]:
    """The states of somebody's mails but those of messages, which wait a while longer."""
    rows = stack.rows(
        'SELECT m.state FROM notifications_mail m WHERE m."to" = %s AND due_at <= now()',
        address(who),
    )
    return [state for (state,) in rows]


def rings(browser: Browser, page: OpenPage) -> bool:
    """Whether the page hears that somebody writes, which Redis alone can tell it."""
    browser.post(f"{browser.place('talk')}typing/")
    time.sleep(1.0)
    return "writing" in page.names


# -- PostgreSQL ------------------------------------------------------------------------------------


def fall_and_rise(stack: Outages, told: Written, how: signal.Signals) -> float:
    """PostgreSQL ends under the load and is started again; how long there were errors then."""
    met = len(told.errors)
    stack.end_postgres(how)
    stack.wait(lambda: len(told.errors) > met, seconds=PATIENCE, what="somebody to meet it")
    started = time.monotonic()
    stack.start_postgres()
    told.in_a_row.clear()
    stack.wait(lambda: told.all_well(3), seconds=PATIENCE, what="everybody to write again")
    return max(told.errors) - started


def test_postgres_restarted_under_load(stack: Outages) -> None:
    """Ended in order, and then as if the power had gone: nothing confirmed is lost, nothing stands
    there twice or by half, and errors end soon."""
    before, told, done = messages(stack), Written(), threading.Event()
    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        writers = [Writer(stack, str(number), told, done) for number in range(WRITERS)]
        writing = [pool.submit(writer.write_on) for writer in writers]
        readers = [Reader(stack, str(one % WRITERS), told, done) for one in range(READERS)]
        writing += [pool.submit(reader.look_on) for reader in readers]
        try:
            stack.wait(lambda: told.all_well(3), seconds=PATIENCE, what="everybody to write")
            assert not told.errors
            lasted = [fall_and_rise(stack, told, how) for how in (signal.SIGINT, signal.SIGQUIT)]
        finally:
            done.set()
    for one in writing:
        one.result()

    assert told.a_second() > A_SECOND / 2, "that was no load"
    assert told.answers == {200, 302, 503}
    found = messages(stack)
    assert told.confirmed <= set(found), "a confirmed message is lost"
    assert set(found) - set(before) <= told.tried
    assert set(found.values()) == {1}
    assert max(lasted) < BACK_WITHIN, "errors went on"
    assert written_by_half(stack) == []
    assert overlooked(stack) == []
    reader = Browser(stack, "0")
    assert reader.get(reader.place("talk")) == 200
