"""What holds for every template and style: nothing inline, nothing from elsewhere, colors that
can be read, and pages that stay light.
"""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.test import Client

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "emails" not in path.parts]
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
STYLES = ["tokens.css", "base.css", "layout.css", "components.css", "forms.css"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_template_compiles(path: Path) -> None:
    get_template(named(path))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_nothing_is_inline_that_the_content_security_policy_refuses(path: Path) -> None:
    text = source(path)
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text
    assert not re.search(r"hx-on|hx-vals\s*=\s*['\"]\s*js:", text)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = source(path)
    assert not re.search(r"(?:src|href|action)\s*=\s*['\"](?:https?:)?//", text)
    for name in re.findall(r"\{% static \"([^\"]+)\" %\}", text):
        assert finders.find(name), name
    for name in re.findall(r"[\"']/static/([^\"']+)", text):
        assert finders.find(name), name


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_words_for_people_are_marked_for_translation(path: Path) -> None:
    bare = source(path)
    for left_out in (
        r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}",
        r"\{% block \w+_class %\}.*?\{% endblock %\}",
        r"\{[%{].*?[%}]\}",
        r"<(title|code)\b.*?</\1>",
    ):
        bare = re.sub(left_out, "", bare, flags=re.DOTALL)
    said = re.findall(r"\s(?:aria-label|alt|placeholder|title)=\"([^\"]+)\"", bare)
    said += re.sub(r"<[^>]*>", "\n", bare).splitlines()
    words = re.findall(r"(?<![#\w])[^\W\d_]{3,}", " ".join(said))
    assert [word for word in words if word != "kindred"] == []


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_pages_for_a_broken_site_need_no_context(name: str) -> None:
    page = render_to_string(name)
    assert "<h1>" in page
    assert "data-sentence" in page


# -- colors --------------------------------------------------------------------------------------
def palettes() -> dict[str, dict[str, str]]:
    """The colors of tokens.css as {"light": {"paper": "#fbfaf7", ...}, "dark": ...}."""
    css = (ROOT / "static/css/tokens.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    found = {
        scheme: dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", part))
        for scheme, part in (("light", light), ("dark", dark))
    }
    assert set(found["light"]) == set(found["dark"])
    return found


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it: 1 to 21."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


SURFACES = ["paper", "card", "sunken", "bubble"]
KINDS = ["specialty", "topic", "community", "conference", "skill"]
TEXT_PAIRS = [
    *[(text, on) for text in ("ink", "muted", "accent") for on in SURFACES],
    *[(kind, f"{kind}-soft") for kind in KINDS],
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("muted", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "paper"),
    ("warn", "warn-soft"),
    ("ink", "warn-soft"),
    ("accent", "warn-soft"),
    ("danger", "card"),
    ("danger", "paper"),
    ("danger", "danger-soft"),
    ("ink", "danger-soft"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "on"), TEXT_PAIRS)
def test_text_can_be_read(scheme: str, text: str, on: str) -> None:
    colors = palettes()[scheme]
    assert contrast(colors[text], colors[on]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("on", SURFACES)
@pytest.mark.parametrize("edge", ["edge", "accent"])
def test_edges_of_controls_can_be_seen(scheme: str, edge: str, on: str) -> None:
    colors = palettes()[scheme]
    assert contrast(colors[edge], colors[on]) >= 3


# -- weight --------------------------------------------------------------------------------------
def test_styles_and_scripts_stay_light() -> None:
    """40 KB compressed leave 60 of the 100 KB of a first view to the page and its photos."""
    files = [ROOT / "static/css" / name for name in STYLES]
    files += [ROOT / "static/js/htmx.min.js", ROOT / "static/js/kindred.js"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 40_000


def test_every_style_is_linked_and_in_a_layer() -> None:
    head = (ROOT / "templates/components/head.html").read_text()
    assert re.findall(r"css/([\w.]+)", head) == STYLES
    for name in STYLES:
        outside = re.sub(r"/\*.*?\*/", "", (ROOT / "static/css" / name).read_text(), flags=re.S)
        assert all(line.startswith(("@layer", " ", "}")) for line in outside.splitlines() if line)


# -- the page that shows them all ----------------------------------------------------------------
def test_the_styleguide_opens_for_everybody(client: Client) -> None:
    answer = client.get("/styleguide/")
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1
