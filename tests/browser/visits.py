"""Looking at pages through people's eyes: a browser context each, and what is wrong with a page."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from .live import LiveStack

NARROW, PHONE, DESK = 320, 390, 1280
HEIGHTS = {NARROW: 640, PHONE: 844, DESK: 800}
WORDS_SHOWN = 2000
WITHOUT = "somebody without scripts"
MOST_BYTES = 100_000  # of a first view, compressed
NOT_FOUND = "Failed to load resource"  # the browser says it of the page itself, too


@dataclass
class Ear:
    """What a page complains of while it is open."""

    origin: str
    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> "Ear":
        """Hears console errors, errors in scripts, and requests to other hosts."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self._request)
        return self

    def _console(self, message: ConsoleMessage) -> None:
        the_page_itself = message.page is not None and message.location["url"] == message.page.url
        if message.type == "error" and not (the_page_itself and NOT_FOUND in message.text):
            self.heard.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.heard.append(f"request to another host: {request.url}")


class Visitors:
    """Contexts of the people of a live stack, opened when they are first needed and kept."""

    def __init__(self, browser: Browser, stack: LiveStack) -> None:
        self._browser, self.stack = browser, stack
        self._kept: dict[str, tuple[Page, Ear]] = {}
        self._in_use: set[Page] = set()  # of those kept
        self._weights: dict[str, int] = {}

    def new(self, who: str = "", *, width: int = DESK, scripts: bool = True) -> BrowserContext:
        """A fresh context, signed in as `who`."""
        context = self._browser.new_context(
            base_url=self.stack.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            has_touch=width < DESK,
        )
        context.set_default_timeout(30_000)
        if who in self.stack.people:
            cookie = {"name": "session", "value": self.stack.people[who], "url": self.stack.url}
            context.add_cookies([cookie])
        return context

    def page_of(self, who: str) -> tuple[Page, Ear]:
        """The one page that `who` keeps open from test to test, and what it complains of."""
        if who not in self._kept:
            page = self.new(who).new_page()
            self._kept[who] = page, Ear(self.stack.url).listen(page)
        self._in_use.add(self._kept[who][0])
        return self._kept[who]

    def without_scripts(self, url: str, html: str, *, like: Page | None = None) -> Page:
        """The very same answer, opened with scripts off, in a window as large as that of `like`."""
        if WITHOUT not in self._kept:
            page = self.new(scripts=False).new_page()
            self._kept[WITHOUT] = page, Ear(self.stack.url)
        plain, _ear = self._kept[WITHOUT]
        self._in_use.add(plain)
        if like is not None and like.viewport_size is not None:
            plain.set_viewport_size(like.viewport_size)
        plain.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
        plain.goto(url)
        plain.unroute(url)
        return plain

    def open_pages(self) -> Iterator[str]:
        """Address and words of every page that this test opened or went on with."""
        unused = {page for page, _ear in self._kept.values()} - self._in_use
        for context in self._browser.contexts:
            for page in context.pages:
                if page not in unused:
                    yield f"{page.url}\n{page.inner_text('body')[:WORDS_SHOWN]}"

    def close(self) -> None:
        """Closes what a test left open, kept pages left out."""
        self._in_use.clear()
        kept = {page.context for page, _ear in self._kept.values()}
        for context in self._browser.contexts:
            if context not in kept:
                context.close()

    def weight(self, page: Page, html: str) -> int:
        """Bytes of a first view with nothing in the cache: the page and all it loads, each
        compressed as a web server in front of Kindred sends it."""
        loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        return len(gzip.compress(html.encode())) + sum(
            self._weight_of(page, url) for url in set(loaded)
        )

    def _weight_of(self, page: Page, url: str) -> int:
        path = urlsplit(url).path
        if path not in self._weights:
            body = page.request.get(url).body()
            packed = len(body) if path.endswith((".png", "/photo/")) else len(gzip.compress(body))
            self._weights[path] = packed
        return self._weights[path]


def shape(page: Page) -> list[str]:
    """What is wrong with how a page is built: headings, title, and what sticks out sideways."""
    wrong = []
    if (headings := page.locator("h1").count()) != 1:
        wrong.append(f"{headings} h1")
    if not page.title().partition("·")[0].strip():
        wrong.append("no title")
    if sticking_out := page.evaluate(STICKING_OUT):
        wrong.append(f"wider than the window: {', '.join(sticking_out)}")
    if small := page.evaluate(SMALL):
        wrong.append(f"small targets: {', '.join(small)}")
    return wrong


# A control may be as small as it looks good where its label, or a word beside it, takes the press.
SMALL = """() => {
  const seen = element => element.checkVisibility({visibilityProperty: true})
    && element.getBoundingClientRect().width > 1;
  const least = element => element.matches(".tag, .tag *") ? 24 : 44;
  const controls = "button, .button, select, textarea, summary, input:not([type=hidden])"
    + ", nav a, a.tag, a.back, .close";
  return [...document.querySelectorAll(controls)].filter(seen)
    .map(element => [element, (element.closest("label") ?? element).getBoundingClientRect()])
    .filter(([element, box]) => Math.min(box.width, box.height) < least(element) - .5)
    .map(([element, box]) => `${element.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)
    .slice(0, 5);
}"""
STICKING_OUT = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .map(element => element.tagName.toLowerCase() + "." + [...element.classList].join("."));
  return [`${root.scrollWidth} px`, ...wide.slice(0, 5)];
}"""
