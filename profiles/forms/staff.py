"""The form a moderator decides a hashtag with."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from profiles.choices import TagKind
from profiles.hashtags import is_hashtag_name
from profiles.models import Hashtag
from safety.fields import LineField


class Verdict(TextChoices):
    """What can become of a hashtag."""

    APPROVE = "approve", _("Approve")
    REFUSE = "refuse", _("Refuse")
    ALIAS = "alias", _("Make it an alias")


class ReviewForm(forms.Form):
    """One hashtag, one verdict; the verdict is the button that was pressed."""

    hashtag: "forms.ModelChoiceField[Hashtag]" = forms.ModelChoiceField(
        Hashtag.objects.filter(alias_of=None), to_field_name="key", widget=forms.HiddenInput
    )
    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=TagKind.choices)
    alias_of = LineField(label=_("Means the same as"), max_length=100, required=False)

    @classmethod
    def deciding(cls, hashtag: Hashtag, data: Any = None) -> "ReviewForm":
        """The form of one row; ids of its own, since a page holds many."""
        return cls(
            data,
            auto_id=f"id_{hashtag.pk}_%s",
            initial={"hashtag": hashtag.key, "kind": hashtag.kind},
        )

    def clean_alias_of(self) -> str:
        """A hashtag with or without its sign; asked for only where it is needed."""
        name = self.cleaned_data["alias_of"].lstrip("#\uff03")
        if self.data.get("verdict") != Verdict.ALIAS:
            return ""
        if not name:
            raise forms.ValidationError(_("Write the hashtag that it means the same as."))
        if not is_hashtag_name(name):
            raise forms.ValidationError(
                _("That is not a hashtag: it needs a letter, and no spaces or punctuation.")
            )
        return name
