"""`ravny verify FILE`: is a backup whole, and does it open; needs no installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from ...backups.problems import BackupError
from ...operations.verifying import Verified, verify
from ..asking import Progress, add_opening, identity_from


class Command(BaseCommand):
    """Looks at a file; with a key at every row of it."""

    help = "Look whether a backup is whole; with its key, read all of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what opens it."""
        parser.add_argument("file", type=Path)
        add_opening(parser, required=False)

    @no_translations
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Say what was seen; end with 1 where something is wrong."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        progress = Progress()
        try:
            seen = verify(
                path=file,
                identity=identity_from(options),
                told=lambda rows: progress.tell("reading", rows),
            )
        except BackupError as error:
            raise CommandError(f"{file}: {error}") from error
        finally:
            progress.end()
        self._tell(file, seen)

    def _tell(self, file: Path, seen: Verified) -> None:
        self.stdout.write(f"{file}: {seen.size:,} bytes, SHA-256 {seen.digest}")
        if seen.is_known:
            self.stdout.write("It is the very file that this installation has written.")
        if seen.summary is None:
            self.stdout.write("Its outside is an age file. Give its key to have all of it read.")
            return
        head = seen.summary.header
        self.stdout.write(
            f"It opens and is whole: {seen.summary.rows:,} rows in {len(seen.summary.tables)}"
            f" tables, of {head.day}, by Ravny {head.version}."
        )
