"""The bulk path writes the same tables as the operations behind the pages."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Sum
from django_scopes import scopes_disabled

from ravny.config.demo import opening, writing, year
from ravny.config.demo.facts import Plan
from ravny.config.demo.plan import draw
from ravny.core.staff.types import Actor
from ravny.insight.indicators.queries import month_of, months_before, reach_table
from ravny.people.clients.models import Client
from ravny.services.care.models import LabResult, Registration, Treatment
from ravny.services.encounters.models import Encounter, Handout
from ravny.services.referrals.models import Attempt, Referral, Step
from ravny.services.stock.models import Balance, Movement
from ravny.services.testing.models import Assay, Test

LAST = date(2026, 11, 20)
CLIENTS = 60
COLUMNS = (
    "id", "day", "channel", "site__label", "worker__pseudonym", "client_id", "who", "age_group",
    "key_groups", "topics", "materials", "services", "training_minutes", "language",
)  # fmt: skip


def written(plan: Plan, write: Any) -> Actor:
    """Write the plan one way and return the coordinator."""
    opened = opening.open_house(seed=plan.seed, first=plan.first)
    writing.furnish(opened.world, plan)
    write(opened.world, plan, lambda done, total: None)
    return opened.world.lead


def tables(actor: Actor) -> dict[str, Any]:
    """Return everything that has to be equal, without ids that differ by nature."""
    with scopes_disabled():
        stock = Movement.objects.values_list("place__kind", "lot__number", "reason")
        summed = stock.annotate(total=Sum("change"), rows=Count("id")).order_by()
        return {
            "meetings": list(Encounter.objects.order_by("id").values_list(*COLUMNS)),
            "handouts": sorted(Handout.objects.values_list("encounter_id", "item_id", "quantity")),
            "clients": list(
                Client.objects.order_by("id").values_list(
                    "id", "code", "registered_on", "age_group", "country", "legal_status"
                )
            ),
            "movements": sorted(summed),
            "balances": sorted(
                Balance.objects.values_list("place__label", "lot__number", "quantity")
            ),
            **health(),
            "months": [
                reach_table(actor, *month_of(month), "channel", exact=True)
                for month in months_before(LAST, 12)
            ],
        }


def health() -> dict[str, Any]:
    """Return tests, referrals and care: every column that a day, a person or a code stands in."""
    return {
        "tests": list(
            Test.objects.order_by("id").values_list(
                "id", "infection", "purpose", "day", "worker__pseudonym", "client_id",
                "encounter_id", "result", "result_on", "returned_on", "conclusion",
                "concluded_on", "retest_on", "step", "step_due", "referral_id", "is_whole",
            )
        ),
        "assays": list(
            Assay.objects.order_by("id").values_list(
                "id", "test_id", "slot", "position", "result", "day", "lot__number"
            )
        ),
        "referrals": list(
            Referral.objects.order_by("id").values_list(
                "id", "client_id", "service__label", "state", "made_on", "state_on", "step",
                "warned_on", "consented_on", "follow_up_on", "arrived_on", "owner__pseudonym",
            )
        ),
        "steps": sorted(Step.objects.values_list("referral_id", "state", "day", "proof")),
        "attempts": sorted(Attempt.objects.values_list("id", "referral_id", "result")),
        "registrations": sorted(Registration.objects.values_list("id", "client_id", "day", "mode")),
        "treatments": sorted(Treatment.objects.values_list("id", "client_id", "day", "source")),
        "labs": sorted(LabResult.objects.values_list("id", "client_id", "day", "lab")),
    }  # fmt: skip


def written_and_undone(plan: Plan, write: Any) -> dict[str, Any]:
    """Return the tables of one way, and take everything back for the other."""
    with transaction.atomic():
        found = tables(written(plan, write))
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
@pytest.mark.timeout(480)  # three whole years, one of them typed contact by contact
@pytest.mark.django_db
def test_bulk_and_operations_give_equal_tables_for_a_whole_year() -> None:
    plan = draw(clients=CLIENTS, seed=7, last=LAST)
    one_by_one = written_and_undone(plan, year.write_one_by_one)
    in_bulk = written_and_undone(plan, year.write_in_bulk)
    by_days = written_and_undone(plan, year.write_by_days)
    for name, rows in one_by_one.items():
        assert rows == in_bulk[name], name
        assert rows == by_days[name], name
    assert len(in_bulk["clients"]) == CLIENTS
    assert len(in_bulk["meetings"]) == len(plan.meetings)
