"""The forms of /settings/proof/: an address at an institution, and what is taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.choices import ProofKind
from profiles.mailboxes import and_above, domain_of
from safety.text import clean_line


class InstitutionAddressForm(forms.Form):
    """The address that the link is mailed to."""

    address = forms.EmailField(
        label=gettext_lazy("Your address at the institution"),
        max_length=254,
        help_text=gettext_lazy(
            "A link is mailed there. The address is shown to nobody and forgotten once the link "
            "was opened."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if clean_line(address) != address or not and_above(domain_of(address)):
            raise forms.ValidationError(_("Please type an address such as name@hospital.edu."))
        return address


class WithdrawForm(forms.Form):
    """Which proof is taken back."""

    kind = forms.ChoiceField(choices=ProofKind.choices)

    def chosen(self) -> ProofKind | None:
        """The kind, or None where the form holds none."""
        cleaned: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return ProofKind(cleaned["kind"]) if cleaned else None
