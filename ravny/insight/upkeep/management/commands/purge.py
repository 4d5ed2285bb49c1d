"""`ravny purge`: let go now of what is older than its period, or say what would go."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from ravny.core.kit.registries import RecordKind
from ravny.core.staff.queries import list_organisations

from ...operations import purging
from ...queries.periods import tonight


class Command(BaseCommand):
    """What the worker does every night; ended at any point it loses nothing."""

    help = "Let go of what is older than its period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, no more")
        parser.add_argument("--organisation", type=UUID, help="of this organisation only")

    def handle(self, *args: Any, dry_run: bool, organisation: UUID | None, **options: Any) -> None:
        """Purge; Ctrl+C ends it after the transaction it is in was taken back."""
        asked = [
            one for one in list_organisations() if organisation is None or one[0] == organisation
        ]
        if not asked:
            raise CommandError("There is no such organisation.")
        with override("en"):
            if dry_run:
                for one in asked:
                    self.tell(*one)
            else:
                self.purge(asked)

    def tell(self, organisation_id: UUID, country: str) -> None:
        """Say what would go of one organisation."""
        lines = tonight(organisation_id, country)
        self.stdout.write(f"{organisation_id}: {sum(line.due for line in lines)} would go")
        for line in lines:
            months = line.kept.months
            self.stdout.write(
                f"  {line.due:>7}  {line.kept.kind.label}, older than {months} months"
            )

    def purge(self, asked: list[tuple[UUID, str]]) -> None:
        """Purge organisation by organisation; raises CommandError where something stayed."""
        self.gone: dict[str, int] = {}
        whole = True
        try:
            for organisation_id, country in asked:
                done = purging.purge(
                    organisation_id=organisation_id, country=country, progress=self.show
                )
                whole = whole and done
        except KeyboardInterrupt:
            purging.settle_files()
            raise CommandError(
                "Stopped. What went is gone; the rest goes with the next run.", returncode=130
            ) from None
        purging.settle_files()
        self.stderr.write("")
        self.stdout.write(f"{sum(self.gone.values())} records went.")
        if not whole:
            raise CommandError("Some records could not go; the line above says where.")

    def show(self, kind: RecordKind, gone: int) -> None:
        """Show how many of a kind went so far."""
        self.gone[kind.code] = gone
        self.stderr.write(f"\r{kind.label}: {gone} …", ending="")
