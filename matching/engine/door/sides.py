"""People of a file become the two sides of a pool."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

import numpy as np

from matching.engine.door.errors import BadFile
from matching.engine.door.person import Person
from matching.engine.grid import Flags, Floats, Ints, Keys, Masks
from matching.engine.pool import UNKNOWN, Mentees, Mentors
from matching.engine.ties import Ties

MOST_WORDS = 64  # kinds, goals, values and languages are bits of one number
TAG_FIELDS = {
    "mentee": ("seeks", "is", "community"),
    "mentor": ("offers", "wants", "community"),
}
REQUIRED = ("seeks", "offers")
WORD_FIELDS = ("kinds", "goals", "values", "languages")


@dataclass(frozen=True)
class Numbers:
    """What stands for each word of the file; in order of the alphabet, so that order in the file
    has no say.

    tags    number of each tag's key
    words   for each field of words, the bit of each
    places  number of each institution
    """

    tags: dict[str, int]
    words: dict[str, dict[str, int]]
    places: dict[str, int]

    @classmethod
    def of(cls, people: Sequence[Person]) -> "Numbers":
        """Every word that anybody uses. Raises BadFile, also for too many different words."""
        words = {
            field: _numbered(word for person in people for word in person.words(field))
            for field in WORD_FIELDS
        }
        for field, known in words.items():
            if len(known) > MOST_WORDS:
                raise BadFile(field, f"{len(known)} different words; at most {MOST_WORDS}")
        return cls(
            tags=_numbered(
                tag
                for person in people
                for field in TAG_FIELDS[person.side]
                for tag in person.tags(field, required=field in REQUIRED)
            ),
            words=words,
            places=_numbered(filter(None, (person.text("institution") for person in people))),
        )


def mentee_side(people: Sequence[Person], numbers: Numbers, day: date, seed: int) -> Mentees:
    """The mentees, in the order given. Raises BadFile."""
    keys, ids = _keys(people, seed), np.arange(len(people))
    return replace(
        Mentees.blank(person=ids, key=keys),
        seeks=_ties(people, "seeks", numbers),
        is_=_ties(people, "is", numbers),
        community=_ties(people, "community", numbers),
        kinds=_masks(people, "kinds", numbers),
        goals=_masks(people, "goals", numbers),
        values=_masks(people, "values", numbers),
        languages=_masks(people, "languages", numbers),
        stage=_whole(people, Person.stage),
        institution=_whole(people, lambda person: _place(person, numbers)),
        offset=_whole(people, lambda person: person.offset(day)),
        elsewhere=_wish(people, "elsewhere"),
        community_wish=_wish(people, "community_wish"),
    )


def mentor_side(
    people: Sequence[Person], numbers: Numbers, day: date, seed: int, *, after: int
) -> Mentors:
    """The mentors, in the order given. Raises BadFile.

    after  how many mentees there are: nobody is on both sides, whatever the ids say
    """
    keys, ids = _keys(people, seed), np.arange(after, after + len(people))
    for person in people:
        _check_answers(person)
    return replace(
        Mentors.blank(person=ids, key=keys),
        offers=_ties(people, "offers", numbers),
        wants=_ties(people, "wants", numbers),
        community=_ties(people, "community", numbers),
        kinds=_masks(people, "kinds", numbers),
        goals=_masks(people, "goals", numbers),
        values=_masks(people, "values", numbers),
        languages=_masks(people, "languages", numbers),
        stage=_whole(people, Person.stage),
        institution=_whole(people, lambda person: _place(person, numbers)),
        offset=_whole(people, lambda person: person.offset(day)),
        wanted_stages=np.array([p.stages("wants_stages") for p in people], dtype=np.uint64),
        only_elsewhere=_flags(people, "only_elsewhere", usual=False),
        open=_flags(people, "open", usual=True),
        free_seats=_whole(people, lambda person: person.count("capacity", 1)),
        load=np.array([person.number("load", 0) for person in people]),
        asked=_whole(people, lambda person: person.count("asked", 0)),
        answered=_whole(people, lambda person: person.count("answered", 0)),
        prompt=_whole(people, lambda person: person.count("prompt", 0)),
        accepted=_whole(people, lambda person: person.count("accepted", 0)),
    )


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(sorted(set(words)))}


def _ties(people: Sequence[Person], field: str, numbers: Numbers) -> Ties:
    tied = [
        (row, numbers.tags[tag], strength)
        for row, person in enumerate(people)
        for tag, strength in person.tags(field).items()
    ]
    return Ties.build(
        people=len(people),
        person=np.array([tie[0] for tie in tied], dtype=np.int64),
        tags=np.array([tie[1] for tie in tied], dtype=np.int64),
        strength=np.array([tie[2] for tie in tied], dtype=np.float64),
        name=field,
    )


def _masks(people: Sequence[Person], field: str, numbers: Numbers) -> Masks:
    bits = numbers.words[field]
    return np.array(
        [sum(1 << bits[word] for word in person.words(field)) for person in people],
        dtype=np.uint64,
    )


def _whole(people: Sequence[Person], read: Callable[[Person], int]) -> Ints:
    return np.array([read(person) for person in people], dtype=np.int64)


def _flags(people: Sequence[Person], field: str, *, usual: bool) -> Flags:
    return np.array([person.flag(field, usual=usual) for person in people], dtype=np.bool_)


def _wish(people: Sequence[Person], field: str) -> Floats:
    return np.array([person.number(field, 0, high=1) for person in people], dtype=np.float64)


def _place(person: Person, numbers: Numbers) -> int:
    return numbers.places.get(person.text("institution"), UNKNOWN)


def _check_answers(person: Person) -> None:
    """Nobody answers more than was asked, nor accepts more than was answered."""
    asked, answered = person.count("asked", 0), person.count("answered", 0)
    if answered > asked:
        raise person.wrong("answered", f"must be at most asked ({asked}), not {answered}")
    for field in ("prompt", "accepted"):
        if person.count(field, 0) > answered:
            raise person.wrong(field, f"must be at most answered ({answered})")


def _keys(people: Sequence[Person], seed: int) -> Keys:
    """Keys that break ties: drawn from what people say, not from where or by which id they stand.

    So neither a new order nor new ids change an answer. Who says exactly the same as others is
    told from them by the order of their ids.
    """
    said = [_content(person) for person in people]
    keys = np.zeros(len(people), dtype=np.uint64)
    seen: dict[str, int] = {}
    for row in sorted(range(len(people)), key=lambda row: _id_order(people[row])):
        twin = seen[said[row]] = seen.get(said[row], -1) + 1
        text = f"{seed}\n{twin}\n{said[row]}"
        keys[row] = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
    return keys


def _content(person: Person) -> str:
    fields = {name: value for name, value in person.fields.items() if name != "id"}
    return json.dumps(fields, sort_keys=True)


def _id_order(person: Person) -> tuple[bool, int, str]:
    """Whole numbers by size, then texts by the alphabet."""
    if isinstance(person.name, int):
        return False, person.name, ""
    return True, 0, person.name
