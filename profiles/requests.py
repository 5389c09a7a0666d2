"""What a view behind `login_required` is given."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in; for type hints only, never made."""

    user: User
    htmx: HtmxDetails
