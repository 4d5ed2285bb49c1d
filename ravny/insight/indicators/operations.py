"""What the reports write: that figures left the house, and which steps are missed."""

from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.ids import day_id
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor

from .models import MissedStep
from .queries import overdue_people
from .queries.missed import INFECTION


@transaction.atomic
def note_export(*, actor: Actor, count: int, verb: str = "reports.exported") -> None:
    """Write into the journal that a table of so many rows was taken as a file."""
    journal.write(actor=actor, verb=verb, count=count)


def find_missed_steps() -> None:
    """Find anew, in every organisation, who waits for the next step of care for too long.

    Derived from facts and repeated by the worker: it changes no record and writes no journal.
    """
    for organisation_id, _country in list_organisations():
        _find_in(organisation_id)


@transaction.atomic
def _find_in(organisation_id: UUID) -> None:
    overdue = overdue_people(organisation_id)
    with scope(organisation=organisation_id):
        MissedStep.objects.all().delete()
        MissedStep.objects.bulk_create(
            MissedStep(
                id=day_id(),
                organisation_id=organisation_id,
                client_id=person.client_id,
                infection=INFECTION,
                step=step,
                reactive_on=person.reactive_on,
                due_on=due_on,
                owner_id=owner_id,
            )
            for person, step, due_on, owner_id in overdue
        )
