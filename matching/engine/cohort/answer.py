"""A cohort and what proves it, as plain data that can be written down and read back."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

import numpy as np

from matching.engine.errors import BadTerms
from matching.engine.grid import Ints
from matching.engine.pool import Pairs

Method = Literal["stable-mentees", "stable-mentors", "total", "fair"]
METHODS: tuple[Method, ...] = get_args(Method)
FIT_BITS = 20
FULL_FIT = 2**FIT_BITS


@dataclass(frozen=True, eq=False)
class Prices:
    """Dual prices: no cohort is worth more than what the prices of its people add up to.

    mentees      int64[n], u, none below 0
    mentors      int64[m], p, the price of a seat, none below 0
    first_seats  int64[m], the price of the one seat that fulfills a wish for at least one mentee;
                 0 where nobody wished
    pair         what a pair is worth beside its fit, so that more pairs come before more fit
    first        what fulfilling a wish is worth beside that; 0 without wishes
    least        pairs of a lesser fit are left out of account

    For each acceptable pair of fit `least` or more: u + p >= pair + fit, and at a seat that
    fulfills a wish u + first_seats >= pair + first + fit.
    """

    mentees: Ints
    mentors: Ints
    first_seats: Ints
    pair: int
    first: int = 0
    least: int = 0


@dataclass(frozen=True, eq=False)
class Cover:
    """People without whom no acceptable pair of more than a fit is left.

    A cohort of such pairs has no more of them than there are `mentees` here plus seats of the
    `mentors` here (Koenig's theorem says that some cover is as small as the largest cohort).

    mentees  int64, indices
    mentors  int64, indices
    above    the fit; -1 for all pairs
    wishes   whether only the first seats of mentors with a wish are counted, and only their pairs
    """

    mentees: Ints
    mentors: Ints
    above: int = -1
    wishes: bool = False


@dataclass(frozen=True, eq=False)
class Certificate:
    """What is claimed of a cohort, and the proof. Fits and gains are in multiples of 2**-20.

    method          how the cohort was made
    balance         from 0 (stable) to 1 (highest total), for the stable methods
    matched         pairs, pinned ones included
    total           their fits added up
    worst           the least fit of a pair that was not pinned; None without such a pair
    unserved        mentors for whom at least one mentee was wished in vain
    blocking_pairs  pairs not in the cohort who would both rather have each other; None where the
                    method makes no claim about them
    largest_gain    the most by which the one who gains less in a blocking pair would gain
    placed          for the stable methods: mentees given to a mentor for his wish's sake, int64;
                    beside them, as if they were pinned, no pair blocks
    prices          for total and fair: no cohort of as many pairs has a higher total
    bound           for a balance above 0: no cohort at all has a higher total than these add up to
    cover           for fair: no cohort has more pairs
    wish_cover      for fair, where there were wishes: no cohort fulfills more of them
    tighter         for fair: with better pairs only, fewer pairs or fewer wishes would be left
    """

    method: Method
    matched: int
    total: int
    worst: int | None
    balance: float = 0.0
    unserved: int = 0
    blocking_pairs: int | None = None
    largest_gain: int | None = None
    placed: Ints | None = None
    prices: Prices | None = None
    bound: Prices | None = None
    cover: Cover | None = None
    wish_cover: Cover | None = None
    tighter: Cover | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and lists, ready for JSON; people are indices."""
        return {key: value for key, value in _plain(asdict(self)).items() if value is not None}

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Self:
        """The certificate that `as_dict` wrote; raises BadTerms for anything else."""
        try:
            made = {name: _read(name, value) for name, value in given.items()}
            certificate = cls(**{"worst": None, **made})
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as problem:
            raise BadTerms("The certificate cannot be read.") from problem
        if certificate.method not in METHODS:
            raise BadTerms(f"The certificate names no known method: {certificate.method}.")
        return certificate


@dataclass(frozen=True, eq=False)
class Assignment:
    """A cohort.

    pairs        Pairs of indices into the pool, in order of mentees
    fits         int64[pairs], the score of each pair in multiples of 2**-20, rounded down
    unmatched    int64, mentees without a mentor, ascending
    certificate  Certificate, to be checked with `certify`
    """

    pairs: Pairs
    fits: Ints
    unmatched: Ints
    certificate: Certificate

    @property
    def scores(self) -> list[float]:
        """The fits as numbers from 0 to 1."""
        return [fit / FULL_FIT for fit in self.fits.tolist()]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def _read(name: str, value: Any) -> Any:
    """One field of a certificate; raises TypeError, ValueError or the like for a wrong kind."""
    kinds: dict[str, type[Prices | Cover]] = {
        "prices": Prices, "bound": Prices,
        "cover": Cover, "wish_cover": Cover, "tighter": Cover,
    }  # fmt: skip
    if value is None or name == "method":
        return value
    if name in kinds:
        return kinds[name](**{key: _read(key, part) for key, part in value.items()})
    if name in ("placed", "mentees", "mentors", "first_seats"):
        if not all(type(number) is int for number in value):
            raise TypeError(name)
        return np.array(value, dtype=np.int64)
    allowed = {"wishes": (bool,), "balance": (int, float)}.get(name, (int,))
    if type(value) not in allowed:
        raise TypeError(name)
    return value
