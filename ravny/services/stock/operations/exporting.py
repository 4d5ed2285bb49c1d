"""A file that leaves is written down before it does."""

from django.db import transaction

from ravny.core.journal import operations as journal
from ravny.core.staff.types import Actor


@transaction.atomic
def note_export(*, actor: Actor, name: str, count: int) -> None:
    """Write into the journal that a copy of so many rows was taken."""
    journal.write(actor=actor, verb="stock.exported", count=count)
