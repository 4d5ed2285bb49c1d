"""`ravny journal`: check the chains, sign ended months, export the heads to keep elsewhere."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from ravny.core.journal import operations, queries
from ravny.core.journal.types import HeadFact, Verdict


class Command(BaseCommand):
    """verify | checkpoint | heads."""

    help = "Check the journal's chains, sign ended months, export the heads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        verify = parts.add_parser("verify", help="walk every chain and compare")
        verify.add_argument("--against", type=Path, help="a file that `heads` wrote")
        parts.add_parser("checkpoint", help="sign every ended month")
        parts.add_parser("heads", help="print the heads as JSON, to keep somewhere else")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Run one part; `verify` ends with an error when a chain is broken."""
        if part == "verify":
            self.verify(options["against"])
        elif part == "checkpoint":
            operations.sign_ended_months()
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

    def show(self, checked: int) -> None:
        """Show how far a long chain has been walked."""
        self.stderr.write(f"\r{checked} links …", ending="")


def sentence(verdict: Verdict) -> str:
    """Return one line about one chain."""
    if verdict.broken_at is None:
        return f"{verdict.organisation_id}: {verdict.checked} links, all well"
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
