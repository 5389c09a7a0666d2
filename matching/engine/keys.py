"""Seeded keys that break ties the same way in any order of people.

The mixing function is the finalizer of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
pseudorandom number generators"); it maps 64-bit numbers one to one.
"""

import numpy as np
import numpy.typing as npt

from matching.engine.grid import Keys

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def mix(numbers: Keys) -> Keys:
    """SplitMix64 of each number: one to one, each bit depending on all. Wraps modulo 2**64."""
    mixed = numbers + _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    return mixed ^ (mixed >> np.uint64(31))


def person_keys(numbers: npt.ArrayLike, seed: int) -> Keys:
    """Keys for people known by whole numbers (row ids): uint64[n], different where `numbers` are.

    The same number and seed give the same key on every machine and in every run.
    """
    seeds = mix(np.array([seed % 2**64], dtype=np.uint64))
    return mix(np.asarray(numbers).astype(np.uint64) ^ seeds)


def tie_order(mentee_keys: Keys, mentor_keys: Keys) -> Keys:
    """One number per pair, smaller first among equal scores; shapes broadcast.

    Mixed with the mentee's key so that among equally fitting mentors each mentee meets a
    different one first; for one mentee, different mentor keys give different numbers.
    """
    return mix(mix(mentee_keys) ^ mentor_keys)
