"""Suggestions as bytes: what one worker found, kept in a row until the others are ready too."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Ints

ROW = np.dtype([("mentee", "<i8"), ("mentor", "<i8"), ("score", "<f8"), ("rank", "<i2")])


@dataclass(frozen=True)
class Found:
    """Rows of four parallel arrays, by account ids.

    mentee, mentor  int64[rows]
    score           float64[rows], within [0, 1]
    rank            int64[rows], 1 = best for this mentee
    """

    mentee: Ints
    mentor: Ints
    score: Floats
    rank: Ints

    def __len__(self) -> int:
        return int(self.mentee.size)

    def packed(self) -> bytes:
        """These rows as bytes; `unpacked` gives them back."""
        rows = np.empty(len(self), dtype=ROW)
        for name in ROW.names or ():
            rows[name] = getattr(self, name)
        return rows.tobytes()

    @classmethod
    def unpacked(cls, parcel: bytes) -> "Found":
        """The rows that were packed."""
        rows = np.frombuffer(parcel, dtype=ROW)
        return cls(
            mentee=rows["mentee"].astype(np.int64),
            mentor=rows["mentor"].astype(np.int64),
            score=rows["score"].astype(np.float64),
            rank=rows["rank"].astype(np.int64),
        )

    @classmethod
    def together(cls, parts: "Sequence[Found]") -> "Found":
        """Rows of several, one after the other."""
        return cls.unpacked(b"".join(part.packed() for part in parts))

    def within(self, first: int, last: int) -> "Found":
        """Rows of the mentees whose ids lie from `first` to `last`."""
        kept = (self.mentee >= first) & (self.mentee <= last)
        return Found(self.mentee[kept], self.mentor[kept], self.score[kept], self.rank[kept])
