"""What must hold between the demo's files; each check yields plain sentences."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentorship.demo.shapes import Ask, Conversation, DemoContent, Institution, Person

STAGES = frozenset(
    {
        "premed",
        "student",
        "resident",
        "fellow",
        "early_faculty",
        "mid_faculty",
        "senior_faculty",
        "nurse_or_app",
        "scientist",
        "other",
    }
)
GOALS = frozenset(
    {
        "find_fellowship",
        "first_paper",
        "job_search",
        "research_project",
        "board_exams",
        "leadership",
        "teaching",
        "work_life",
        "switching_field",
        "grants",
        "promotion",
        "belonging",
    }
)
VALUES = frozenset(
    {
        "candor",
        "kindness",
        "rigor",
        "curiosity",
        "equity",
        "humor",
        "autonomy",
        "structure",
        "patience",
        "ambition",
        "family_first",
        "service",
    }
)
KINDS = frozenset({"mentorship", "coaching", "sponsorship", "talk"})
ROLES = frozenset({"mentee", "mentor"})
STATUSES = frozenset({"open", "waiting", "paused", "not_offering"})
VISIBILITIES = frozenset({"members", "nobody"})
ANSWERS = frozenset({"asked", "work", "pass_on"})
ASK_STATES = frozenset({"open", "accepted", "declined", "withdrawn", "closed"})
CLOSED_BECAUSE = frozenset({"found_someone", "mentor_unavailable", "expired"})
RELATIONSHIPS = frozenset({"active", "ended"})

HEADLINE_LENGTH = 120
BIO_LENGTH = 600
ANSWER_LENGTH = 300
ASK_LENGTH = 500
MESSAGE_LENGTH = 2000
OPEN_ASKS = 3
MINUTES_A_DAY = 24 * 60

SLUG = re.compile(r"[a-z0-9_]{3,30}")
HASHTAG_NAME = re.compile(r"[^\W_][\w-]*")


def problems(content: DemoContent) -> list[str]:
    """Every contradiction in `content`, each one sentence; empty when it can be used."""
    return [
        *_repeated("institution", (each.slug for each in content.institutions)),
        *(f"{each.slug}: {what}" for each in content.institutions for what in _roof(each, content)),
        *_repeated("person", (each.slug for each in content.people)),
        *_repeated("name", (each.name for each in content.people)),
        *_repeated("ask", (each.id for each in content.asks)),
        *_repeated("conversation of", (each.ask for each in content.conversations)),
        *(f"{each.slug}: {what}" for each in content.people for what in _person_problems(each)),
        *(f"ask {each.id}: {what}" for each in content.asks for what in _ask_problems(each)),
        *_crossing_problems(content),
    ]


def _roof(institution: Institution, content: DemoContent) -> Iterator[str]:
    """Two levels are enough for a demo."""
    tops = {each.slug for each in content.institutions if not each.parent}
    if institution.parent and institution.parent not in tops:
        yield f"its parent {institution.parent!r} is no institution without one"


def _person_problems(person: Person) -> Iterator[str]:
    if not SLUG.fullmatch(person.slug):
        yield "slug is not 3 to 30 of a-z, 0-9 and _"
    if not 0 < len(person.headline) <= HEADLINE_LENGTH:
        yield f"headline has {len(person.headline)} characters"
    if not 0 < len(person.bio) <= BIO_LENGTH:
        yield f"bio has {len(person.bio)} characters"
    yield from _unknown("stage", [person.stage, *person.wants_stages], STAGES)
    yield from _unknown("role", person.roles, ROLES)
    yield from _unknown("goal", (*person.goals, *person.goals_offered), GOALS)
    yield from _unknown("value", person.values, VALUES)
    yield from _unknown("kind", (*person.kinds_sought, *person.kinds_offered), KINDS)
    yield from _unknown("visibility", [person.visibility], VISIBILITIES)
    yield from _unknown("answer", person.answers, ANSWERS)
    for name in ("goals", "values"):
        if len(getattr(person, name)) > 3:
            yield f"more than three {name}"
    for name in ("tags_seek", "tags_offer", "interests", "community", "quiet"):
        yield from _tag_problems(name, getattr(person, name))
    if any(len(answer) > ANSWER_LENGTH for answer in person.answers.values()):
        yield f"an answer is longer than {ANSWER_LENGTH} characters"
    if not all(re.fullmatch("[a-z]{2}", code) for code in person.languages):
        yield "a language is not a two-letter code"
    try:
        ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"unknown time zone {person.time_zone}"
    yield from _role_problems(person)


def _role_problems(person: Person) -> Iterator[str]:
    seeks, offers = "mentee" in person.roles, "mentor" in person.roles
    if not seeks and (person.tags_seek or person.kinds_sought or person.hours_sought):
        yield "seeks something without being a mentee"
    if not offers and (person.tags_offer or person.kinds_offered or person.seats or person.status):
        yield "offers something without being a mentor"
    if offers:
        yield from _unknown("status", [person.status], STATUSES)
        if person.status != "not_offering" and not (person.seats and person.kinds_offered):
            yield "a mentor without seats or kinds"
    if (person.status == "paused") != bool(person.paused_days):
        yield "paused_days belongs to paused mentors, and they need it"


def _tag_problems(name: str, tags: tuple[str, ...]) -> Iterator[str]:
    if len({tag.casefold() for tag in tags}) != len(tags):
        yield f"{name} repeats a hashtag"
    for tag in tags:
        if not HASHTAG_NAME.fullmatch(tag):
            yield f"{name} has {tag!r}, which is no hashtag name"


def _ask_problems(ask: Ask) -> Iterator[str]:
    yield from _unknown("state", [ask.state], ASK_STATES)
    yield from _unknown("kind", [ask.kind], KINDS)
    if ask.id != f"{ask.mentee}-{ask.mentor}":
        yield "the id is not mentee-mentor"
    if not ask.why or len(ask.why + ask.first_month + ask.tried) > ASK_LENGTH:
        yield f"the text is empty or longer than {ASK_LENGTH} characters"
    if ask.state == "closed":
        yield from _unknown("closed_because", [ask.closed_because], CLOSED_BECAUSE)
    elif ask.closed_because:
        yield "closed_because without being closed"
    if ask.state == "accepted":
        yield from _unknown("relationship", [ask.relationship], RELATIONSHIPS)
    elif ask.relationship:
        yield "a relationship without being accepted"
    yield from _date_problems(ask)


def _date_problems(ask: Ask) -> Iterator[str]:
    if (ask.state == "open") != (ask.answered_days_ago is None):
        yield "answered_days_ago belongs to every state but open"
    elif ask.answered_days_ago is not None and not 0 <= ask.answered_days_ago <= ask.days_ago:
        yield "answered before it was asked, or in the future"
    if (ask.relationship == "ended") != (ask.ended_days_ago is not None):
        yield "ended_days_ago belongs to ended relationships, and they need it"
    elif ask.ended_days_ago is not None and ask.ended_days_ago > (ask.answered_days_ago or 0):
        yield "ended before it began"


def _crossing_problems(content: DemoContent) -> Iterator[str]:
    """What only shows when the files are read against each other."""
    people = {person.slug: person for person in content.people}
    for ask in content.asks:
        yield from (f"ask {ask.id}: {what}" for what in _ends_problems(ask, people))
    yield from _load_problems(content)
    accepted = {ask.id: ask for ask in content.asks if ask.state == "accepted"}
    for conversation in content.conversations:
        where = f"conversation {conversation.ask}"
        if conversation.ask not in accepted:
            yield f"{where}: no accepted ask of that id"
            continue
        yield from (
            f"{where}: {what}"
            for what in _conversation_problems(conversation, accepted[conversation.ask])
        )


def _load_problems(content: DemoContent) -> Iterator[str]:
    waiting = Counter(ask.mentee for ask in content.asks if ask.state == "open")
    for slug, count in waiting.items():
        if count > OPEN_ASKS:
            yield f"{slug} has {count} open asks"
    for person in content.people:
        taken = content.taken_seats(person.slug)
        if taken > person.seats:
            yield f"{person.slug} has {taken} mentees and {person.seats} seats"


def _ends_problems(ask: Ask, people: Mapping[str, Person]) -> Iterator[str]:
    ends = ((ask.mentee, "mentee"), (ask.mentor, "mentor"))
    for slug, role in ends:
        if slug not in people:
            yield f"nobody is called {slug}"
        elif role not in people[slug].roles:
            yield f"{slug} is no {role}"
    if all(slug in people for slug, _ in ends):
        yield from _pair_problems(ask, people[ask.mentee], people[ask.mentor])


def _pair_problems(ask: Ask, mentee: Person, mentor: Person) -> Iterator[str]:
    """An ask that Kindred itself would have refused has no place in its demo."""
    if ask.kind not in mentor.kinds_offered:
        yield f"{mentor.slug} does not offer {ask.kind}"
    if mentor.wants_stages and mentee.stage not in mentor.wants_stages:
        yield f"{mentor.slug} does not look for {mentee.stage}"
    if mentee.house == mentor.house and (mentee.only_outside or mentor.only_outside):
        yield "both are at one institution and one of them does not want that"


def _conversation_problems(conversation: Conversation, ask: Ask) -> Iterator[str]:
    if conversation.start_days_ago > (ask.answered_days_ago or 0):
        yield "it starts before the ask was accepted"
    minutes = [message.minutes for message in conversation.messages]
    if not minutes or minutes != sorted(set(minutes)) or minutes[0] < 0:
        yield "minutes do not rise"
    elif minutes[-1] >= conversation.start_days_ago * MINUTES_A_DAY:
        yield "the last message is in the future"
    for number, message in enumerate(conversation.messages, start=1):
        if not 0 <= message.answers < number:
            yield f"line {number} answers none before it"
        if message.sender not in (ask.mentee, ask.mentor):
            yield f"{message.sender} is not one of the two"
        if not 0 < len(message.text) <= MESSAGE_LENGTH:
            yield f"a message has {len(message.text)} characters"


def _unknown(what: str, codes: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    return (f"unknown {what} {code!r}" for code in codes if code not in known)


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{what} {name} is there twice" for name, n in Counter(names).items() if n > 1)
