"""`ravny clock`: is the date right? Nothing goes by its age while that is in doubt."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ravny.core.kit.clock import now

from ... import clock_guard


class Command(BaseCommand):
    """Says how the clock stands; `confirm` believes it."""

    help = "Say whether the server's clock is believed; confirm it after a jump."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", nargs="?", choices=["confirm"])

    def handle(self, *args: Any, word: str | None, **options: Any) -> None:
        """Look, and confirm where a person says so."""
        if word == "confirm":
            clock_guard.believe()
        trusted = clock_guard.is_trusted()
        self.stdout.write(f"{timezone.localtime(now()):%Y-%m-%d %H:%M}")
        if trusted:
            self.stdout.write("The clock is believed.")
        else:
            self.stdout.write(
                "The clock has jumped. Nothing is let go of by its age until it has gone on\n"
                "evenly for two days. If the date above is right: ravny clock confirm"
            )
