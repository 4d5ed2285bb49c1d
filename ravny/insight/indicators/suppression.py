"""Small numbers: no figure of persons under the threshold leaves, nor can it be worked out.

Primary: a figure from 1 to threshold - 1 is hidden. Secondary: as the total stands beside, the
hidden figures must be at least two and make at least the threshold together; the smallest of the
visible ones go too until that holds, and where it cannot hold the total goes as well.
Source: standards.md, "Small numbers"; Eurostat, Handbook on Statistical Disclosure Control.
"""

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 5


@dataclass(frozen=True)
class Suppressed:
    """Figures of one column: None stands for a hidden one."""

    cells: tuple[int | None, ...]
    total: int | None


def suppress(cells: Sequence[int], total: int, *, threshold: int = THRESHOLD) -> Suppressed:
    """Hide what must be hidden of one column of figures and its total."""
    hidden = {place for place, figure in enumerate(cells) if 0 < figure < threshold}
    if not hidden:
        return Suppressed(tuple(cells), total if not 0 < total < threshold else None)
    visible = sorted(
        (place for place, figure in enumerate(cells) if figure and place not in hidden),
        key=lambda place: (cells[place], place),
    )
    while visible and not _safe([cells[place] for place in hidden], threshold):
        hidden.add(visible.pop(0))
    safe = _safe([cells[place] for place in hidden], threshold) and total >= threshold
    shown = tuple(None if place in hidden else figure for place, figure in enumerate(cells))
    return Suppressed(shown, total if safe else None)


def _safe(figures: Sequence[int], threshold: int) -> bool:
    return len(figures) >= 2 and sum(figures) >= threshold
