"""Two answers that must be alike: in what they say and in the time they take.

The time is judged by an effect, not by a p-value: the median of paired differences, with a
bootstrap interval around it, has to lie within a bound. A noisy machine is asked again, and told
apart is only what stays apart. Within one process the processor's time is counted, which other
programs do not disturb; through a served one, what a clock on the wall shows.
"""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

EFFECT = 0.001
ROUNDS, PAIRS, TURNS = 8, 60, 300
Ask = Callable[[], Any]
Clock = Callable[[], float]


def interval(differences: list[float], seed: int = 17) -> tuple[float, float]:
    """Return the middle 98 % of medians of resamples: where the true median lies."""
    chance, size = random.Random(seed), len(differences)
    medians = sorted(statistics.median(chance.choices(differences, k=size)) for _ in range(TURNS))
    return medians[TURNS // 100], medians[-1 - TURNS // 100]


def difference(one: Ask, other: Ask, chance: random.Random, clock: Clock) -> float:
    """Return how much longer `one` took than `other`; which goes first is up to chance."""
    took: dict[bool, float] = {}
    for is_one in chance.sample((True, False), 2):
        start = clock()
        (one if is_one else other)()
        took[is_one] = clock() - start
    return took[True] - took[False]


def told_apart(
    one: Ask, other: Ask, *, clock: Clock = time.thread_time, effect: float = EFFECT
) -> str:
    """Say by how much two askings differ in time; "" when they do by less than `effect`."""
    chance, differences = random.Random(17), []
    for asking in (one, other, one, other):  # what only the first one ever costs
        asking()
    for _ in range(ROUNDS):
        differences += [difference(one, other, chance, clock) for _ in range(PAIRS)]
        low, high = interval(differences)
        if -effect < low and high < effect:
            return ""
    middle = statistics.median(differences)
    if abs(middle) < effect or low < 0 < high:
        return ""  # too noisy to say more, and nothing speaks for a difference
    return f"{low * 1000:.2f} to {high * 1000:.2f} ms apart in {len(differences)} pairs"
