"""What the commands of backups ask and show in a terminal: sheets, identities, progress."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ravny.core.vault import operations as vault
from ravny.core.vault import shares
from ravny.core.vault.envelope import EnvelopeError

from ..backups import months
from ..backups.problems import BackupError

_WRONG = {
    "sign": "Row {row} has a sign that stands on no sheet. Type it again.",
    "row": "Row {row} does not agree with its last sign. Type it again.",
    "share": "The four rows do not agree with each other: is one of another sheet?",
    "other_root": "These sheets are of another ceremony. They do not open this month.",
    "same": "This is the same sheet twice. Take another of the three.",
    "few": "Two sheets are needed.",
}


def add_opening(parser: ArgumentParser, *, required: bool) -> None:
    """Let a command take what opens a backup: an identity, or a month's file and two sheets."""
    opening = parser.add_mutually_exclusive_group(required=required)
    opening.add_argument("--identity", type=Path, help="file with the month's age identity")
    opening.add_argument(
        "--month-file", type=Path, help="the month's .ravnymonth file; two sheets are asked for"
    )


def identity_from(options: dict[str, Any]) -> str | None:
    """Return the identity that the options lead to, None where none of them was given."""
    if options["identity"] is not None:
        return read_identity(options["identity"])
    if options["month_file"] is not None:
        return open_month_file(options["month_file"])
    return None


def read_identity(path: Path) -> str:
    """Return the identity of a file as `age-keygen` and `ravny backup identity` write it."""
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as an age identity.") from error
    for line in lines:
        if line.strip().startswith("AGE-SECRET-KEY-1"):
            return line.strip()
    raise CommandError(f"{path} holds no age identity. It begins with AGE-SECRET-KEY-1.")


def open_month_file(path: Path) -> str:
    """Ask for two sheets and return the identity they open."""
    try:
        month = months.read_file(path)
    except BackupError as error:
        raise CommandError(f"{path}: this is not a file of a month's key.") from error
    sys.stderr.write(
        f"The key of {month.month:%Y-%m}. Type two of the three sheets, four rows each.\n"
    )
    sheets = [_sheet(1), _sheet(2)]
    try:
        return vault.open_month(month=month, sheets=sheets)
    except shares.ShareError as error:
        raise CommandError(_words(error)) from error
    except EnvelopeError as error:
        raise CommandError("The sheets are right, but the month's file was altered.") from error


def _sheet(number: int) -> list[str]:
    """Ask for the rows of one sheet; in a terminal a wrong row is asked for again."""
    rows: list[str] = []
    while len(rows) < shares.ROWS:
        text = _typed(f"Sheet {number}, row {len(rows) + 1}: ")
        try:
            shares.check_row(len(rows), text)
        except shares.ShareError as error:
            if not sys.stdin.isatty():
                raise CommandError(f"Sheet {number}. {_words(error)}") from error
            sys.stderr.write(f"  {_words(error)}\n")
            continue
        rows.append(text)
    return rows


def _typed(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise CommandError("Two sheets of four rows each are needed.")
    return line.strip()


def _words(error: shares.ShareError) -> str:
    return _WRONG[error.code].format(row=(error.row or 0) + 1)


class Progress:
    """One line of a terminal that tells how far it is; silent elsewhere."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()

    def tell(self, what: str, done: int, of: int = 0) -> None:
        """Show a number of rows, of so many where that is known."""
        if self._shows:
            share = f" of {max(of, done):,} ({100 * done // max(of, done, 1)} %)" if of else ""
            sys.stderr.write(f"\r\033[K  {what}: {done:,} rows{share}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._shows:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
