"""The form a moderator decides a hashtag with."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from profiles.choices import TagKind
from profiles.hashtags import is_hashtag_name
from profiles.models import Hashtag
from profiles.models.hashtag import STORY_LINE
from safety.fields import LineField

from .fields import HashtagsField

MOST_ALIASES = 30


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
                _(
                    "That is not a hashtag: it needs a letter, at most 64 characters, no spaces "
                    "and no punctuation."
                )
            )
        return name


class HashtagForm(forms.Form):
    """How a hashtag is written, what it stands for, and its other words."""

    name = LineField(
        label=_("Written as"),
        max_length=100,
        help_text=_("The same letters; capitals for each word, as in #HemePath."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=TagKind.choices,
        help_text=_("People are asked who may see a community before they stand under it."),
    )
    story = LineField(
        label=_("In one line"),
        max_length=STORY_LINE,
        required=False,
        help_text=_("Stands under the hashtag on its page."),
    )
    aliases = HashtagsField(
        label=_("Other words for it"),
        most=MOST_ALIASES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A word you take out becomes a hashtag of its own."),
    )

    @classmethod
    def showing(cls, hashtag: Hashtag) -> "HashtagForm":
        """The form with what holds now."""
        return cls(
            initial={
                "name": hashtag.name,
                "kind": hashtag.kind,
                "story": hashtag.story,
                "aliases": [alias.name for alias in hashtag.aliases.all()],
            }
        )


class MergeForm(forms.Form):
    """The hashtag that another one is to mean."""

    into = LineField(label=_("Merge into"), max_length=100)

    def clean_into(self) -> Hashtag:
        """One that is there, aliases resolved."""
        row = Hashtag.objects.named(self.cleaned_data["into"]).first()
        if row is None:
            raise forms.ValidationError(_("There is no such hashtag. Look it up in the list."))
        return row.alias_of or row
