"""`ravny intake list|status|rotate`: the keys that phones seal their queue to."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from ravny.core.staff.queries import list_organisations

from ...operations import ensure_intake, rotate_intake, sweep_intake
from ...queries import intake_lines, intake_status


class Command(BaseCommand):
    """List the intake keys, tell which phones hold them up, or change them now."""

    help = "List the intake keys of every organisation, tell how far they are, or change them now."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=["list", "status", "rotate"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it for every organisation of this installation."""
        for organisation_id, _country in list_organisations():
            ensure_intake(organisation_id=organisation_id)
            if what == "rotate":
                rotate_intake(organisation_id=organisation_id)
            if what == "status":
                self._tell(organisation_id)
            else:
                self._list(organisation_id)
        sweep_intake()

    def _list(self, organisation_id: UUID) -> None:
        for line in reversed(intake_lines(organisation_id)):
            self.stdout.write(f"{organisation_id} {line.number} {line.state} {line.made_on}")

    def _tell(self, organisation_id: UUID) -> None:
        """One line for the house, one for each old key that a phone holds up, one for each phone.

        Phones by their labels: the terminal of a keeper names nobody.
        """
        status = intake_status(organisation_id)
        if status is None:
            self.stdout.write(f"{organisation_id} no intake keys yet")
            return
        done = f"{status.done} of {len(status.followers)} phones have the newest keys"
        self.stdout.write(
            f"{organisation_id} current {status.current} since {status.since},"
            f" changes on {status.next_on}; {done}"
        )
        for line in intake_lines(organisation_id):
            if line.waits_for:
                phones = " ".join(line.waits_for)
                self.stdout.write(
                    f"  key {line.number} is destroyed in {line.days_left} days; waits for {phones}"
                )
        for one in status.followers:
            if not (one.newest and one.empty_queue):
                told = one.seen_on or "never"
                self.stdout.write(f"  phone {one.label} {one.state}, last sent {told}")
