"""`ravny doctor`: does this installation stand as the keeper's handbook says?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from ravny.core.staff.queries import list_organisations

from ...doctor import database
from ...doctor.examination import examine, is_dangerous
from ...doctor.types import Site
from ...doctor.words import as_json, as_text, language


class Command(BaseCommand):
    """Looks and tells; mends nothing. Ends with 1 when something is dangerous."""

    help = "Check this installation against the keeper's handbook."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json` for a machine that watches, `--thorough` to walk the journal's chains."""
        parser.add_argument("--json", action="store_true", help="for a machine")
        parser.add_argument("--thorough", action="store_true", help="walk the journal's chains too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine and print."""
        site = Site(
            told=settings.INSTALLATION,
            home=settings.HOME,
            houses=houses(),
            thorough=options["thorough"],
        )
        with translation.override(language()):
            sections = examine(site)
            self.stdout.write(as_json(sections) if options["json"] else as_text(sections))
        if is_dangerous(sections):
            sys.exit(1)


def houses() -> tuple[Any, ...]:
    """Return the organisations, none where the database does not open or has no tables yet."""
    if not database.opens() or not database.has_tables():
        return ()
    return tuple(house for house, _country in list_organisations())
