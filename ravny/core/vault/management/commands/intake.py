"""`ravny manage intake list|rotate`: the keys that phones seal their queue to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_scopes import scope

from ravny.core.staff.queries import list_organisations

from ...models import IntakeKey
from ...operations import ensure_intake, rotate_intake, sweep_intake


class Command(BaseCommand):
    """List the intake keys, or change them now (a phone was lost, say)."""

    help = "List the intake keys of every organisation, or change them now."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=["list", "rotate"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it for every organisation of this installation."""
        for organisation_id, _country in list_organisations():
            ensure_intake(organisation_id=organisation_id)
            if what == "rotate":
                rotate_intake(organisation_id=organisation_id)
            with scope(organisation=organisation_id):
                for key in IntakeKey.objects.order_by("number"):
                    self.stdout.write(f"{organisation_id} {key.number} {key.state} {key.made_on}")
        sweep_intake()
