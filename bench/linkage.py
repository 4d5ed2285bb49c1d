"""The cascade and the board of referrals in a small house and in a large one, at equal volume.

What is asked for is the same in both (bench/_way.py): a thousand clients and a hundred thousand
hold the same quarter, and the rest of the large house lies in the past. Beside the cascade stands
one hand-written statement that counts the same people; both must give equal figures. The ratio is
the one nearest to its own goal: growth ÷ 1.3, and the cascade beside the statement ÷ 3.
"""

import sys
from collections.abc import Callable
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import _way
from bench._frame import Measured, paired_ratio, run
from bench.pages import House as Browsed
from bench.pages import ask, browser_of
from ravny.insight.indicators.queries import cascade_of

MOST_GROWTH, MOST_BESIDE_SQL = 1.3, 3
STATEMENT = """
WITH counted AS (
    SELECT COALESCE(card.kept_id, card.id) AS person,
           test.id, test.day, test.result, test.result_on, test.returned_on
    FROM testing_test AS test
    JOIN clients_client AS card ON card.id = test.client_id
    WHERE test.organisation_id = %(house)s AND test.infection = 'hiv'
      AND test.day BETWEEN %(first)s AND %(last)s
      AND test.consented_on IS NOT NULL AND test.is_whole AND test.void_reason = ''
      AND test.result IN ('reactive', 'nonreactive')
), cohort AS (
    SELECT person, MIN(COALESCE(result_on, day)) AS since
    FROM counted WHERE result = 'reactive' GROUP BY person
), cards AS (
    SELECT person, person AS id FROM cohort
    UNION ALL
    SELECT card.kept_id, card.id FROM cohort
    JOIN clients_client AS card ON card.kept_id = cohort.person
), arrived AS (
    SELECT DISTINCT cards.person FROM cards
    CROSS JOIN referrals_referral AS sent
    WHERE sent.client_id = cards.id AND sent.infection = 'hiv'
      AND sent.arrived_on >= (SELECT MIN(since) FROM cohort)
      AND sent.reason IN ('confirmation', 'care', 'sti_care', 'tb', 'doctor', 'hospital')
), concluded AS (
    SELECT cards.person, test.conclusion, ROW_NUMBER() OVER (
        PARTITION BY cards.person ORDER BY test.concluded_on DESC, test.id DESC) AS place
    FROM cards CROSS JOIN testing_test AS test
    WHERE test.client_id = cards.id AND test.infection = 'hiv' AND test.conclusion <> ''
      AND test.void_reason = '' AND test.is_whole
), registered AS (
    SELECT DISTINCT cards.person FROM cards CROSS JOIN care_registration AS fact
    WHERE fact.client_id = cards.id AND fact.infection = 'hiv' AND NOT fact.is_void
), treated AS (
    SELECT cards.person, MIN(fact.day) AS since FROM cards
    CROSS JOIN care_treatment AS fact
    WHERE fact.client_id = cards.id AND fact.infection = 'hiv' AND NOT fact.is_void
    GROUP BY cards.person
), undetectable AS (
    SELECT DISTINCT treated.person FROM treated
    JOIN cards ON cards.person = treated.person
    CROSS JOIN care_labresult AS fact
    WHERE fact.client_id = cards.id AND NOT fact.is_void AND fact.lab = 'viral_load'
      AND fact.level = 'undetectable' AND fact.day >= treated.since
), furthest AS (
    SELECT CASE WHEN undetectable.person IS NOT NULL THEN 5
                WHEN treated.person IS NOT NULL THEN 4
                WHEN registered.person IS NOT NULL THEN 3
                WHEN concluded.conclusion = 'positive' THEN 2
                WHEN arrived.person IS NOT NULL OR concluded.person IS NOT NULL THEN 1
                ELSE 0 END AS step
    FROM cohort
    LEFT JOIN arrived ON arrived.person = cohort.person
    LEFT JOIN concluded ON concluded.person = cohort.person AND concluded.place = 1
    LEFT JOIN registered ON registered.person = cohort.person
    LEFT JOIN treated ON treated.person = cohort.person
    LEFT JOIN undetectable ON undetectable.person = cohort.person
)
SELECT (SELECT COUNT(DISTINCT person) FROM counted),
       (SELECT COUNT(DISTINCT person) FROM counted WHERE returned_on IS NOT NULL),
       COUNT(*), SUM(step >= 1), SUM(step >= 2), SUM(step >= 3), SUM(step >= 4), SUM(step >= 5)
FROM furthest
"""


def by_rooms(house: _way.House) -> tuple[int | None, ...]:
    """Return tested, returned and each step as the page counts them."""
    cascade, _people = cascade_of(house.lead, house.first, house.last, "hiv", exact=True)
    return (cascade.tested, cascade.returned, *(level.count for level in cascade.levels))


def by_statement(house: _way.House) -> tuple[int | None, ...]:
    """Return the same figures by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            {
                "house": house.lead.organisation_id.hex,
                "first": house.first.isoformat(),
                "last": house.last.isoformat(),
            },
        )
        return tuple(cursor.fetchone())


def statements(work: Callable[[], object]) -> int:
    """Return how many statements some work asks of the database."""
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def equal(what: str, figures: list[object]) -> None:
    """Refuse to compare what is not the same work."""
    if any(figure != figures[0] for figure in figures):
        raise RuntimeError(f"{what} differ: {figures}")


def measure(quick: bool) -> Measured:
    """Return milliseconds of cascade, board and statement at both sizes, and the worst ratio."""
    houses = [_way.build(1_000, 17), _way.build(10_000 if quick else 100_000, 18)]
    small, large = houses
    told = [figures(house) for house in houses for figures in (by_rooms, by_statement)]
    equal("figures", list(told))
    browsers = [Browsed(house.clients, browser_of(house.lead)) for house in houses]
    board = reverse("referrals:board")
    equal("statements of the cascade", [statements(partial(by_rooms, h)) for h in houses])
    equal("statements of the board", [statements(partial(ask, b, board)) for b in browsers])
    rounds = 15 if quick else 41
    figures: dict[str, float] = {"clients, small": small.clients, "clients, large": large.clients}
    names = ("tested", "returned", "reactive")
    figures |= {name: figure or 0 for name, figure in zip(names, told[0], strict=False)}
    ratios = [
        growth(figures, "cascade", rounds, lambda: by_rooms(large), lambda: by_rooms(small)),
        growth(
            figures,
            "board",
            rounds,
            lambda: ask(browsers[1], board),
            lambda: ask(browsers[0], board),
        ),
    ]
    for name, house in (("small", small), ("large", large)):
        _rooms, statement, times = paired_ratio(
            partial(by_rooms, house), partial(by_statement, house), rounds
        )
        figures[f"statement ms, {name}"] = 1000 * statement
        figures[f"cascade ÷ statement, {name}"] = times
        ratios.append(times / MOST_BESIDE_SQL)
    return Measured(figures, max(ratios))


def growth(
    figures: dict[str, float],
    name: str,
    rounds: int,
    large: Callable[[], object],
    small: Callable[[], object],
) -> float:
    """Note both medians, taken turn by turn, and their ratio; return it as part of its goal."""
    most, least, _pairs = paired_ratio(large, small, rounds)
    figures |= {f"{name} ms, small": 1000 * least, f"{name} ms, large": 1000 * most}
    figures[f"{name} large ÷ small"] = most / least
    return most / least / MOST_GROWTH


if __name__ == "__main__":
    sys.exit(run("linkage", measure, goal=1.0))
