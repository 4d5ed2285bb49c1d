"""`ravny backup`: make one now, list them, and look after the keys that open them."""

import signal
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError, no_translations

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.vault import instance
from ravny.core.vault import operations as vault
from ravny.core.vault.queries import backup_identities, backup_identity

from ...backups import months, window
from ...backups.problems import PROBLEMS
from ...models import Run
from ...operations.backing_up import destroy_key, folder_of_backups, run_backup
from ...types import RunState
from ..asking import Progress, open_month_file


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


class Command(BaseCommand):
    """One backup, or a word: list, identity."""

    help = "Make a backup now, list backups, or look after the keys that open them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`ravny backup [--to]`, `backup list`, `backup identity new|open|list|destroy`."""
        parser.add_argument("--to", type=Path, help="another folder than the one of ravny.toml")
        what = parser.add_subparsers(dest="what")
        what.add_parser("list", help="the backups that were made")
        keys = what.add_parser("identity", help="the keys of the months")
        does = keys.add_subparsers(dest="does", required=True)
        new = does.add_parser("new", help="make a month's key where no ceremony was held")
        new.add_argument("--month", type=_month, help="YYYY-MM; this month or the next if left out")
        new.add_argument("--out", type=Path, required=True, help="a new file on a removable disk")
        opened = does.add_parser("open", help="open a month's file with two sheets")
        opened.add_argument("file", type=Path)
        opened.add_argument("--out", type=Path, help="write the identity there, not to the screen")
        does.add_parser("list", help="which months have a key, and who opens it")
        gone = does.add_parser("destroy", help="let nobody open a month's backups any more")
        gone.add_argument("month", type=_month, help="YYYY-MM")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of them."""
        word = f"{options['what'] or 'make'}_{options.get('does') or ''}".rstrip("_")
        getattr(self, word)(options)

    def make(self, options: dict[str, Any]) -> None:
        """Make a backup now; Ctrl+C leaves nothing half behind."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        progress, run = Progress(), Run.objects.create()
        folder = options["to"] or folder_of_backups()
        try:
            run = run_backup(
                run_id=run.pk,
                folder=folder,
                beat=lambda rows, rows_all: progress.tell("backing up", rows, rows_all),
            )
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. Nothing was left behind.", returncode=130) from error
        finally:
            progress.end()
        if run.state != RunState.DONE:
            problem = PROBLEMS.get(run.problem, "Somebody stopped it. Nothing was left behind.")
            raise CommandError(str(problem))
        self.stdout.write(f"{folder / run.file}: {run.rows:,} rows, {run.size:,} bytes")
        sealed = [one for one in window.month_files_in(folder) if one.day == run.month]
        if sealed:
            self.stdout.write(f"Two of three sheets open it, with {sealed[-1].path}.")
            self.stdout.write("Keep a copy of that file apart from the backups.")

    def list(self, options: dict[str, Any]) -> None:
        """The newest first."""
        for run in Run.objects.order_by("-pk")[:100]:
            day = (run.ended_at or run.asked_at).date()
            state = "removed" if run.removed_on else run.state
            what = run.file or run.problem
            self.stdout.write(f"{day} {state:<8} {run.size:>14,} {what}")

    def identity_list(self, options: dict[str, Any]) -> None:
        """One line for each month."""
        if not backup_identities():
            self.stdout.write(str(PROBLEMS["no_identity"]))
        for one in backup_identities():
            if one.destroyed_on is not None:
                state = f"destroyed on {one.destroyed_on}"
            elif one.copies:
                state = f"opened by two of three sheets ({one.copies} organisations)"
            else:
                state = "opened by whoever keeps its identity"
            self.stdout.write(f"{one.month:%Y-%m} {one.mark} {one.recipient} {state}")

    def identity_new(self, options: dict[str, Any]) -> None:
        """Make an identity, keep its private half on a removable disk and nowhere else."""
        month, out = options["month"] or self._next_without(), options["out"].absolute()
        if out.resolve().is_relative_to(instance.home().resolve()):
            raise CommandError("Not inside the home: who takes the server would take the key too.")
        if out.exists():
            raise CommandError(f"{out} is there already. Name a new file.")
        identity = pyrage.x25519.Identity.generate()
        recipient = str(identity.to_public())
        text = f"# Ravny, backups of {month:%Y-%m}\n# public key: {recipient}\n{identity}\n"
        try:
            instance.write_private(out, text.encode("ascii"))
            vault.register_identity(month=month, recipient=recipient)
        except DomainError as error:
            out.unlink()
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written. Is the disk plugged in?") from error
        vault.refresh_keys()
        self.stdout.write(f"The key of {month:%Y-%m} is {out}, and nowhere else.")
        self.stdout.write("Whoever holds it opens the backups of that month; without it nobody.")

    def _next_without(self) -> date:
        this = today().replace(day=1)
        return this if backup_identity(this) is None else vault.following(this)

    def identity_open(self, options: dict[str, Any]) -> None:
        """Open a month's file with two sheets; what comes out is for the standard tool."""
        identity = open_month_file(options["file"])
        if options["out"] is None:
            self.stdout.write(identity)
            return
        if options["out"].exists():
            raise CommandError(f"{options['out']} is there already. Name a new file.")
        instance.write_private(options["out"].absolute(), f"{identity}\n".encode("ascii"))
        self.stdout.write(f"The identity is in {options['out']}. Destroy it when you are done.")

    def identity_destroy(self, options: dict[str, Any]) -> None:
        """Destroy a month's sealed copies here, and say which others people destroy."""
        month: date = options["month"]
        found = [one for one in backup_identities() if one.month == month]
        if not found or not destroy_key(month=month):
            raise CommandError(f"{month:%Y-%m} has no key that could be destroyed.")
        self.stdout.write(f"The key of {month:%Y-%m} is destroyed here.")
        if found[0].copies:
            name = months.file_name(month, found[0].identity_id)
            self.stdout.write(f"Now destroy every copy of {name} that was carried elsewhere.")
        else:
            self.stdout.write("Now destroy the file that somebody keeps.")
