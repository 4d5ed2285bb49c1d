"""The base of everything an organisation keeps."""

from django.db import models

from .clock import today
from .ids import day_id
from .scoping import ScopedManager


class Record(models.Model):
    """A row of one organisation, with an id made where the record was made.

    The foreign key names staff by its label: the column belongs to the room that inherits, and
    every such room stands above staff (docs/decisions/0004).
    """

    id = models.UUIDField(primary_key=True, default=day_id, editable=False)
    organisation = models.ForeignKey(
        "staff.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_on = models.DateField(default=today, editable=False)

    objects = ScopedManager(organisation="organisation")

    class Meta:
        abstract = True
