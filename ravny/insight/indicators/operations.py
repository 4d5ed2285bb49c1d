"""What is written down when figures leave the house."""

from django.db import transaction

from ravny.core.journal import operations as journal
from ravny.core.staff.types import Actor


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write into the journal that a table of so many rows was taken as a file."""
    journal.write(actor=actor, verb="reports.exported", count=count)
