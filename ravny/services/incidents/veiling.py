"""A table of counts that can be published: no small number stands in it or can be worked out.

The table is a flow of incidents: from the sum to the kinds, to the offices of each kind, to the
quarters, and back to each quarter's sums. Every line and every total is a node where as much comes
in as goes out, so what a reader can work out of a hidden figure is how far it can still move in
that flow while everything shown stays put. Figures from 1 to 4 are hidden; then more, the smallest
first, until every hidden one could have at least four values.
Source: Cox 1995 (network models for complementary cell suppression); Eurostat, Handbook on
Statistical Disclosure Control, 4.3.
"""

from collections import deque
from collections.abc import Mapping
from typing import Final

THRESHOLD: Final = 5
FREEDOM: Final = 3
"""By so much at least a hidden figure can move: two hidden ones with the sum 5 can."""
SUM: Final = 4
"""The place of a year's sum behind its four quarters."""
EVERY: Final = ""
"""Instead of a kind or an office: all of them."""
REST: Final = "rest"
"""Instead of a kind or an office: the rare ones together."""

Cell = tuple[str, str, int]
Counts = Mapping[Cell, int]
Node = tuple[str, ...]
Flow = dict[Cell, int]


def with_totals(counts: Counts) -> Flow:
    """Return the counts with every total, nothing for zero."""
    full: Flow = {}
    for (kind, office, quarter), count in counts.items():
        if not count:
            continue
        for line in ((kind, office), (kind, EVERY), (EVERY, EVERY)):
            for place in (quarter, SUM):
                full[*line, place] = full.get((*line, place), 0) + count
    return full


def _ends(cell: Cell) -> tuple[Node, Node]:
    """Return the nodes a cell's incidents flow from and to."""
    kind, office, quarter = cell
    outer: Node
    inner: Node = ("line", kind, office) if office else ("kind", kind, str(quarter))
    if not kind:
        inner, outer = ("all", str(quarter)), ("outside",)
    elif office:
        outer = ("kind", kind, str(quarter))
    else:
        outer = ("all", str(quarter))
    return (outer, inner) if quarter == SUM else (inner, outer)


def pooled(counts: Counts) -> dict[Cell, int]:
    """Return the counts with rare kinds together, and within each kind rare offices.

    Rare is what does not come to the threshold in the year; what is rare together as well takes
    the next smallest with it.
    """
    kinds = _rare({kind: _sum(counts, kind) for kind, _office, _quarter in counts})
    by_kind: dict[Cell, int] = {}
    for (kind, office, quarter), count in counts.items():
        cell = (REST if kind in kinds else kind, office, quarter)
        by_kind[cell] = by_kind.get(cell, 0) + count
    found: dict[Cell, int] = {}
    for kind in {cell[0] for cell in by_kind}:
        own = {cell: count for cell, count in by_kind.items() if cell[0] == kind}
        offices = _rare({cell[1]: _sum(own, kind, cell[1]) for cell in own})
        for (_kind, office, quarter), count in own.items():
            cell = (kind, REST if office in offices else office, quarter)
            found[cell] = found.get(cell, 0) + count
    return found


def _sum(counts: Counts, kind: str, office: str = EVERY) -> int:
    return sum(
        count for cell, count in counts.items() if cell[0] == kind and office in (EVERY, cell[1])
    )


def _rare(sums: Mapping[str, int]) -> frozenset[str]:
    """Return the rare ones of these; nothing where there are none."""
    ordered = sorted(sums, key=lambda code: (sums[code], code))
    rare = [code for code in ordered if sums[code] < THRESHOLD]
    while rare and sum(sums[code] for code in rare) < THRESHOLD and len(rare) < len(ordered):
        rare.append(ordered[len(rare)])
    return frozenset(rare)


class _Veil:
    """What is hidden so far, and how far each hidden figure can move."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.ends = {cell: _ends(cell) for cell in flow}
        self.at: dict[Node, list[Cell]] = {}
        for cell, (start, end) in self.ends.items():
            self.at.setdefault(start, []).append(cell)
            self.at.setdefault(end, []).append(cell)
        self.hidden = {cell for cell, count in flow.items() if count < THRESHOLD}

    def secure(self, cell: Cell) -> None:
        """Hide more figures until this one can move far enough."""
        while True:
            up, reached = self._room(cell, upwards=True)
            down, _reached = self._room(cell, upwards=False)
            if up + down >= FREEDOM:
                return
            self.hidden.add(min(self._borders(reached), key=self._price))

    def _price(self, cell: Cell) -> tuple[bool, int, Cell]:
        is_total = cell[2] == SUM or not cell[1]
        return is_total, self.flow[cell], cell

    def _borders(self, reached: set[Node]) -> list[Cell]:
        """Return the shown figures between what was reached and the rest; there is always one.

        None is under the threshold, so each can give way in either direction by FREEDOM.
        """
        return [
            cell
            for cell, (start, end) in self.ends.items()
            if cell not in self.hidden and (start in reached) != (end in reached)
        ]

    def _room(self, cell: Cell, *, upwards: bool) -> tuple[int, set[Node]]:
        """Return how far a figure can move, up to FREEDOM, and what was reached when it stopped."""
        flow = dict(self.flow)
        start, end = self.ends[cell]
        source, sink = (end, start) if upwards else (start, end)
        most = FREEDOM if upwards else min(FREEDOM, flow[cell] - 1)
        reached: set[Node] = set()
        for moved in range(most):
            came_by = self._search(flow, cell, source, sink)
            if sink not in came_by:
                return moved, set(came_by)
            node = sink
            while node != source:
                way = came_by[node]
                assert way is not None
                node, step, by = way
                flow[step] += by
        return most, reached

    def _search(
        self, flow: Flow, without: Cell, source: Node, sink: Node
    ) -> dict[Node, tuple[Node, Cell, int] | None]:
        """Look for a way along hidden figures: with one it grows, against one it shrinks to 1."""
        came_by: dict[Node, tuple[Node, Cell, int] | None] = {source: None}
        queue = deque([source])
        while queue and sink not in came_by:
            node = queue.popleft()
            for cell in self.at[node]:
                if cell not in self.hidden or cell == without:
                    continue
                start, end = self.ends[cell]
                onward, by = (end, 1) if start == node else (start, -1)
                if onward in came_by or (by < 0 and flow[cell] <= 1):
                    continue
                came_by[onward] = (node, cell, by)
                queue.append(onward)
        return came_by


def veil(counts: Counts) -> dict[Cell, int | None]:
    """Return every figure of the pooled table that is not zero, totals too; None: hidden."""
    flow = with_totals(pooled(counts))
    veiled = _Veil(flow)
    done: set[Cell] = set()
    # What is hidden for another's sake must be able to move as well.
    while waiting := sorted(veiled.hidden - done):
        for cell in waiting:
            veiled.secure(cell)
        done.update(waiting)
    return {cell: None if cell in veiled.hidden else count for cell, count in flow.items()}
