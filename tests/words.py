"""What people and programs type into forms that hope for a sentence, and a way to send it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

HOSTILE: list[str] = [
    "",
    " ",
    "\x00",
    "before\x00after",
    "lone \ud800 surrogate",
    "\u202eright to left\u202c #HemePath",
    "zero\u200bwidth #He\u200bmePath",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7|add:7 }} {% csrf_token %} %s %(x)s {0}",
    "=HYPERLINK(1)",
    "a" * 6000,
    "#" * 3000,
    "#a" * 2000,
    "@a" * 2000,
    "e" + "\u0301" * 400,
    "\U0001f600" * 700,
    "\u3164\u2800\u115f",
    "'; DROP TABLE profiles_user; --",
    "line\r\nBcc: everybody@example.org",
]


def send(client: Client, url: str, **fields: object) -> HttpResponse:
    """POST a form as a browser encodes it, lone surrogates and all; lists are repeated fields."""
    body = urlencode(fields, doseq=True, errors="surrogatepass")
    return client.post(url, body, content_type="application/x-www-form-urlencoded")
