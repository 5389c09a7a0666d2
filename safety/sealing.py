"""What a page holds and only hands back: nobody reads it, alters it, or hands it to another page.

Encrypted, and always the same for the same words, so that a page stays what it is while nothing
happens (AES-SIV, RFC 5297).
"""

import base64
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(plain: bytes, *, of: str) -> str:
    """`plain`, for nothing but what `of` names: letters, digits, "-" and "_"."""
    sealed = next(_keys()).encrypt(plain, [of.encode()])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(told: str, *, of: str) -> bytes | None:
    """What was sealed; None of what was altered, or sealed for something else."""
    try:
        sealed = base64.urlsafe_b64decode(told.encode("ascii") + b"=" * (-len(told) % 4))
    except ValueError:
        return None
    for key in _keys():
        try:
            return key.decrypt(sealed, [of.encode()])
        except (InvalidTag, ValueError):
            continue
    return None


def _keys() -> Iterator[AESSIV]:
    """The key of now, and those of before for what they sealed."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        made = salted_hmac("safety.sealing", "sealed", secret=secret, algorithm="sha512")
        yield AESSIV(made.digest())
