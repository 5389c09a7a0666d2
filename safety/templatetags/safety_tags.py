"""The hidden key of a form that changes something."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safety.idempotency import FIELD

register = template.Library()


@register.simple_tag
def idempotency_key() -> SafeString:
    """A hidden field with a fresh key: one form rendered, one change."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
