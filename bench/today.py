"""*Today*, a case, the list of cases and the silent ones with thirty open cases and with 3,000.

One worker carries thirty in both houses; in the large one a colleague of the same team carries the
rest, and the coordinator sees all. The lists are asked for the worker's own, so that a page has as
many rows in both. The ratio is that of the page that grows most; the number of questions must not
grow with the cases (a page may ask one or two less where there is nothing more to count).
"""

import statistics
import sys

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench._cases import LEAD, OWN, SEEN, WORKER, House, build
from bench._frame import Measured, run
from bench.pages import NOTHING_TO_ASK, ask_as

WHO = {WORKER: "worker", LEAD: "lead"}


def queries(house: House, who: str, name: str) -> int:
    """Return the number of statements of one request."""
    with CaptureQueriesContext(connection) as caught:
        ask_as(house.browsers[who], house.address(name))
    return len(caught)


def seconds(house: House, who: str, name: str) -> float:
    """Return the seconds of one request."""
    return ask_as(house.browsers[who], house.address(name))


def measure(quick: bool) -> Measured:
    """Return milliseconds and queries of each page at both sizes, and the worst ratio."""
    small, large = build(OWN, 7), build(3_000, 8)
    figures: dict[str, float] = {"cases, small": small.cases, "cases, large": large.cases}
    ratios = []
    for who, called in WHO.items():
        for name in SEEN:
            seconds(small, who, name), seconds(large, who, name)
            pairs = [
                (seconds(small, who, name), seconds(large, who, name))
                for _round in range(3 if quick else 25)
            ]
            counts = queries(small, who, name), queries(large, who, name)
            ratio = statistics.median(b / a for a, b in pairs)
            label = f"{called} {name}"
            figures[f"{label} ms, small"] = 1000 * statistics.median(a for a, _b in pairs)
            figures[f"{label} ms, large"] = 1000 * statistics.median(b for _a, b in pairs)
            figures[f"{label} queries, small"], figures[f"{label} queries, large"] = counts
            figures[f"{label} ratio"] = ratio
            ratios.append(ratio if counts[1] - counts[0] <= NOTHING_TO_ASK else 99.0)
    return Measured(figures, max(ratios))


if __name__ == "__main__":
    sys.exit(run("today", measure, goal=1.3))
