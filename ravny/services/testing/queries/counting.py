"""What the cascade counts: tests and persons of a period, who was reactive, what was concluded.

A test counts when somebody agreed to it, its result is valid, it is whole and not void
(standards.md: HTS). A period goes by the day of the test; aliases are one person.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django_scopes import scope

from ravny.core.kit.statements import ask
from ravny.people.clients.queries import cards_of

from ..models import Test
from ..types import Concluded, PersonTested, Result, TestedCounts

PERSON = Coalesce("client__kept_id", "client_id")
AT_ONCE = 5000
"""Ids in one statement: databases bound how many values it may name."""


def counted(first: date, last: date, infection: str) -> QuerySet[Test]:
    """Return the tests of the days first…last that count; inside a scope, which says whose."""
    rows = Test.objects.filter(
        day__range=(first, last),
        consented_on__isnull=False,
        is_whole=True,
        void_reason="",
    )
    return rows.filter(infection=infection) if infection else rows


COUNTED = """
test.organisation_id = %s AND test.day BETWEEN %s AND %s AND test.consented_on IS NOT NULL
AND test.is_whole AND test.void_reason = '' AND test.result IN ('reactive', 'nonreactive')
"""
# Out of one index alone; reading a card for each test would cost what all cards cost.
COUNTS = """
SELECT COUNT(*), COUNT(test.client_id), COUNT(DISTINCT test.client_id),
       COUNT(DISTINCT test.client_id) FILTER (WHERE test.returned_on IS NOT NULL)
FROM testing_test AS test WHERE {counted}
"""
# Who has two cards: the foreign key is followed for those alone.
TWICE = """
SELECT COALESCE(card.kept_id, card.id), COUNT(test.returned_on)
FROM testing_test AS test JOIN clients_client AS card ON card.id = test.client_id
WHERE {counted} AND test.client_id IN (
    SELECT id FROM clients_client WHERE kept_id IS NOT NULL AND organisation_id = %s
    UNION ALL
    SELECT kept_id FROM clients_client WHERE kept_id IS NOT NULL AND organisation_id = %s)
GROUP BY test.client_id, COALESCE(card.kept_id, card.id)
"""


def tested_counts(
    organisation_id: UUID, first: date, last: date, infection: str = ""
) -> TestedCounts:
    """Count the tests and persons of the days first…last; "" for every infection. Two queries."""
    counted_too = f"{COUNTED} AND test.infection = %s" if infection else COUNTED
    asked = [organisation_id, first, last, *([infection] if infection else [])]
    ((tests, coded, clients, returned),) = ask(COUNTS.format(counted=counted_too), asked)
    twice = ask(TWICE.format(counted=counted_too), [*asked, organisation_id, organisation_id])
    return TestedCounts(
        tests=tests,
        uncoded=tests - coded,
        persons=clients - _surplus([person for person, _back in twice]),
        returned=returned - _surplus([person for person, back in twice if back]),
    )


def _surplus(persons: Sequence[object]) -> int:
    """Return by how many cards there are more than persons."""
    return len(persons) - len(set(persons))


def reactive_persons(
    organisation_id: UUID, first: date, last: date, infection: str
) -> list[PersonTested]:
    """Return the clients with a reactive result in the days first…last, by their first such day.

    With the latest conclusion of a confirmation, whenever it came. Three queries (two more for
    each further 5,000 persons).
    """
    with scope(organisation=organisation_id):
        rows = (
            counted(first, last, infection)
            .filter(result=Result.REACTIVE, client__isnull=False)
            .annotate(person=PERSON)
            .order_by("day", "id")
            .values_list("person", "day", "result_on", "worker_id", "team_id")
        )
        firsts: dict[UUID, tuple[date, UUID, UUID]] = {}
        for person, day, result_on, worker_id, team_id in rows:
            firsts.setdefault(person, (result_on or day, worker_id, team_id))
    cards = _cards(organisation_id, list(firsts))
    known = conclusions(organisation_id, list(firsts), infection, cards=cards)
    own: dict[UUID, list[UUID]] = {person: [] for person in firsts}
    for card, person in cards.items():
        own[person].append(card)
    return [
        PersonTested(
            client_id=person,
            reactive_on=day,
            conclusion=known[person].conclusion if person in known else "",
            concluded_on=known[person].day if person in known else None,
            worker_id=worker_id,
            team_id=team_id,
            cards=tuple(own[person]),
        )
        for person, (day, worker_id, team_id) in firsts.items()
    ]


def _cards(organisation_id: UUID, persons: Sequence[UUID]) -> dict[UUID, UUID]:
    found: dict[UUID, UUID] = {}
    for some in _portions(persons):
        found |= cards_of(organisation_id, some)
    return found


def _portions(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def conclusions(
    organisation_id: UUID,
    client_ids: Sequence[UUID],
    infection: str,
    *,
    cards: Mapping[UUID, UUID] | None = None,
) -> dict[UUID, Concluded]:
    """Return kept client id → the latest conclusion for an infection, of kept ids given.

    One query for each 5,000 clients; a client's aliases are looked through too. `cards`: card id →
    kept id of all these clients (clients.queries.cards_of), which spares reading the cards.
    """
    found: dict[UUID, Concluded] = {}
    rows: list[tuple[Any, ...]] = []
    with scope(organisation=organisation_id):
        for some in _portions(client_ids if cards is None else list(cards)):
            rows += _concluded(some, infection, joined=cards is None)
    for test_id, card, *told in rows:
        person = card if cards is None else cards[card]
        one = Concluded(test_id, person, *told)
        known = found.get(person)
        if known is None or (known.day, known.test_id) < (one.day, one.test_id):
            found[person] = one
    return found


def _concluded(client_ids: Sequence[UUID], infection: str, *, joined: bool) -> QuerySet[Test, Any]:
    rows = Test.objects.filter(infection=infection, void_reason="", is_whole=True)
    rows = rows.exclude(conclusion="")
    told = ("conclusion", "concluded_on", "proof", "service_id")
    own = rows.filter(client_id__in=client_ids)
    if not joined:
        return own.values_list("id", "client_id", *told)
    columns = ("id", "person", *told)
    aliases = rows.filter(client__kept_id__in=client_ids).annotate(person=PERSON)
    # Two halves, each by its own index: one condition with OR would read every test there is.
    return (
        own.annotate(person=PERSON)
        .values_list(*columns)
        .union(aliases.values_list(*columns), all=True)
    )
