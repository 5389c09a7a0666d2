"""The forms moderators decide about institutions with."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.countries import COUNTRIES
from profiles.domains import plain_domain
from profiles.institution_lookup import institution_named, text_for
from profiles.institution_names import institution_key
from profiles.mailboxes import is_public_mail
from profiles.models import Institution
from profiles.models.institution import NAME_LENGTH
from safety.fields import LineField
from safety.text import clean_text

from .fields import options

MOST_LINES = 60
COUNTRY_CHOICES = sorted(COUNTRIES.items(), key=lambda country: country[1])


class Decision(TextChoices):
    """What can become of a name that people typed."""

    MERGE = "merge", gettext_lazy("It is another name of this one")
    ACCEPT = "accept", gettext_lazy("Add it as a new institution")
    DISMISS = "dismiss", gettext_lazy("Leave it as people's own words")


class KnownField(LineField):
    """The name of an institution that is there; cleaned to its row, or to None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": NAME_LENGTH + 120, "required": False, **kwargs})

    def clean(self, value: Any) -> Institution | None:
        name: str = super().clean(value)
        if not name:
            return None
        found = institution_named(name)
        if found is None:
            raise forms.ValidationError(
                _(
                    "No institution has exactly this name, or several have. "
                    "Please choose one of those offered while you type."
                )
            )
        return found


class NameField(LineField):
    """What an institution is called."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": NAME_LENGTH, **kwargs})

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if name and not institution_key(name):
            raise forms.ValidationError(_("A name needs at least one letter."))
        return name


class LinesField(forms.CharField):
    """Several, one a line; cleaned to a tuple without repeats."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        text = clean_text(super().clean(value) or "")
        lines = [" ".join(line.split()) for line in text.split("\n")]
        kept = tuple(dict.fromkeys(line for line in lines if line))
        if len(kept) > MOST_LINES:
            raise forms.ValidationError(
                _("At most %(most)d lines; these are %(count)d.")
                % {"most": MOST_LINES, "count": len(kept)}
            )
        return tuple(self.read(line) for line in kept)

    def read(self, line: str) -> str:
        """One line as it is kept; raises ValidationError."""
        return line


class AliasesField(LinesField):
    """Other names."""

    def read(self, line: str) -> str:
        if len(line) > NAME_LENGTH:
            raise forms.ValidationError(
                _("A name may be %(most)d characters long; one is longer.") % {"most": NAME_LENGTH}
            )
        if not institution_key(line):
            raise forms.ValidationError(
                _("“%(line)s” has no letter, so it is no name.") % {"line": line}
            )
        return line


class DomainsField(LinesField):
    """Mail domains that nobody can have an address at who does not belong there."""

    def read(self, line: str) -> str:
        domain = plain_domain(line)
        if not domain:
            raise forms.ValidationError(
                _("“%(line)s” is no mail domain. One looks like northgate.edu.")
                % {"line": line[:60]}
            )
        if is_public_mail(domain):
            raise forms.ValidationError(
                _("Anybody can have an address at %(domain)s, so it proves no institution.")
                % {"domain": domain}
            )
        return domain


class NameForm(forms.Form):
    """One name that people typed; the decision is the button that was pressed."""

    name = NameField(max_length=120, widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    into = KnownField(label=gettext_lazy("Another name of"))
    called = NameField(label=gettext_lazy("Name of the new institution"), required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=options(COUNTRY_CHOICES), required=False
    )

    @classmethod
    def deciding(cls, name: str, data: Any = None) -> "NameForm":
        """The form of one row; ids of its own, since a page holds many."""
        number = institution_key(name).replace(" ", "-")
        return cls(data, auto_id=f"id_{number}_%s", initial={"name": name, "called": name})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == Decision.MERGE and "into" in cleaned and cleaned["into"] is None:
            self.add_error("into", _("Write the institution that it is another name of."))
        if decision == Decision.ACCEPT and "called" in cleaned and not cleaned["called"]:
            self.add_error("called", _("Write what the institution is called."))
        return cleaned


class DomainForm(forms.Form):
    """What becomes of a domain that people would confirm."""

    domain = LineField(max_length=253, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        choices=[("give", gettext_lazy("It is this one's")), ("aside", gettext_lazy("Set aside"))],
        widget=forms.HiddenInput,
    )
    into = KnownField(label=gettext_lazy("Institution"))

    @classmethod
    def deciding(cls, domain: str, data: Any = None) -> "DomainForm":
        """The form about one domain; each has fields of its own on a page of many."""
        shown = domain or (data.get("domain", "") if data else "")
        return cls(data, initial={"domain": shown}, auto_id=f"id_{slugify(shown[:60])}_%s")

    @property
    def about(self) -> str:
        """Which domain it is about, also where the form holds errors."""
        return str(self.initial.get("domain", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        domain = plain_domain(cleaned.get("domain", ""))
        if not domain or is_public_mail(domain):
            raise forms.ValidationError(_("That is no domain an institution could have."))
        cleaned["domain"] = domain
        if cleaned.get("decision") == "aside":
            cleaned["into"] = None
        elif "into" in cleaned and cleaned["into"] is None:
            self.add_error("into", _("Please choose the institution."))
        return cleaned


class InstitutionMergeForm(forms.Form):
    """The institution that another one turns out to be."""

    into = KnownField(label=gettext_lazy("Is the same as"), required=True)


class InstitutionForm(forms.Form):
    """Everything that is known of an institution."""

    name = NameField(label=gettext_lazy("Name"))
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=options(COUNTRY_CHOICES), required=False
    )
    parent = KnownField(
        label=gettext_lazy("Belongs to"),
        help_text=gettext_lazy(
            "The university of a hospital, for instance. The two count as one institution from "
            "then on: who takes people from elsewhere takes nobody of either."
        ),
    )
    aliases = AliasesField(
        label=gettext_lazy("Other names"),
        help_text=gettext_lazy("One a line. Abbreviations of usual words need none."),
    )
    domains = DomainsField(
        label=gettext_lazy("Mail domains"),
        help_text=gettext_lazy(
            "One a line. Who reads mail at one of these can prove to belong here. Whoever "
            "proved it by a domain that you take off is told, and proves nothing by it any more."
        ),
    )

    @staticmethod
    def initial_of(row: Institution) -> dict[str, Any]:
        """What the form shows of an institution."""
        return {
            "name": row.name,
            "country": row.country,
            "parent": text_for(row.parent) if row.parent else "",
            "aliases": list(row.aliases.order_by("name").values_list("name", flat=True)),
            "domains": list(row.domains.values_list("domain", flat=True)),
        }
