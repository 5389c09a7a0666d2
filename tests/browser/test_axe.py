"""Every page, in both color schemes and at two widths: axe finds nothing, nothing sticks out,
nothing is loaded from elsewhere, the console is silent, and the first view is light. And enlarged,
with the keyboard alone, and without scripts (looks.py).
"""

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Page, Response

from .live import LiveStack
from .looks import by_keyboard, enlarged, missing_without_scripts
from .pages import NO_PAGES, PAGES, Row
from .visits import DESK, HEIGHTS, MOST_BYTES, PHONE, Visitors, shape

ALL_RULES = {"resultTypes": ["violations"], "preload": False}
# In the dark, those that depend on colors; all others say the same in both schemes.
COLOR_RULES = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
SHOWCASE = "styleguide"  # its buttons and forms lead nowhere, on purpose
RULES = {"light": ALL_RULES, "dark": COLOR_RULES}
LOOKS = ((PHONE, ("light", "dark")), (DESK, ("dark", "light")))  # as few changes as can be
BRIEF_LOOKS = ((PHONE, ("light",)),)
# axe reads the same few colors thousands of times; each is taken apart once in a document.
AXE = f"""{AXE_SCRIPT}
;(() => {{
  const color = axe.commons.color.Color.prototype, parse = color.parseString, known = new Map();
  color.parseString = function (text) {{
    const found = known.get(text);
    if (found) return Object.assign(this, found);
    parse.call(this, text);
    const {{r, g, b, alpha}} = this;
    known.set(text, {{r, g, b, alpha}});
    return this;
  }};
}})();"""
RUN = """([selector, rules]) => axe.run(document.querySelector(selector), rules)
  .then(results => results.violations)"""


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_page(row: Row, stack: LiveStack, visitors: Visitors) -> None:
    page, ear = visitors.page_of(row.who)
    ear.heard.clear()
    answer = page.goto(row.path.format(**stack.places))
    assert answer is not None
    html = answer.text()
    weight = visitors.weight(page, html)
    if row.press:
        answer = send(page, row, stack.places)
        html = answer.text()
    wrong = examine(page, briefly=row.briefly)
    wrong += enlarged(page, briefly=row.briefly)
    # What can be reached on one page of a kind can be on the same page in another state.
    if not row.briefly:
        wrong += by_keyboard(page, DESK)
        plain = visitors.without_scripts(page.url, html, like=page)
        wrong += missing_without_scripts(page, plain, leads=view_name(page.url) != SHOWCASE)
    wrong += ear.heard
    if answer.status != row.status:
        wrong.append(f"answered {answer.status}")
    if (name := view_name(page.url)) != (row.lands or view_name(row.path.format(**stack.places))):
        wrong.append(f"landed on {name}")
    if weight > MOST_BYTES:
        wrong.append(f"first view of {weight} bytes")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "429", "500", "503", "refused"])
def test_page_of_an_error(name: str, stack: LiveStack, visitors: Visitors) -> None:
    page, ear = visitors.page_of("")
    ear.heard.clear()
    words = {"sentence": "Nothing was changed.", "reference": "4f1c2a90"}
    body = render_to_string(f"{name}.html", words)
    page.route("**/broken/", lambda route: route.fulfill(status=400, body=body))
    page.goto("/broken/")
    wrong = examine(page) + enlarged(page) + by_keyboard(page, DESK) + ear.heard
    assert not wrong, "\n".join(wrong)


SPOILS = """() => {
  document.body.append(Object.assign(document.createElement("script"), {text: "1"}));
  document.querySelector("main").insertAdjacentHTML("beforeend",
    "<h1></h1><button>×</button><p id='wide'></p><img src='/static/img/favicon.svg'>"
    + "<p id='faint'>Read me</p><p id='pale'>And me</p>");
  document.getElementById("wide").style.width = "3000px";
  for (const name of ["faint", "pale"]) document.getElementById(name).style.opacity = .3;
}"""


def test_what_is_wrong_is_found(stack: LiveStack, visitors: Visitors) -> None:
    page, ear = visitors.page_of("")
    ear.heard.clear()
    page.goto("/accounts/login/")
    page.evaluate(SPOILS)
    every_look = examine(page)
    for width, scheme, name in product((PHONE, DESK), ("light", "dark"), ("faint", "pale")):
        look = f"{width} px, {scheme}: color-contrast at #{name}: "
        assert any(fault.startswith(look) for fault in every_look)
    found = " ".join(every_look + ear.heard)
    for fault in (
        "2 h1",
        "wider than the window",
        "small targets",
        "image-alt",
        "Content Security",
    ):
        assert fault in found
    away = "<!doctype html><script src=//elsewhere.invalid></script>"
    page.route("**/away/", lambda route: route.fulfill(body=away, content_type="text/html"))
    page.goto("/away/")
    assert "request to another host: http://elsewhere.invalid/" in ear.heard


