"""A page as a browser reads it: its forms, its words, and whatever in it would run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

TYPED = ("text", "email", "search", "tel", "url", "textarea")
VOID = ("input", "img", "br", "hr", "meta", "link", "source", "wbr", "path")
LINKS = ("href", "src", "action", "formaction", "poster", "xlink:href")


@dataclass
class Field:
    """One name of a form: its kind, what it holds, and its longest length where the page says."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    longest: int | None = None

    @property
    def is_typed(self) -> bool:
        """Whether somebody types into it and reads it again."""
        return self.kind in TYPED


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def data(self) -> dict[str, list[str]]:
        """What the form sends when nothing in it is touched."""
        return {one.name: list(one.values) for one in self.fields.values() if one.values}


class Page(HTMLParser):
    """`forms`, `words` (text and attribute values, unescaped), `errors` (words that stand in an
    error or a refusal), `alive` (what would run)."""

    def __init__(self, response: Any, address: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.errors: list[str] = []
        self.alive: list[str] = []
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._field: Field | None = None
        self._open: list[tuple[str, bool]] = []
        self.feed(response if isinstance(response, str) else response.content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        self.words += [value for value in got.values() if value]
        self._look_for_life(tag, got)
        if tag not in VOID:
            names = got.get("class", "").split()
            telling = got.get("role") == "alert" or "data-sentence" in got
            telling |= any("error" in name for name in names)
            self._open.append((tag, telling))
        if tag == "form":
            action = urlsplit(got.get("action") or self.address)
            self._form = Form(action.path or self.address, got.get("method", "get").upper())
            self.forms.append(self._form)
            if "id" in got:
                self._by_id[got["id"]] = self._form
        elif tag in ("input", "select", "textarea", "button") and got.get("name"):
            self._take(tag, got)
        elif tag == "option" and self._field is not None and "selected" in got:
            self._field.values.append(got.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("textarea", "select"):
            self._field = None
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._field is not None and self._field.kind == "textarea":
            typed = data if self._field.values[0] else data.removeprefix("\r\n").removeprefix("\n")
            self._field.values[0] += typed
        if any(telling for _, telling in self._open) and data.strip():
            self.errors.append(data.strip())

    def _take(self, tag: str, got: dict[str, str]) -> None:
        form = self._by_id.get(got.get("form", "")) or self._form
        if form is None:
            return
        kind = tag if tag in ("select", "textarea") else got.get("type", "text").lower()
        kind = "submit" if tag == "button" else kind
        length = got.get("maxlength", "")
        name = got["name"]
        if kind == "submit" and name in form.fields:
            return
        one = form.fields.setdefault(name, Field(name, kind, []))
        one.longest = int(length) if length.isdecimal() else one.longest
        if kind == "textarea":
            one.values = [""]
            self._field = one
        elif kind == "select":
            self._field = one
        elif kind in ("checkbox", "radio"):
            one.values += [got.get("value", "on")] if "checked" in got else []
        elif kind != "file":
            one.values.append(got.get("value", ""))

    def _look_for_life(self, tag: str, got: dict[str, str]) -> None:
        if tag == "script" and not got.get("src") and got.get("type") != "application/json":
            self.alive.append("an inline script")
        self.alive += [f"{tag} {name}" for name in got if name.startswith("on")]
        for name in LINKS:
            address = "".join(got.get(name, "").split()).lower()
            if address.startswith(("javascript:", "data:text", "vbscript:", "//")):
                self.alive.append(f"{tag} {name}={address[:40]}")
