"""Acting over HTTP as a person does, and comparing the answers that two people get."""

import re
import uuid
from typing import Any

from django.test import Client

# Fresh on every page: the masked CSRF token, the key of a form, the id of a message to be.
FRESH = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|idempotency_key|client_id)" value="|X-CSRFToken": ")[^"]*"'
)


def post(client: Client, url: str, **fields: object) -> Any:
    """Send a form with a key of its own, unless one is given."""
    return client.post(url, {"idempotency_key": str(uuid.uuid4())} | fields)


def bare(response: Any, *echoed: object) -> tuple[int, str, bytes]:
    """Status, Location and body, less what is fresh on every page and what the address echoes."""
    body = FRESH.sub(rb"\1", response.content)
    location = response.headers.get("Location", "")
    for word in echoed:
        body = body.replace(str(word).encode(), b"ECHO")
        location = location.replace(str(word), "ECHO")
    return response.status_code, location, body
