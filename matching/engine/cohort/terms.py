"""What is asked of a cohort beyond the people in it: pins, forbids, caps, wishes, ranked lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from matching.engine import columns
from matching.engine.errors import BadTerms, UnknownPerson
from matching.engine.grid import Flags, Ints
from matching.engine.pool import Pairs
from matching.engine.weights import DEFAULT_WEIGHTS, MENTEE_WEIGHTS, MENTOR_WEIGHTS, Weights


@dataclass(frozen=True, eq=False)
class Ranked:
    """Ranked lists of one side: whom each person names, best first, in compressed rows.

    listed  bool[n], who has a list at all; who has none ranks by score and accepts anybody
    indptr  int64[n+1], the list of person i is choice[indptr[i]:indptr[i+1]]
    choice  int64[entries], indices of people on the other side

    Who has a list accepts nobody outside it; an empty list accepts nobody. So a pair is acceptable
    only when each of the two lists the other or has no list.
    """

    listed: Flags
    indptr: Ints
    choice: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int] | None], others: int) -> Self:
        """Lists of indices, one a person, None for who has none; `others` people to choose from.

        Raises UnknownPerson for an index that is nobody, BadTerms for one named twice.
        """
        named = [[] if one is None else list(one) for one in lists]
        indptr = np.zeros(len(named) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in named], out=indptr[1:])
        flat = np.array([choice for one in named for choice in one], dtype=np.int64)
        if flat.size and (int(flat.min()) < 0 or int(flat.max()) >= others):
            raise UnknownPerson(f"A ranked list names somebody beyond the {others} there are.")
        for row, one in enumerate(named):
            if len(set(one)) != len(one):
                raise BadTerms(f"The ranked list of person {row} names somebody twice.")
        return cls(np.array([one is not None for one in lists], dtype=np.bool_), indptr, flat)

    @classmethod
    def none(cls, people: int) -> Self:
        """Nobody has a list."""
        return cls.of([None] * people, 0)

    def moved(self, own: Ints, others: Ints) -> "Ranked":
        """The same lists once both sides stand in another order: who stood where, two int64."""
        lengths = np.diff(self.indptr)[own]
        indptr = np.zeros(own.size + 1, dtype=np.int64)
        np.cumsum(lengths, out=indptr[1:])
        at = np.arange(indptr[-1]) + np.repeat(self.indptr[:-1][own] - indptr[:-1], lengths)
        return Ranked(self.listed[own], indptr, np.argsort(others)[self.choice[at]])

    @property
    def person(self) -> Ints:
        """The person of each entry, int64[entries]."""
        return np.repeat(np.arange(self.listed.size), np.diff(self.indptr))

    @property
    def place(self) -> Ints:
        """The place of each entry in its list, int64[entries], 0 = first."""
        return np.arange(self.choice.size) - np.repeat(self.indptr[:-1], np.diff(self.indptr))


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a cohort; `assign` and `certify` take the same ones.

    pins            Pairs that are in the cohort whatever else happens, ranked lists or not
    forbids         Pairs that must not be in it, beside the pool's excluded ones
    caps            int64[m], the most mentees each mentor gets, if fewer than his free seats; None
    at_least_one    bool[m], the mentors for whom at least one mentee is wished; None for nobody
    mentee_lists    Ranked lists of the mentees, or None: everybody ranks by score
    mentor_lists    Ranked lists of the mentors, or None
    weights         Weights of the reported fit
    mentee_weights  Weights by which the mentees rank
    mentor_weights  Weights by which the mentors rank
    seed            breaks ties, together with each person's key
    """

    pins: Pairs = field(default_factory=Pairs.none)
    forbids: Pairs = field(default_factory=Pairs.none)
    caps: Ints | None = None
    at_least_one: Flags | None = None
    mentee_lists: Ranked | None = None
    mentor_lists: Ranked | None = None
    weights: Weights = DEFAULT_WEIGHTS
    mentee_weights: Weights = MENTEE_WEIGHTS
    mentor_weights: Weights = MENTOR_WEIGHTS
    seed: int = 0

    def seats(self, free: Ints) -> Ints:
        """Seats in the cohort from the mentors' free seats, pinned ones included: int64[m]."""
        if self.caps is None:
            return free
        return np.minimum(columns.whole_numbers("terms.caps", self.caps, free.size, low=0), free)

    def wished(self, mentors: int) -> Flags:
        """For which mentors at least one mentee is wished: bool[m]."""
        if self.at_least_one is None:
            return np.zeros(mentors, dtype=np.bool_)
        return columns.flags("terms.at_least_one", self.at_least_one, mentors)
