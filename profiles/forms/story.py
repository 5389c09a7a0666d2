"""The story of a hashtag, and the name of somebody who is asked to look after it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.models import TagStory
from profiles.models.tag_story import STORY_LENGTH
from safety.fields import LineField, TextField


class StoryForm(forms.Form):
    """A text and its days; `version` says which story the form showed."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    text = TextField(
        label=_("Story"),
        max_length=STORY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Who began it and why, what it is for, how to take part. Everybody can read it, "
            "signed in or not. Left empty, there is none."
        ),
    )
    began_on = forms.DateField(
        label=_("Began on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ended_on = forms.DateField(
        label=_("Ended on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @classmethod
    def showing(cls, story: TagStory | None) -> "StoryForm":
        """The form with what holds now."""
        if story is None:
            return cls(initial={"version": 0})
        return cls(
            initial={
                "version": story.version,
                "text": story.text,
                "began_on": story.began_on and story.began_on.isoformat(),
                "ended_on": story.ended_on and story.ended_on.isoformat(),
            }
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        began, ended = cleaned.get("began_on"), cleaned.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", _("That is before it began."))
        return cleaned


class StewardForm(forms.Form):
    """Whom a moderator asks."""

    handle = LineField(
        label=_("Handle of the person you ask"),
        max_length=40,
        help_text=_("As in @ana. Nothing is shown before they say yes."),
    )

    def clean_handle(self) -> str:
        """Without its sign, as handles are written."""
        handle: str = self.cleaned_data["handle"]
        return handle.lstrip("@\uff20").lower()
