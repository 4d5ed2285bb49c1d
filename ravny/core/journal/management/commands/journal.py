"""`ravny journal`: check the chains, sign ended months, export the heads, prune old months."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from ravny.core.journal import operations, pruning, queries
from ravny.core.journal.types import HeadFact, Verdict

NOT_THE_OWNER = "Only the role that owns the tables may prune: `migrate_database` in ravny.toml."


class Command(BaseCommand):
    """verify | checkpoint | heads | prune."""

    help = "Check the journal's chains, sign ended months, export the heads, prune old months."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        verify = parts.add_parser("verify", help="walk every chain and compare")
        verify.add_argument("--against", type=Path, help="a file that `heads` wrote")
        parts.add_parser("checkpoint", help="sign every ended month")
        parts.add_parser("heads", help="print the heads as JSON, to keep somewhere else")
        prune = parts.add_parser("prune", help="let go of old months, for good")
        prune.add_argument("--before", type=month, required=True, help="first month kept: 2026-01")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Run one part; `verify` ends with an error when a chain is broken."""
        if part == "verify":
            self.verify(options["against"])
        elif part == "checkpoint":
            operations.sign_ended_months()
        elif part == "prune":
            self.prune(options["before"])
        else:
            self.stdout.write(json.dumps(exported(queries.heads()), indent=1))

    def verify(self, against: Path | None) -> None:
        """Say for each organisation how many links hold, or the first number that does not."""
        kept = read_heads(against) if against else {}
        broken = False
        for organisation_id in sorted({*queries.chains(), *kept}):
            verdict = queries.verify_chain(
                organisation_id, exported=kept.get(organisation_id), progress=self.show
            )
            self.stdout.write(sentence(verdict))
            broken = broken or verdict.broken_at is not None
        if broken:
            raise CommandError("The journal was altered.")

    def prune(self, before: date) -> None:
        """Let go of the months before; the chain is checked first, and from there afterwards."""
        self.verify(None)
        for organisation_id in queries.chains():
            try:
                gone = pruning.prune(organisation_id=organisation_id, before=before)
            except pruning.Altered as error:
                raise CommandError("The journal was altered.") from error
            except ProgrammingError as error:
                raise CommandError(NOT_THE_OWNER) from error
            self.stdout.write(f"{organisation_id}: {gone} links pruned")

    def show(self, checked: int) -> None:
        """Show how far a long chain has been walked."""
        self.stderr.write(f"\r{checked} links …", ending="")


def month(text: str) -> date:
    """Read a month as "2026-01"; raises ArgumentTypeError."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no month such as 2026-01") from error


def sentence(verdict: Verdict) -> str:
    """Return one line about one chain."""
    if verdict.broken_at is None:
        pruned = f", pruned up to {verdict.pruned}" if verdict.pruned else ""
        return f"{verdict.organisation_id}: {verdict.checked} links, all well{pruned}"
    return f"{verdict.organisation_id}: broken at {verdict.broken_at} ({verdict.fault})"


def exported(heads: list[HeadFact]) -> list[dict[str, Any]]:
    """Return heads as plain JSON values."""
    return [
        {
            "organisation": str(head.organisation_id),
            "number": head.number,
            "digest": head.digest.hex(),
        }
        for head in heads
    ]


def read_heads(path: Path) -> dict[UUID, HeadFact]:
    """Read what `heads` printed; raises CommandError for anything else."""
    try:
        rows = json.loads(path.read_text("utf-8"))
        facts = [
            HeadFact(
                UUID(str(row["organisation"])), int(row["number"]), bytes.fromhex(row["digest"])
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is not a file that `journal heads` wrote") from error
    return {fact.organisation_id: fact for fact in facts}
