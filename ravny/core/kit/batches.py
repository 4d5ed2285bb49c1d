"""Many ids in pieces: a statement takes only so many parameters."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """Return the items in their order, so many at a time."""
    stream = iter(items)
    while some := list(islice(stream, size)):
        yield some
