"""Cohorts from ranked lists alone, as in the hospital/residents problem: nobody has tags here."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np

from matching.engine import columns
from matching.engine.cohort.answer import FULL_FIT
from matching.engine.cohort.market import Market
from matching.engine.cohort.terms import Ranked
from matching.engine.errors import BadTerms, UnknownPerson
from matching.engine.grid import Ints, Keys
from matching.engine.keys import person_keys


@dataclass(frozen=True, eq=False)
class PreferenceLists:
    """n mentees (residents) and m mentors (hospitals) with a ranked list each, best first.

    mentees, mentors        Ranked, everybody listed
    seats                   int64[m], from 0 up
    mentee_key, mentor_key  uint64, break ties

    A pair that only one of the two lists is not acceptable and is left out. The fit of an
    acceptable pair is the mean of what part of each list is not ranked above the other: 1 where
    each ranks the other first.
    """

    mentees: Ranked
    mentors: Ranked
    seats: Ints
    mentee_key: Keys
    mentor_key: Keys

    def __post_init__(self) -> None:
        size = self.mentors.listed.size
        object.__setattr__(self, "seats", columns.whole_numbers("seats", self.seats, size, low=0))

    @classmethod
    def named(
        cls,
        mentees: Mapping[str, Sequence[str]],
        mentors: Mapping[str, Sequence[str]],
        seats: Mapping[str, int],
    ) -> Self:
        """Lists of names; people are numbered in the order of the mappings.

        Raises UnknownPerson for a name in a list that is nobody, BadTerms for one named twice.
        """
        hers = _numbered("mentee", mentees, "mentor", list(mentors))
        his = _numbered("mentor", mentors, "mentee", list(mentees))
        places = np.array([seats[name] for name in mentors], dtype=np.int64)
        return cls(hers, his, places, _named_keys(mentees), _named_keys(mentors))

    def read(self, seed: int = 0) -> tuple[Ints, Ints, Market]:
        """The acceptable pairs, ranked by place, with people in the order of their seeded keys.

        Two int64 arrays, where each mentee and each mentor of the market stands here, and Market.
        """
        hers, his = person_keys(self.mentee_key, seed), person_keys(self.mentor_key, seed)
        mentee_at, mentor_at = np.argsort(hers), np.argsort(his)
        mentees = self.mentees.moved(mentee_at, mentor_at)
        mentors = self.mentors.moved(mentor_at, mentee_at)
        n, m = mentee_at.size, mentor_at.size
        pairs, at, back = np.intersect1d(
            mentees.person * m + mentees.choice,
            mentors.choice * m + mentors.person,
            assume_unique=True,
            return_indices=True,
        )
        indptr = np.zeros(n + 1, dtype=np.int64)
        np.cumsum(np.bincount(pairs // max(m, 1), minlength=n), out=indptr[1:])
        market = Market(
            indptr=indptr,
            mentor=(pairs % max(m, 1)).astype(np.int32),
            fit=(_part(mentees)[at] + _part(mentors)[back]) // 2,
            by_mentee=FULL_FIT - mentees.place[at],
            by_mentor=FULL_FIT - mentors.place[back],
            seats=self.seats[mentor_at],
            wished=np.zeros(m, dtype=np.bool_),
            mentee_key=hers[mentee_at],
            mentor_key=his[mentor_at],
        )
        return mentee_at, mentor_at, market


def _part(lists: Ranked) -> Ints:
    """For each entry, what part of its list is not ranked above it: from 2**20 downward."""
    lengths = np.repeat(np.diff(lists.indptr), np.diff(lists.indptr))
    part: Ints = FULL_FIT * (lengths - lists.place) // lengths
    return part


def _numbered(
    word: str, lists: Mapping[str, Sequence[str]], other: str, names: list[str]
) -> Ranked:
    number: dict[Hashable, int] = {name: at for at, name in enumerate(names)}
    rows = []
    for person, choices in lists.items():
        for choice in choices:
            if choice not in number:
                raise UnknownPerson(
                    f"The list of {word} {person} names {choice}, and there is no such {other}."
                )
        if len(set(choices)) != len(choices):
            raise BadTerms(f"The list of {word} {person} names somebody twice.")
        rows.append([number[choice] for choice in choices])
    return Ranked.of(rows, len(names))


def _named_keys(names: Mapping[str, object]) -> Keys:
    digests = [blake2b(name.encode(), digest_size=8).digest() for name in names]
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)
