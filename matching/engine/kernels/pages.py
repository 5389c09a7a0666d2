"""Who is shown to whom, out of everybody's candidates."""

from matching.engine.jit import compiled
from matching.engine.kernels.arrays import Array


@compiled
def fill_pages(
    order: Array, mentee: Array, mentor: Array, left: Array, pages: Array, shown: Array, k: int
) -> None:
    """Show pair after pair, in `order`, while the mentee's page and the mentor have room.

    left int64[m] how many people each mentor may still be shown to, pages int64[n] rows on each
    page; both are brought up to date. shown bool[rows].
    """
    for at in order:
        if pages[mentee[at]] < k and left[mentor[at]] > 0:
            shown[at] = True
            pages[mentee[at]] += 1
            left[mentor[at]] -= 1


@compiled
def fill_empty(empty: Array, start: Array, mentor: Array, left: Array, shown: Array) -> None:
    """Show one mentor to each of the mentees `empty`: of her candidates, which are the rows
    start[i]..start[i+1]-1, best first, the one whose cap has been passed least."""
    for i in empty:
        best = start[i]
        for at in range(start[i], start[i + 1]):
            if left[mentor[at]] > left[mentor[best]]:
                best = at
        shown[best] = True
        left[mentor[best]] -= 1
