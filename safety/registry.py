"""Questions that safety asks of the apps above: what does a block end?

Apps register in their `apps.py`; safety calls them inside the transaction of the block.
"""

from typing import Protocol

from django.contrib.auth.base_user import AbstractBaseUser


class EndedByABlock(Protocol):
    """Ends what stands between two people, silently, inside the caller's transaction."""

    def __call__(self, *, by: AbstractBaseUser, person: AbstractBaseUser) -> None: ...


_ended_by_a_block: list[EndedByABlock] = []


def a_block_ends(end: EndedByABlock) -> None:
    """Register something that a block ends; registering twice counts once."""
    if end not in _ended_by_a_block:
        _ended_by_a_block.append(end)


def ended_by_a_block() -> tuple[EndedByABlock, ...]:
    """What a block ends, in the order of registration."""
    return tuple(_ended_by_a_block)
