"""A photo to upload."""

from django import forms
from django.utils.translation import gettext_lazy


class PhotoForm(forms.Form):
    """One file; what it holds is looked at by the action."""

    photo = forms.FileField(
        label=gettext_lazy("A picture of you"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, up to 6 MB. No patients, no screens, no name badges in it, please. "
            "Where and when it was taken is removed."
        ),
        error_messages={
            "required": gettext_lazy("Please choose a file first."),
            "empty": gettext_lazy("This file is empty. Please choose another one."),
            "missing": gettext_lazy("Please choose a file first."),
        },
    )
