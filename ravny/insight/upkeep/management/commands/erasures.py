"""`ravny erasures`: the ledger of what was erased, to keep apart, and to replay after a restore."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ravny.core.vault.instance import public_signing_key
from ravny.insight.upkeep.backups import ledger
from ravny.insight.upkeep.operations.wishes import settle_erasure


class Command(BaseCommand):
    """export | replay FILE."""

    help = "Export the ledger of erasures, or erase again what it names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("export", help="print the signed ledger: ids and days only")
        replay = parts.add_parser("replay", help="erase again what a ledger names")
        replay.add_argument("file", type=Path)

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Run one part; a ledger that was altered ends with an error and changes nothing."""
        if part == "export":
            self.stdout.write(ledger.written().decode(), ending="")
            return
        try:
            entries = ledger.read(options["file"].read_bytes(), public_signing_key())
            count = ledger.replay(entries)
        except (OSError, ledger.LedgerError) as error:
            raise CommandError(str(error)) from error
        settle_erasure()
        sys.stderr.write(f"{count} lines: everything they name is gone.\n")
