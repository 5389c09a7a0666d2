"""What else is asked of a page that is open: enlarged, with the keyboard alone, without scripts.

Each look takes the page as it is and leaves it so, for the next one.
"""

from playwright.sync_api import CDPSession, Page

from .visits import DESK, HEIGHTS, NARROW, shape

HALF = DESK // 2  # CSS pixels of a wide window at 200%; NARROW is what is left of it at 400%
ORDINARY_TEXT = {"standard": 16, "fixed": 13}
LARGE_TEXT = {"standard": 32, "fixed": 26}
MORE_STOPS = 12  # a date has three stops, and a list that scrolls is one of its own
# Text that is cut off. A line that says so itself (an ellipsis) may be; so may what only a
# screen reader hears.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter(element => [...element.childNodes].some(node => node.nodeType === 3
    && node.data.trim()))
  .filter(element => element.checkVisibility() && !element.closest(".unseen, svg, select"))
  .filter(element => {
    const style = getComputedStyle(element);
    const cuts = style.overflowX === "hidden" || style.overflowX === "clip";
    const more = element.scrollWidth > element.clientWidth + 1
      || element.scrollHeight > element.clientHeight + 6;
    return cuts && more && style.textOverflow !== "ellipsis" && style.display !== "inline";
  })
  .map(element => element.outerHTML.slice(0, 100))"""

# -- enlarged (WCAG 2.2: 1.4.4, 1.4.10) ----------------------------------------------------------


def enlarged(page: Page, *, briefly: bool = False) -> list[str]:
    """What is lost at 200%; with all looks, also at 400% and with text twice as large."""
    wrong = _lost_at(page, HALF, "200 %")
    if briefly:
        return wrong
    wrong += _lost_at(page, NARROW, "400 %")
    settings = page.context.new_cdp_session(page)
    _set_text(settings, LARGE_TEXT)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    wrong += _lost_at(page, DESK, "text at 200 %")
    _set_text(settings, ORDINARY_TEXT)
    settings.detach()
    return wrong


def _set_text(settings: CDPSession, sizes: dict[str, int]) -> None:
    settings.send("Page.setFontSizes", {"fontSizes": sizes})


def _lost_at(page: Page, width: int, look: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, HEIGHTS[DESK] // 2)})
    wrong = [fault for fault in shape(page) if "small targets" not in fault]
    wrong += [f"cut off: {html}" for html in page.evaluate(CUT_OFF)]
    return [f"{look}: {fault}" for fault in wrong]


# -- with the keyboard alone (WCAG 2.2: 2.1.1, 2.1.2, 2.4.7, 2.4.11) -------------------------------
# Notes each stop when it gets the focus: whether one sees it, and what lies over its middle.
LISTEN = """() => {
  document.activeElement?.blur();
  const stops = window.stops = {met: new Set(), first: null, rounds: 0, faults: []};
  const inSight = around => {
    const element = around[0];
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const x = box.x + Math.min(box.width / 2, 40), y = box.y + Math.min(box.height / 2, 22);
    const top = document.elementFromPoint(x, y);
    return top !== null && around.some(one => one && (one.contains(top) || top.contains(one)));
  };
  stops.listener = event => {
    const element = event.target;
    if (element === stops.first) stops.rounds += 1;
    stops.first ??= element;
    if (stops.met.has(element)) return;
    stops.met.add(element);
    const around = [element, element.closest("label"), element.closest(".ask")];
    const outlined = around.some(one => one && getComputedStyle(one).outlineStyle !== "none"
      && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
    const html = element.outerHTML.slice(0, 120);
    if (!outlined) stops.faults.push(`the focus is not seen: ${html}`);
    if (!inSight(around)) stops.faults.push(`something lies over the focus: ${html}`);
  };
  document.addEventListener("focusin", stops.listener);
  return WANTED().length;
}"""
# Radio buttons of one name are one stop.
WANTED = """
  const WANTED = () => {
    const groups = new Set();
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select,"
      + "textarea, summary, [role=button], [role=link], [tabindex]:not([tabindex='-1'])")]
      .filter(one => !one.disabled && one.checkVisibility({
        visibilityProperty: true, contentVisibilityAuto: true}))
      .filter(one => {
        if (one.type !== "radio") return true;
        const group = `${one.name} of ${[...document.forms].indexOf(one.form)}`;
        return !groups.has(group) && groups.add(group);
      });
  };"""
SAID = """() => {
  const stops = window.stops;
  document.removeEventListener("focusin", stops.listener);
  const same = (one, other) => one.type === "radio" && other.type === "radio"
    && one.name === other.name && one.form === other.form;
  const unmet = WANTED()
    .filter(one => !stops.met.has(one) && ![...stops.met].some(other => same(one, other)))
    .map(one => `no way to it with Tab: ${one.outerHTML.slice(0, 120)}`);
  const caught = stops.met.size && !stops.rounds ? ["the focus is caught"] : [];
  document.activeElement?.blur();
  return [...stops.faults, ...unmet, ...caught];
}"""


def by_keyboard(page: Page, width: int) -> list[str]:
    """What cannot be reached, or not be seen to be reached, when one tabs once around."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    wanted = page.evaluate(_with_wanted(LISTEN))
    page.evaluate("scrollTo(0, 0)")
    for _time in range(wanted + MORE_STOPS):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    return [f"{width} px, keyboard: {fault}" for fault in page.evaluate(_with_wanted(SAID))]


def _with_wanted(script: str) -> str:
    return script.replace("{", "{" + WANTED, 1)


# -- without scripts -------------------------------------------------------------------------------
# What a person can press, fill or follow in the page's own part; the same name once.
CONTROLS = """() => [...new Set([...document.querySelectorAll(
    "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)")]
  .filter(one => one.checkVisibility({visibilityProperty: true}))
  .map(one => one.tagName.toLowerCase() + " "
    + (one.name || one.getAttribute("aria-label") || one.innerText).trim().replace(/\\s+/g, " ")
      .slice(0, 60)))]"""
# A convenience that nothing depends on.
SCRIPTS_ONLY = {"button Show password"}
# Buttons that do nothing, and forms that cannot be sent, or not safely.
DEAD = """() => {
  const seen = one => one.checkVisibility({visibilityProperty: true});
  const buttons = [...document.querySelectorAll("main button")].filter(seen)
    .filter(one => one.type === "button" || !one.form)
    .map(one => `a button for scripts alone: ${one.outerHTML.slice(0, 100)}`);
  const forms = [...document.querySelectorAll("main form")].filter(seen).flatMap(form => {
    const where = form.getAttribute("action") || location.pathname;
    const sends = [...form.elements].some(one => one.type === "submit" && seen(one));
    const faults = [];
    if (!sends) faults.push("no button sends");
    if (form.method === "post" && !form.elements.csrfmiddlewaretoken) faults.push("no token in");
    if (new URL(where, location.href).origin !== location.origin) faults.push("another site gets");
    return faults.map(fault => `${fault} the form to ${where}`);
  });
  return [...buttons, ...forms];
}"""


def missing_without_scripts(page: Page, plain: Page, *, leads: bool = True) -> list[str]:
    """What can be done on `page` and not on `plain`, the same page with scripts off; and, on a page
    that `leads` somewhere, what only looks there as if it could be done."""
    gone = set(page.evaluate(CONTROLS)) - set(plain.evaluate(CONTROLS)) - SCRIPTS_ONLY
    faults = [f"{control} is gone" for control in sorted(gone)]
    faults += plain.evaluate(DEAD) if leads else []
    return [f"no scripts: {fault}" for fault in faults]
