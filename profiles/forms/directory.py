"""The search of the directory as a form: it shows what was asked and how many each value finds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.choices import LANGUAGES, Kind, Stage
from profiles.directory.asked import HOURS, Asked, Search
from profiles.directory.counted import Figure
from safety.fields import LineField

NAMES = dict(LANGUAGES)
Figures = Mapping[str, Mapping[str, Figure]]
Word = str | Promise


class Several(forms.CheckboxSelectMultiple):
    """Options whose ids say what they are: the same ones when fewer are offered, so that whoever
    chose one by keyboard still stands there when the figures have changed."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As any option, with its value in its id."""
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["id"] = f"find_{name}_{value}"
        return option


class DirectoryForm(forms.Form):
    """Never cleaned: `profiles.directory.asked` reads the address, with or without this form."""

    tags = forms.CharField(
        label=gettext_lazy("Hashtags"),
        help_text=gettext_lazy("Up to six, for example #HemePath #MDS."),
    )
    match = forms.ChoiceField(
        label=gettext_lazy("Of several hashtags"),
        choices=[("all", gettext_lazy("All of them")), ("any", gettext_lazy("One is enough"))],
        widget=forms.RadioSelect,
    )
    q = LineField(
        label=gettext_lazy("Words"),
        help_text=gettext_lazy("In the name, the headline or the bio."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    open = forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "1"}))
    elsewhere = forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "1"}))
    hours = forms.ChoiceField(
        label=gettext_lazy("Hours of the day in common"), widget=forms.RadioSelect
    )
    stage = forms.MultipleChoiceField(label=gettext_lazy("Stage"), widget=Several)
    kind = forms.MultipleChoiceField(label=gettext_lazy("Offers"), widget=Several)
    language = forms.MultipleChoiceField(label=gettext_lazy("Language"), widget=Several)
    use_required_attribute = False

    def __init__(self, asked: Asked, search: Search, figures: Figures) -> None:
        """`search` is what was understood of `asked`; without `figures` no number is said."""
        self.problems = asked.problems
        super().__init__(data=_shown(asked, search), auto_id="find_%s")
        open_now, elsewhere = figures.get("open", {}), figures.get("elsewhere", {})
        self.fields["open"].label = _counted(_("Open now"), open_now.get("1"))
        self.fields["elsewhere"].label = _counted(_("Not my institution"), elsewhere.get("1"))
        if figures and not elsewhere:
            self.fields["elsewhere"].disabled = True
            self.fields["elsewhere"].help_text = _(
                "Say on your profile where you work, and this leaves it out."
            )
        offered = {
            "stage": [(code, str(label)) for code, label in Stage.choices],
            "kind": [(code, str(label)) for code, label in Kind.choices],
            "language": [(code, NAMES[code]) for code in figures.get("language", search.language)],
        }
        for part, choices in offered.items():
            chosen: Sequence[str] = getattr(search, part)
            self._offer(part, [
                (code, _counted(label, figures.get(part, {}).get(code)))
                for code, label in choices
                if code in chosen or not figures or figures[part][code].count
            ])  # fmt: skip
        shared = figures.get("hours", {})
        hours = [(str(one), _counted(at_least(one), shared.get(str(one)))) for one in HOURS]
        self._offer("hours", [("", _("Any")), *hours])

    def _offer(self, part: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[part]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def full_clean(self) -> None:
        """What the address could not be understood in, as errors of the fields."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for part, sentence in self.problems.items():
            self._errors[part] = self.error_class([sentence])


def at_least(hours: int) -> str:
    """ "4 h or more"."""
    return ngettext("%(hours)d h or more", "%(hours)d h or more", hours) % {"hours": hours}


def _shown(asked: Asked, search: Search) -> dict[str, Any]:
    tags = " ".join(f"#{name}" for name in search.tags)
    return {
        "tags": asked.typed["tags"] if "tags" in asked.problems else tags,
        "match": "any" if search.any else "all",
        "q": asked.typed["q"],
        "open": search.open,
        "elsewhere": search.elsewhere,
        "hours": str(search.hours or ""),
        "stage": list(search.stage),
        "kind": list(search.kind),
        "language": list(search.language),
    }


def _counted(label: Word, figure: Figure | None) -> SafeString:
    """A label, and behind it how many there would be."""
    if figure is None:
        return format_html("{}", label)
    people = ngettext("%(count)s mentor", "%(count)s mentors", figure.count) % {"count": figure}
    return format_html(
        '<bdi>{}</bdi> <span class="of" aria-hidden="true">{}</span>'
        '<span class="unseen">, {}</span>',
        label, figure, people,
    )  # fmt: skip
