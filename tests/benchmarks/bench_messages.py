"""Messages, live: how soon they are on the other's screen, and what open streams cost.

`script/bench messages [--quick]` makes a database of its own and starts two web processes. Two
people in two browsers, one at each process, talk; the latency is from the press that sends a
message to its line on the other's page. Then another process gets 500 streams, and a third one
2,000, of people who are signed in (8 each): printed are its memory, its threads, PostgreSQL's
connections, all of them, and how long it takes to end on TERM. The yardsticks: a median below
300 ms, below 30 connections, 2,000 streams within 400 MB, an end within 2 seconds.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mentorship.runner import browser
from tests import servers
from tests.benchmarks.bench_nightly import own_database

MESSAGES = 40
AT_ONCE = 16  # streams that are being opened at the same time
SENDS = """(text) => {
  const box = document.getElementById("id_text");
  box.value = text;
  const began = performance.timeOrigin + performance.now();
  box.form.requestSubmit(box.form.querySelector("button.primary"));
  return began;
}"""
READY = """() => {
  const form = document.getElementById("compose");
  return !form.dataset.sent && !form.elements.text.value;
}"""
WATCHES = """() => {
  window.came = {};
  new MutationObserver(() => {
    document.querySelectorAll(".bubble p").forEach((line) => {
      window.came[line.textContent] ??= performance.timeOrigin + performance.now();
    });
  }).observe(document.getElementById("lines"), { childList: true });
}"""


def latencies(ports: list[int], cookies: list[str], path: str, count: int) -> list[float]:
    """Milliseconds from sending to being seen, one by one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = browser.installed()
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        pages = []
        for port, cookie in zip(ports, cookies, strict=True):
            context = chromium.new_context()
            name, _, key = cookie.partition("=")
            site = f"http://127.0.0.1:{port}"
            context.add_cookies([{"name": name, "value": key, "url": site}])
            page = context.new_page()
            page.goto(site + path)
            page.evaluate(WATCHES)
            pages.append(page)
        pages[0].wait_for_timeout(1500)  # the streams are open
        found = []
        for number in range(count):
            text = f"message {number}"
            began = pages[0].evaluate(SENDS, text)
            pages[1].wait_for_function("(text) => window.came[text]", arg=text)
            found.append(pages[1].evaluate("(text) => window.came[text]", text) - began)
            pages[0].wait_for_function(READY)
            pages[0].wait_for_timeout(300)
        chromium.close()
    return found


async def open_streams(web: Any, cookies: list[str], each: int) -> list[Any]:
    """Streams that have said all they have to say at first."""
    from tests.messaging.streams import open_page

    turn = asyncio.Semaphore(AT_ONCE)

    async def one(cookie: str) -> Any:
        async with turn:
            page = await open_page(web, cookie)
            await page.next("counts")
            return page

    return await asyncio.gather(*(one(cookie) for cookie in cookies for _ in range(each)))


def connections() -> int:
    """How many PostgreSQL has."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL")
        return int(cursor.fetchone()[0])


def hold(folder: Path, cookies: list[str], each: int) -> None:
    """Opens streams at a new process, prints what they cost, and ends it."""
    from tests.messaging.streams import web_process

    async def story(web: Any) -> None:
        before, began = web.memory(), time.perf_counter()
        pages = await open_streams(web, cookies, each)
        opened = time.perf_counter() - began
        held = await asyncio.to_thread(connections)
        memory, threads = web.memory(), web.threads()
        ended = await asyncio.to_thread(web.end)
        print(
            f"{len(pages):8,} {opened:8.1f} {before / 1e6:10.0f} {memory / 1e6:9.0f}"
            f" {threads:8} {held:12} {ended:6.2f}"
        )

    with web_process(folder) as web:
        time.sleep(8)  # what is compiled beside the first requests is loaded
        asyncio.run(story(web))


def main() -> None:
    """A database of its own, people in it, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10 messages, 100 and 200 streams")
    options = parser.parse_args()
    count, people = (10, (13, 25)) if options.quick else (MESSAGES, (63, 250))
    os.environ["KINDRED_ENV"] = "test"
    os.environ["REDIS_PREFIX"] = f"messages{os.getpid()}:"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    servers.start()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(own_database())
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections as open_connections

        from mentorship.runner.environment import allow_many_files
        from messaging.live.hub import STREAMS_A_PERSON
        from tests.factories import MemberFactory, MentorFactory
        from tests.messaging.arrange import conversation_of
        from tests.messaging.streams import cookie_of, web_process

        allow_many_files()
        stack.callback(open_connections.close_all)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        ana, nadia = MemberFactory.create(name="Ana"), MentorFactory.create(name="Nadia")
        talk = conversation_of(ana, nadia)
        everybody = [ana, nadia, *MemberFactory.create_batch(max(people) - 2)]
        cookies = [cookie_of(user) for user in everybody]
        with ExitStack() as kept:
            webs = []
            for name in ("one", "two"):
                (folder / name).mkdir()
                webs.append(kept.enter_context(web_process(folder / name)))
            time.sleep(8)
            ports, path = [web.port for web in webs], talk.get_absolute_url()
            found = sorted(latencies(ports, cookies[:2], path, count))
        median, most = statistics.median(found), found[int(count * 0.9) - 1]
        print(f"{count} messages, browser to browser over two web processes, milliseconds:")
        print(f"  median {median:.0f}, nine of ten below {most:.0f}")
        print(" streams  seconds  MB before  MB after  threads  connections  TERM s")
        for number in people:
            hold(folder, cookies[:number], STREAMS_A_PERSON)


if __name__ == "__main__":
    sys.exit(main())
