"""The frame of a benchmark: figures for people, then one line of JSON, then the exit code.

A bench is a module `bench/<name>.py` whose last lines are::

    if __name__ == "__main__":
        sys.exit(run("today", measure, goal=1.3, at_most=True))

`measure(quick)` returns its figures and the ratio that the goal speaks of. Both halves of a ratio
are measured in the same run; `quick` asks for fewer rounds and rows, not for another goal.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Named figures, each in the unit its name ends in, and the one ratio that counts."""

    figures: Mapping[str, float]
    ratio: float


def median_seconds(work: Callable[[], object], rounds: int, warm: int = 1) -> float:
    """Return the median seconds of one call, the garbage collector out of the way."""
    for _ in range(warm):
        work()
    times = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
    finally:
        gc.enable()
    return statistics.median(times)


def paired_ratio(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> tuple[float, float, float]:
    """Return (median of one, median of other, median of one ÷ other), taken turn by turn.

    Turns make the ratio hold when the machine's speed drifts during the run.
    """
    one()
    other()
    pairs = [(median_seconds(one, 1, 0), median_seconds(other, 1, 0)) for _ in range(rounds)]
    return (
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
        statistics.median(first / second for first, second in pairs),
    )


def run(
    name: str, measure: Callable[[bool], Measured], *, goal: float, at_most: bool = True
) -> int:
    """Print the figures and the closing line; return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog=f"bin/bench {name}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows")
    measured = measure(parser.parse_args().quick)
    met = measured.ratio <= goal if at_most else measured.ratio >= goal
    for label, figure in measured.figures.items():
        print(f"  {label:<40} {figure:>14,.4g}")
    sign = "≤" if at_most else "≥"
    print(f"  ratio {measured.ratio:.3g}, goal {sign} {goal:g}: {'met' if met else 'MISSED'}")
    closing = {
        "bench": name,
        "figures": dict(measured.figures),
        "ratio": measured.ratio,
        "goal": goal,
        "met": met,
    }
    sys.stdout.write(json.dumps(closing) + "\n")
    return 0 if met else 1
