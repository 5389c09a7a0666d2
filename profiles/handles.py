"""Handles: [a-z0-9_]{3,30}, one of a kind whatever the case, never somebody's look-alike.

`skeleton` follows the idea of Unicode Technical Standard 39, section 4 (confusable detection),
for the small alphabet that handles have: two handles with one skeleton look alike.
"""

import re
import unicodedata

HANDLE = re.compile(r"^[a-z0-9_]{3,30}$")

RESERVED_WORDS = """
    about abuse access account accounts admin administrator all anonymous api app ask assets auth
    availability blocked blog board bot bots calendar census community contact cookies copyright
    dashboard delete demo design developer developers doctor dr email everybody everyone example
    explore favicon feed feedback follow founder founders ftp group groups guest guests hashtag
    hashtags healthz help here home hostmaster info invite invites jobs kindred legal login logout
    mail mailer_daemon me media member members mentee mentees mentor mentors mentorship
    mentorships message messages mod moderation moderator moderators news nobody noreply
    notifications null official onboarding outbox owner password people person photo police policy
    postmaster press privacy profile profiles program programs register report reports request
    requests robots root safety search security settings shop signin signup site staff static
    status store suggestions superuser support suspended system tag tags team teams terms test
    tests trust undefined unknown user users verified verify webmaster welcome www you
    """
RESERVED = frozenset(RESERVED_WORDS.split())

LOOK_ALIKES = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("0", "o"),
    ("1", "l"),
    ("i", "l"),
    ("5", "s"),
    ("8", "b"),
    ("2", "z"),
)


def skeleton(handle: str) -> str:
    """What a handle looks like at a glance; equal skeletons are refused as look-alikes."""
    plain = handle.lower().replace("_", "")
    for shape, stands_for in LOOK_ALIKES:
        plain = plain.replace(shape, stands_for)
    return plain or handle.lower()


RESERVED_SKELETONS = frozenset(skeleton(word) for word in RESERVED)


def is_reserved(handle: str) -> bool:
    """True for names that could be taken for Kindred itself, and their look-alikes."""
    return skeleton(handle) in RESERVED_SKELETONS


def suggest_handle(name: str) -> str:
    """A handle made of a person's name: ASCII letters, `_` between words, 3 to 26 characters."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", folded)
    handle = "_".join(words)[:26].strip("_")
    return handle if len(handle) >= 3 else f"{handle}member"[:26]
