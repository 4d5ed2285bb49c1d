"""`ravny restore FILE`: an installation out of a backup, into an empty home on any machine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from ravny.core.vault import instance

from ...backups.problems import BackupError
from ...operations.backing_up import LEDGER
from ...operations.restoring import Restored, refuse_full_home, restore
from ..asking import Progress, add_opening, identity_from

_STEPS = {"read": "reading the backup", "load": "writing", "finish": "bringing up to date"}


class Command(BaseCommand):
    """Restores; refuses a home that holds anything."""

    help = "Bring an installation back from a backup, into an empty home."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, what opens it, and what was erased since."""
        parser.add_argument("file", type=Path)
        add_opening(parser, required=True)
        ledger = parser.add_mutually_exclusive_group()
        ledger.add_argument(
            "--ledger", type=Path, help=f"the newest {LEDGER} (the one beside the file if left out)"
        )
        ledger.add_argument(
            "--without-ledger", action="store_true", help="what was erased since comes back"
        )

    @no_translations
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Restore and say what was done."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        ledger = self._ledger(file, options)
        progress = Progress()
        try:
            refuse_full_home()
            identity = identity_from(options) or ""
            done = restore(
                path=file,
                identity=identity,
                ledger_text=ledger.read_bytes() if ledger else None,
                told=lambda step, rows, of: progress.tell(_STEPS[step], rows, of),
            )
        except BackupError as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped half way. Run the same command again.") from error
        finally:
            progress.end()
        self._tell(done, ledger)

    def _ledger(self, file: Path, options: dict[str, Any]) -> Path | None:
        named: Path | None = options["ledger"]
        if named is not None and not named.is_file():
            raise CommandError(f"There is no file {named}.")
        beside = file.with_name(LEDGER)
        if named is None and not options["without_ledger"] and beside.is_file():
            return beside
        return named

    def _tell(self, done: Restored, ledger: Path | None) -> None:
        write, adopted = self.stdout.write, done.adopted
        write(f"Restored: the backup of {done.header.day}, {done.rows:,} rows.")
        write(f"  keys of phones: {adopted.intake}; one-time codes: {adopted.totp}")
        if ledger is not None:
            write(f"  erased again by {ledger}: {done.erased}")
        else:
            write("  no ledger of erasures was at hand: what was erased since that day is back.")
        if not done.is_purged:
            write("  some old records could not be purged yet; the daily work tries again.")
        if adopted.totp_lost:
            write(
                f"  {adopted.totp_lost} people joined after the keys were kept: invite them anew."
            )
        if adopted.intake_lost:
            write(f"  {adopted.intake_lost} keys of phones are lost: what they had sealed is too.")
        write("Everybody signs in anew, with the phrase and the one-time code they have.")
        write(f"Look at {instance.home() / 'ravny.toml'}: names of hosts, folder of backups. Then:")
        write("  ravny journal verify")
        write("  ravny backup identity list")
        write("  ravny serve")
