"""Form fields that clean what people type before they measure it."""

from typing import Any

from django import forms

from .text import clean_line, clean_text


class LineField(forms.CharField):
    """One line of text, cleaned by `safety.text.clean_line`."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Several lines of text, cleaned by `safety.text.clean_text`."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")
