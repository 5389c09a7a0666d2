"""Presentation only: initials, browsers in words, links to parts that may not be installed."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

register = template.Library()

TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "md", "phd", "sir", "dame"})


@register.filter
def initials(name: object) -> str:
    """Up to two capitals for a person without a photo; a middle dot when no letter is found.

    Titles are left out ("Dr Nadia Aziz" gives "NA"). A word counts from its first letter, so
    quotation marks and emoji give nothing.
    """
    words = [
        "".join(character for character in word if character.isalpha())
        for word in str(name or "").replace(".", " ").split()
    ]
    named = [word for word in words if word and word.lower() not in TITLES]
    if not named:
        named = [word for word in words if word]
    first_and_last = named[:1] + named[1:][-1:]
    # Some capitals are two letters long (ß becomes SS): one stays one.
    return "".join(word[0].upper()[:1] for word in first_and_last) or "·"


# What a browser calls itself, most telling word first: Edge also says Chrome, Chrome also Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser_name(user_agent: object) -> str:
    """A browser's description of itself in words ("Firefox, Windows"); unknown ones say so."""
    text = str(user_agent or "")
    browser = next((name for sign, name in BROWSERS.items() if sign in text), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in text), "")
    return ", ".join(filter(None, [browser, system])) or gettext("A browser we do not know")


@register.simple_tag
def url_or_nothing(url_name: str, **kwargs: object) -> str:
    """The address of a named page, or an empty string when that part is not installed.

    Error pages and shared components use it: a part that is missing must not break them.
    """
    try:
        return reverse(url_name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_link(
    context: Context,
    url_name: str,
    *,
    section: str,
    label: str,
    icon: str = "",
    counts: str = "",
    count: int | str = 0,
    extra: str = "",
) -> dict[str, Any]:
    """One link of the main navigation; marked as current when the page's `nav` is its section.

    `count` is how many things wait there (nothing is shown for zero) and `counts` the name of that
    number, under which an open page is told of a new one; `extra` is a class.
    """
    return {
        "url": url_or_nothing(url_name),
        "label": label,
        "icon": icon or section,
        "counts": counts,
        "count": count or 0,
        "extra": extra,
        "current": context.get("nav") == section,
    }