LOSES = """() => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", "<p id='cut'>Words that want more room</p>"
    + "<a href='/' tabindex='-1'>Beyond reach</a><a href='/' id='unseen'>Not seen</a>"
    + "<a href='/' id='under'>Under something</a><p id='over'>Over it</p>");
  const style = (id, words) => Object.assign(document.getElementById(id).style, words);
  style("cut", {width: "60px", overflow: "hidden", whiteSpace: "nowrap"});
  style("unseen", {outline: "none"});
  style("over", {position: "absolute", inset: 0, zIndex: 99, background: "red",
    height: document.documentElement.scrollHeight + "px"});
}"""
CATCHES = """() => document.querySelector("main input:not([type=hidden])")
  .addEventListener("keydown", event => event.preventDefault())"""
DEAD_ENDS = (
    "<button type='button'>Nothing happens</button><form method='post' action='/'></form>"
    "<form action='https://elsewhere.invalid/'><p>Words</p><button>Send</button></form>"
)


def test_what_is_lost_is_found(stack: LiveStack, visitors: Visitors) -> None:
    page, _ear = visitors.page_of("")
    page.goto("/accounts/login/")
    html = page.content()
    page.evaluate(LOSES)
    found = " ".join(enlarged(page) + by_keyboard(page, DESK))
    for fault in (
        "200 %: cut",
        "400 %: cut",
        "text at 200 %: cut",
        "no way to it",
        "not seen",
        "over",
    ):
        assert fault in found
    page.goto("/accounts/login/")
    page.evaluate(CATCHES)
    assert "the focus is caught" in " ".join(by_keyboard(page, PHONE))
    page.goto("/accounts/login/")
    plain = visitors.without_scripts(page.url, html.replace("</main>", f"{DEAD_ENDS}</main>"))
    found = " ".join(missing_without_scripts(page, plain))
    for fault in ("for scripts alone", "no button sends", "no token in", "another site gets"):
        assert fault in found
    plain = visitors.without_scripts(page.url, html.replace('name="login"', 'name="who"'))
    assert "input login is gone" in " ".join(missing_without_scripts(page, plain))


def test_every_address_is_a_page_of_the_table_or_no_page(stack: LiveStack) -> None:
    seen = {
        row.lands or view_name(row.path.format(**stack.places)) for row in PAGES if not row.briefly
    }
    unseen = set(view_names(get_resolver())) - seen
    assert unseen == set(NO_PAGES), "a page is in no row, or an address is gone"
    for name, template in NO_PAGES.items():
        path = template.format(**stack.places)
        assert view_name(path) == name
        for who in ("ana", "nadia", "careful"):
            cookies = {"session": stack.people[who]}
            how: dict[str, Any] = {"cookies": cookies, "allow_redirects": False, "stream": True}
            with requests.get(f"{stack.url}{path}", timeout=30, **how) as answer:
                if answer.headers.get("Content-Type", "").startswith("text/event-stream"):
                    continue  # it has no end
                page = answer.text.lstrip().startswith("<!doctype")
                assert not page or answer.status_code >= 400, path


def examine(page: Page, *, briefly: bool = False) -> list[str]:
    """What is wrong with the page that is open, at both widths and in both schemes; `briefly`,
    with its own part alone, on a light phone."""
    wrong = []
    part = "main" if briefly else "html"
    page.evaluate(AXE)
    for width, schemes in BRIEF_LOOKS if briefly else LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        wrong += [f"{width} px: {fault}" for fault in shape(page)]
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            for found in page.evaluate(RUN, [part, RULES[scheme]]):
                wrong += [f"{width} px, {scheme}: {words}" for words in said(found)]
    return wrong


def said(violation: dict[str, Any]) -> Iterator[str]:
    """An axe violation, a line for each of the first few elements."""
    for node in violation["nodes"][:4]:
        yield f"{violation['id']} at {node['target'][0]}: {node['failureSummary']}"


def send(page: Page, row: Row, places: dict[str, str]) -> Response:
    """Fills the form and sends it whole, past the browser's checks and htmx."""
    main = page.locator("main")
    for name, text in row.fill:
        main.locator(f"[name='{name}']").first.fill(text.format(**places))
    button = main.get_by_role("button", name=row.press).first
    with page.expect_navigation() as navigation:
        button.evaluate("button => button.form.submit()")
    return navigation.value


def view_name(address: str) -> str:
    """The name of what answers an address; "" where nothing does."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def view_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """All names of addresses, but Django's admin and redirects that have none."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{space}{pattern.name}"
        elif str(pattern.pattern) != settings.ADMIN_PATH:
            yield from view_names(pattern, f"{space}{pattern.namespace or ''}:".lstrip(":"))
