"""Mail domains in the one form they are kept and compared in: small letters, ASCII (IDNA)."""

import re

import idna

_PLAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
MAX_DOMAIN = 253


def plain_domain(text: str) -> str:
    """The domain that `text` names, as it is kept; "" where it names none.

    An "@" before it is taken for a mail address's; a full stop after it belongs to no domain.
    """
    typed = text.strip().lstrip("@").rstrip(".")
    if len(typed) > MAX_DOMAIN:
        return ""
    if typed.isascii():
        return _checked(typed.lower())
    try:
        return _checked(idna.encode(typed, uts46=True).decode("ascii").lower())
    except idna.IDNAError:
        return ""


def _checked(domain: str) -> str:
    return domain if len(domain) <= MAX_DOMAIN and _PLAIN.fullmatch(domain) else ""
