"""What leaves the list of cases is written down."""

from django.db import transaction

from ravny.core.journal import operations as journal
from ravny.core.staff.types import Actor


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write down that a list of cases left as a file."""
    journal.write(actor=actor, verb="cases.exported", count=count)
