"""What people wrote, shown: `{{ text|linked }}` and `{{ link|web_link }}`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from profiles.text import Named, address_link, isolate, link_text

register = template.Library()


@register.filter
def linked(text: str | None, tags: Iterable[Named] = ()) -> SafeString:
    """Hashtags and web addresses linked, all else escaped; `tags` tells the kinds of known ones."""
    return link_text(text or "", tags=tags)


@register.filter
def isolated(text: str | None) -> SafeString:
    """One line of somebody's words that cannot turn the line around it."""
    return isolate(text or "")


@register.filter
def web_link(address: str | None) -> SafeString:
    """A web address as a link that passes no reputation on; bare text where it is none."""
    return address_link(address or "")
