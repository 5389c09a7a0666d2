"""What a mentee seeks, read a little further where she has said little."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.grid import Floats, Ints, down_to_grid
from matching.engine.signals import tag_worths
from matching.engine.tag_statistics import TagStatistics
from matching.engine.ties import Ties

OWN = -1
RELATED_PART = (0.0, 0.5, 0.4, 0.3, 0.2, 0.1)  # by the number of tags sought; beyond: nothing


@dataclass(frozen=True, eq=False)
class Sought:
    """The tags of n mentees' wishes, those they seek and those related to them.

    indptr    int64[n+1], the entries of mentee i are those from indptr[i] up to indptr[i+1]
    tags      int64[entries], ascending within a mentee and never twice
    portion   float64[entries], multiples of 1/65,536, together at most 1 for a mentee
    strength  float64[entries] of her tie to the tag, or to `via`
    via       int64[entries], the tag sought that led to a related one; OWN (-1) for a tag sought
    """

    indptr: Ints
    tags: Ints
    portion: Floats
    strength: Floats
    via: Ints

    @property
    def people(self) -> int:
        """How many mentees there are, those without wishes included."""
        return int(self.indptr.size - 1)

    @cached_property
    def person(self) -> Ints:
        """The mentee of each entry, int64[entries]."""
        return np.repeat(np.arange(self.people), np.diff(self.indptr))


def sought(seeks: Ties, statistics: TagStatistics) -> Sought:
    """The portions of what each mentee seeks; a part of each is held by the tag's relatives.

    Of every tag sought, up to RELATED_PART goes to its relatives by their strength, the less the
    more tags she seeks, and the rest stays with the tag itself. So relatives never outweigh what
    led to them, and a long profile is read as it stands. What she seeks herself is nobody's
    relative; one that several tags lead to has the sum, and `via` names the tag that gave most.
    """
    worth = tag_worths(seeks, statistics.offers)
    person = seeks.person
    total = np.bincount(person, weights=worth, minlength=seeks.people)[person]
    whole = np.divide(worth, total, out=np.zeros_like(worth), where=total > 0)
    parts = np.array((*RELATED_PART, 0.0))
    part = parts[np.minimum(seeks.counts, len(RELATED_PART))][person]
    at, relative, strength = _relatives(np.flatnonzero(part > 0.0), seeks, statistics)
    passed_on = np.bincount(at, weights=strength, minlength=seeks.tags.size)
    own = down_to_grid(whole * (1.0 - part * np.minimum(passed_on, 1.0)))
    if not at.size:
        none = np.full(seeks.tags.size, OWN)
        return Sought(seeks.indptr, seeks.tags, own, seeks.strength, none)
    share = down_to_grid((whole * part)[at] * strength)
    return _joined(seeks, own, at, relative, share, statistics)


def _relatives(asks: Ints, seeks: Ties, statistics: TagStatistics) -> tuple[Ints, Ints, Floats]:
    """Relatives of the entries `asks` that the mentee does not seek: entry, relative, strength."""
    related, base = statistics.related, max(1, statistics.tags)
    tags = seeks.tags[asks]
    counts = related.counts[tags]
    at = np.repeat(asks, counts)
    before = np.cumsum(counts) - counts
    there = np.arange(at.size) + np.repeat(related.indptr[tags] - before, counts)
    relative, person = related.tags[there], seeks.person
    own = person * base + seeks.tags
    code = person[at] * base + relative
    known = own[np.minimum(np.searchsorted(own, code), own.size - 1)] == code
    return at[~known], relative[~known], related.strength[there][~known]


def _joined(
    seeks: Ties, own: Floats, at: Ints, relative: Ints, share: Floats, statistics: TagStatistics
) -> Sought:
    """Own and related entries in one, each tag of a mentee once."""
    base = max(1, statistics.tags)
    person, via = seeks.person, seeks.tags
    code = np.concatenate([person * base + via, person[at] * base + relative])
    portion = np.concatenate([own, share])
    source = np.concatenate([np.full(own.size, OWN), via[at]])
    strength = np.concatenate([seeks.strength, seeks.strength[at]])
    users = np.concatenate([np.zeros_like(via), statistics.offers.users[via[at]]])
    order = np.argsort(code, kind="stable")
    new = np.diff(code[order], prepend=-1) != 0
    # The tag that gave most comes first; the rarer and then the lower one among equals.
    several = np.flatnonzero(~new | np.append(~new[1:], False))
    equal = order[several]
    keys = source[equal], users[equal], -portion[equal], code[equal]
    order[several] = equal[np.lexsort(keys)]
    start = np.flatnonzero(new)
    first = order[start]
    indptr = np.zeros(seeks.people + 1, dtype=np.int64)
    np.cumsum(np.bincount(code[first] // base, minlength=seeks.people), out=indptr[1:])
    return Sought(
        indptr=indptr,
        tags=code[first] % base,
        portion=np.add.reduceat(portion[order], start),
        strength=strength[first],
        via=source[first],
    )
