"""What is sent into each kind of field."""

import uuid
from dataclasses import dataclass

from .page import Field, Form

RUNS = '"><svg onload=alert(1)></script>{{7*7}}{% debug %}{0.__class__}%s%(x)s'
RUNS_SHORT = '"><svg onload=x>{{7*7}}%s'
PLAIN_LONGEST = 2000  # a typed field that says no length is sent ten times this
NUMBERS = ("-1", "0", "1000000000", "1.5", "\u0661\u0662", "9" * 5000)
DATES = ("0000-00-00", "9999-12-31", "10000-01-01", "2026-02-30")
CODES = ("no-such-code" + RUNS + "\x00\ud800",)
KEY = "idempotency_key"
HIDDEN = ("9" * 5000, RUNS + "\ud800", str(uuid.uuid4()))
EVERYWHERE: dict[str, tuple[str, ...]] = {
    "nothing at all": (),
    "NUL and surrogates in every field": ("\x00\ud800",),
    "every field eight times": ("first", *("x",) * 7),
}
LONG = "far too long"
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "\tjavascript:alert(1)",
    "java\u200bscript:alert(1)",
    "data:text/html,<svg onload=alert(1)>",
    "//evil.example",
    "https:evil.example",
    "https://[::1",
)


@dataclass(frozen=True)
class Attack:
    """What is wrong with the form, and the fields in which it is."""

    name: str
    fields: dict[str, list[str]]

    def __str__(self) -> str:
        return f"{next(iter(self.fields))}, {self.name}" if len(self.fields) == 1 else self.name


def fitting(one: Field) -> str:
    """The most that would run and that fits into this field."""
    return RUNS if (one.longest or PLAIN_LONGEST) >= len(RUNS) else RUNS_SHORT


def attacks_on(form: Form) -> list[Attack]:
    """Everything that is sent to one form: a field at a time, and then all of them at once."""
    fields = [one for one in form.fields.values() if one.kind != "file"]
    found = [
        Attack(name, {one.name: list(values)})
        for one in fields
        for name, values in (_key(form) if one.name == KEY else _kinds(one)).items()
    ]
    for name, values in EVERYWHERE.items():
        found.append(Attack(name, {one.name: list(values) for one in fields}))
    return found if fields else []


def _key(form: Form) -> dict[str, tuple[str, ...]]:
    """One word each for the key that stands in every form and is read in one place."""
    word = HIDDEN[len(form.action) % len(HIDDEN)]
    return {f"hidden {word[:12]!r}": (word,)}


def _kinds(one: Field) -> dict[str, tuple[str, ...]]:
    if one.kind == "number":
        return {f"number {number[:12]!r}": (number,) for number in NUMBERS}
    if one.kind == "date":
        return {f"date {date!r}": (date,) for date in DATES}
    if one.kind in ("checkbox", "submit"):
        return {"codes": CODES}
    if one.kind in ("radio", "select"):
        return {"code": CODES}
    if one.kind == "hidden":
        return {f"hidden {word[:12]!r}": (word,) for word in HIDDEN}
    links = {f"link {link!r}": (link,) for link in LINKS if one.name == "links"}
    return links | {
        "empty": ("",),
        LONG: ("a b" * (10 * (one.longest or PLAIN_LONGEST) // 3 + 1),),
        "odd": ("A\r\nBcc: everybody@evil.example\x00\ud800\u202eturned\u2066 zero\u200bwidth",),
        "invisible": ("\u200b\u3164\u2800\u202e",),
        "runs": (fitting(one),),
    }
