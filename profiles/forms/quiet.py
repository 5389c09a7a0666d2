"""Quiet hashtags to keep."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import HashtagsField


class QuietForm(forms.Form):
    """One or several hashtags that nobody else shall see."""

    quiet = HashtagsField(
        label=gettext_lazy("Keep quiet"),
        required=True,
        help_text=gettext_lazy("With spaces or commas between them, for example #FirstGenDocs."),
    )

    def clean_quiet(self) -> tuple[str, ...]:
        """At least one."""
        names: tuple[str, ...] = self.cleaned_data["quiet"]
        if not names:
            raise forms.ValidationError(_("Please write at least one hashtag."))
        return names
