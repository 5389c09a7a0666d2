"""People's ties to tags: who, which tag, how strong."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.engine import columns
from matching.engine.errors import BadArray
from matching.engine.grid import Floats, Ints


@dataclass(frozen=True, eq=False)
class Ties:
    """Ties of people 0..n-1 in one direction, in compressed rows.

    indptr    int64[n+1], the ties of person i are those from indptr[i] up to indptr[i+1]
    tags      int64[ties], tag index, ascending within a person and never twice
    strength  float64[ties], within (0, 1]: 1 is the strongest evidence there is

    Raises BadArray with the array's name for anything else.
    """

    indptr: Ints
    tags: Ints
    strength: Floats
    name: str = "ties"

    def __post_init__(self) -> None:
        name = self.name
        indptr = columns.whole_numbers(f"{name}.indptr", self.indptr, None, low=0)
        tags = columns.whole_numbers(f"{name}.tags", self.tags, None, low=0)
        strength = columns.floats(f"{name}.strength", self.strength, tags.size, low=0.0, high=1.0)
        if indptr.size == 0 or indptr[0] != 0 or indptr[-1] != tags.size:
            raise BadArray(f"{name}.indptr", f"must run from 0 to {tags.size}, the number of ties")
        if (np.diff(indptr) < 0).any():
            raise BadArray(f"{name}.indptr", "must not descend")
        if (strength <= 0.0).any():
            raise BadArray(f"{name}.strength", "holds a zero; leave such ties out")
        inside = np.ones(max(tags.size - 1, 0), dtype=np.bool_)
        borders = indptr[1:-1]
        inside[borders[(borders > 0) & (borders < tags.size)] - 1] = False
        if (np.diff(tags)[inside] <= 0).any():
            raise BadArray(f"{name}.tags", "must ascend within a person, no tag twice")
        object.__setattr__(self, "indptr", indptr)
        object.__setattr__(self, "tags", tags)
        object.__setattr__(self, "strength", strength)

    @classmethod
    def build(
        cls,
        people: int,
        person: npt.ArrayLike,
        tags: npt.ArrayLike,
        strength: npt.ArrayLike,
        name: str = "ties",
    ) -> "Ties":
        """Ties from three parallel columns in any order; of several for a tag the strongest holds.

        people    how many people there are; person int[ties] indexes them
        tags      int[ties], strength float[ties] within (0, 1]
        """
        who = columns.whole_numbers(f"{name}.person", person, None, low=0, high=max(people - 1, 0))
        what = columns.whole_numbers(f"{name}.tags", tags, who.size, low=0)
        strong = columns.floats(f"{name}.strength", strength, who.size, low=0.0, high=1.0)
        if who.size and not people:
            raise BadArray(f"{name}.person", "names people of an empty pool")
        order = np.lexsort((-strong, what, who))
        who, what, strong = who[order], what[order], strong[order]
        first = np.ones(who.size, dtype=np.bool_)
        first[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
        indptr = np.zeros(people + 1, dtype=np.int64)
        np.cumsum(np.bincount(who[first], minlength=people), out=indptr[1:])
        return cls(indptr, what[first], strong[first], name)

    @classmethod
    def none(cls, people: int, name: str = "ties") -> "Ties":
        """No ties at all for `people` people."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(np.zeros(people + 1, dtype=np.int64), nothing, nothing.astype(float), name)

    @property
    def people(self) -> int:
        """How many people the ties belong to, those without any included."""
        return int(self.indptr.size - 1)

    @cached_property
    def counts(self) -> Ints:
        """How many tags each person is tied to, int64[n]."""
        return np.diff(self.indptr)

    @cached_property
    def person(self) -> Ints:
        """The person of each tie, int64[ties]."""
        return np.repeat(np.arange(self.people), self.counts)

    def take(self, people: Ints) -> "Ties":
        """The ties of the given people (int64[m] of indices), renumbered 0..m-1."""
        counts = self.indptr[people + 1] - self.indptr[people]
        indptr = np.zeros(people.size + 1, dtype=np.int64)
        np.cumsum(counts, out=indptr[1:])
        at = np.arange(indptr[-1]) + np.repeat(self.indptr[people] - indptr[:-1], counts)
        taken = {"indptr": indptr, "tags": self.tags[at], "strength": self.strength[at]}
        return columns.rows_of(self, {**taken, "name": self.name})
