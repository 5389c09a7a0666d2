"""Form fields that the forms about people share."""

import re
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from profiles.actions.tying import plain_names
from profiles.claims import claims_a_check, has_badge, has_sign
from profiles.errors import NotAHashtag
from profiles.limits import MOST_LINKS, MOST_TAGS
from profiles.models import Profile
from profiles.text import is_web_address
from safety.fields import LineField
from safety.text import clean_text

REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia"}
    | {"Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
BARE_ADDRESS = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?:[/?#].*)?", re.IGNORECASE)
BETWEEN_TAGS = re.compile(r"[\s,;#\u3001\uff0c\uff03]+")
MOST_OF_LINKS = 700
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


class UnbadgedField(LineField):
    """One line that stands beside a person's name: no check mark, no seal, no "verified".

    What a form finds there already (`kept`) stays as it is until somebody edits it.
    """

    kept = ""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and text != self.kept:
            self.refuse(text)
        return text

    def refuse(self, text: str) -> None:
        """Raise what is wrong with a new text."""
        if has_badge(text):
            raise forms.ValidationError(
                _("Please leave out check marks and seals: Kindred shows what was confirmed.")
            )
        if claims_a_check(text):
            raise forms.ValidationError(
                _("Please leave that out: what is checked stands beside a name, never in it.")
            )


class NameField(UnbadgedField):
    """A person's name: with a letter, without pictures and addresses."""

    def refuse(self, text: str) -> None:
        if not any(character.isalpha() for character in text):
            raise forms.ValidationError(_("A name needs at least one letter."))
        if has_sign(text):
            raise forms.ValidationError(
                _("Please leave out check marks, emoji and other signs: a name is letters.")
            )
        super().refuse(text)
        if "://" in text or "@" in text:
            raise forms.ValidationError(
                _("Please leave addresses out of the name; there is a place for links below.")
            )


class HashtagsField(LineField):
    """Hashtags with spaces, commas or "#" between them; cleaned to a tuple of names."""

    def __init__(self, *, most: int = MOST_TAGS, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 1500, "required": False, **kwargs})
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return " ".join(f"#{name}" for name in value)
        return value

    def clean(self, value: Any) -> tuple[str, ...]:
        words = [word for word in BETWEEN_TAGS.split(super().clean(value)) if word]
        try:
            names = tuple(plain_names(words).values())
        except NotAHashtag as refused:
            raise forms.ValidationError(refused.sentence) from None
        if len(names) > self.most:
            raise forms.ValidationError(
                _("At most %(most)d hashtags here; these are %(count)d.")
                % {"most": self.most, "count": len(names)}
            )
        return names


class LinksField(forms.CharField):
    """Web addresses, one a line; cleaned to a tuple. Only http and https."""

    widget = forms.Textarea(attrs={"rows": 3, "inputmode": "url", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        # No max_length: a page would count the characters, and what counts here is the lines.
        limit = MaxLengthValidator(MOST_OF_LINKS)
        super().__init__(**{"validators": [limit], "required": False, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = [line.strip() for line in super().clean(value).split("\n")]
        links = tuple(dict.fromkeys(_address(line) for line in lines if line))
        if len(links) > MOST_LINKS:
            raise forms.ValidationError(
                ngettext("At most %(most)d link.", "At most %(most)d links.", MOST_LINKS)
                % {"most": MOST_LINKS}
            )
        return links


class ShortList(forms.MultipleChoiceField):
    """Up to `most` out of a short list, each once; cleaned to a tuple of codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.most = most

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))

    def clean(self, value: Any) -> tuple[str, ...]:
        codes = super().clean(value)
        if self.most is not None and len(codes) > self.most:
            raise forms.ValidationError(
                _("Please choose at most %(most)d; these are %(count)d.")
                % {"most": self.most, "count": len(codes)}
            )
        return tuple(codes)


class RolesField(ShortList):
    """Required, so that it is not called optional; but a bio can answer it too: the form looks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": True, **kwargs})

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class ZoneSelect(forms.Select):
    """Five hundred time zones; drawn in one go, for a template each would take half a second."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        drawn = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        groups = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            ((label, _options(zones, value)) for label, zones in zone_groups()),
        )
        utc = _options([("UTC", "UTC")], value)
        return format_html("<select{}>{}{}</select>", flatatt(drawn), utc, groups)


class ZoneField(forms.ChoiceField):
    """A time zone by its city, with the time there now."""

    widget = ZoneSelect(attrs={"data-guesses-zone": "UTC"})

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "label": gettext_lazy("Time zone"),
            "help_text": gettext_lazy("So that times on your pages are yours."),
        }
        super().__init__(**{**defaults, **kwargs})

    def valid_value(self, value: Any) -> bool:
        """A zone that stands for a place, or UTC."""
        return value == "UTC" or value in _zones()


class HoursField(forms.IntegerField):
    """Hours a month, or nothing said."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(
            **{"min_value": 1, "max_value": most, "required": False, "widget": widget, **kwargs}
        )


class PersonalForm(forms.Form):
    """A form about the person who fills it in."""

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        for name, field in self.fields.items():
            if isinstance(field, UnbadgedField):
                field.kept = getattr(profile, name)


def options(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Choices of a select that may be left open."""
    return [("", gettext_lazy("Choose…")), *choices]


def zone_groups() -> Groups:
    """Time zones in groups of a continent, each with its hour now."""
    return _groups_at(timezone.now().replace(second=0, microsecond=0), get_language() or "")


@lru_cache(maxsize=8)
def _groups_at(minute: datetime, language: str) -> Groups:
    words = _("%(place)s, now %(hour)s")
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, zone in _zones().items():
        region, _slash, place = name.partition("/")
        hour = minute.astimezone(zone).strftime("%H:%M")
        label = words % {"place": place.replace("_", " ").replace("/", ", "), "hour": hour}
        groups[region].append((name, label))
    return tuple((region, tuple(zones)) for region, zones in groups.items())


@lru_cache(maxsize=1)
def _zones() -> dict[str, zoneinfo.ZoneInfo]:
    """The time zones that stand for a place, in order; kept, for reading them all takes a while."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in REGIONS)
    return {name: zoneinfo.ZoneInfo(name) for name in names}


def _options(choices: Iterable[tuple[str, str]], chosen: Any) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, flatatt({"selected": value == chosen}), label) for value, label in choices),
    )


def _address(line: str) -> str:
    address = f"https://{line}" if BARE_ADDRESS.fullmatch(line) else line
    if len(address) > 200:
        raise forms.ValidationError(_("A link may be 200 characters long; this one is longer."))
    if not is_web_address(address):
        raise forms.ValidationError(
            _("“%(line)s” is not a link Kindred can show. Links begin with https:// or http://.")
            % {"line": line[:60]}
        )
    return address
