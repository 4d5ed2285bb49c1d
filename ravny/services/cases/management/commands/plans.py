"""`ravny plans`: check the files of plan templates, list what is offered."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ravny.services.cases.plans.catalogue import Catalogue, catalogue, own_folder, with_file
from ravny.services.cases.plans.files import PlanFileError


class Command(BaseCommand):
    """check | list."""

    help = "Check the files of plan templates, list what is offered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        check = parts.add_parser("check", help="say what is wrong in a file, or in all")
        check.add_argument("file", nargs="*", type=Path)
        parts.add_parser("list", help="list the templates that are offered")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Run one part; `check` ends with an error when a file is wrong."""
        if part == "list":
            self.list_templates(catalogue())
        else:
            own = sorted(own_folder().glob("*.yaml"))
            self.check_files(options["file"] or own, everything=not options["file"])

    def check_files(self, files: Sequence[Path], *, everything: bool) -> None:
        """Say of each file that it is right, or what is wrong and where."""
        if everything:
            self.list_templates(catalogue())
        wrong = []
        for path in files:
            try:
                found = with_file(path)
            except PlanFileError as error:
                wrong.append(path.name)
                self.stderr.write(f"{path.name}: {error}")
            else:
                self.stdout.write(f"{path.name}: {len(list(found.steps))} steps")
        if wrong:
            raise CommandError(f"Not used: {', '.join(wrong)}")

    def list_templates(self, found: Catalogue) -> None:
        """List the templates with their titles."""
        for one in found.templates.values():
            titles = f"{one.title.ru} / {one.title.en}"
            self.stdout.write(f"{one.code}: {len(list(one.steps))} steps; {titles}")
