"""`ravny demo`: an organisation of made-up people to look at, to test and to measure with."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ravny.config.demo import opening, rest, year
from ravny.config.demo.case_work import write_cases
from ravny.config.demo.people import PEOPLE, SHOWN
from ravny.config.demo.plan import draw
from ravny.config.demo.writing import furnish
from ravny.core.kit.clock import today
from ravny.core.staff.queries import list_organisations
from ravny.core.vault import instance
from ravny.insight.upkeep.statistics import refresh_statistics

TOML = "# A demonstration: its instance key lies beside its data.\ndemo = true\n"


class Command(BaseCommand):
    """Fills an empty home with a made-up year; refuses a home that holds anything else."""

    help = "Make a demo organisation with made-up people, and print how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, default=400)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--last", type=date.fromisoformat, help="last day (today if left out)")
        parser.add_argument("--if-empty", action="store_true", help="keep a demo that is there")
        parser.add_argument("--bulk", action="store_true", help="many rows at a time, for benches")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["clients"] <= 1_000_000:
            raise CommandError("--clients goes from 1 to 1000000.")
        call_command("migrate", verbosity=0)
        phrases = opening.kept_phrases()
        if list_organisations():
            if not phrases:
                raise CommandError("This home holds an organisation that is no demo.")
            if not options["if_empty"]:
                raise CommandError("There is a demo here already. Remove the folder to start anew.")
        else:
            phrases = self.fill(options)
        self.tell(phrases)

    def fill(self, options: dict[str, Any]) -> dict[str, str]:
        """Write the year; return the phrases."""
        toml = instance.home() / "ravny.toml"
        kept = toml.read_text("utf-8") if toml.exists() else ""
        instance.write_private(toml, (kept if "demo =" in kept else kept + TOML).encode())
        last = options["last"] or today()
        plan = draw(clients=options["clients"], seed=options["seed"], last=last)
        opened = opening.open_house(seed=options["seed"], first=plan.first)
        furnish(opened.world, plan)
        write = year.write_in_bulk if options["bulk"] else year.write_by_days
        write(opened.world, plan, self.progress)
        rest.write_rest(opened.world, plan)
        if not options["bulk"]:
            write_cases(opened.world, plan)
        refresh_statistics()
        opening.keep_secrets(opened)
        return opened.phrases

    def progress(self, done: int, total: int) -> None:
        """Show how far it is, on a terminal only."""
        if sys.stderr.isatty():
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r  a made-up year: {done} of {total} meetings{end}")
            sys.stderr.flush()

    def tell(self, phrases: dict[str, str]) -> None:
        """Print the addresses and the accounts."""
        scheme = settings.INSTALLATION.scheme
        write = self.stdout.write
        write("Ravny, a demonstration. All people in it are made up; keep nothing real here.")
        write(f"  desk    {scheme}://{settings.DESK_HOST}/")
        write(f"  field   {scheme}://{settings.FIELD_HOST}/")
        write(f"  portal  {scheme}://{settings.PORTAL_HOST}/")
        write("Accounts and phrases (the one-time code stands on the demo's sign-in page):")
        people = {person.login: person for person in PEOPLE}
        for login in [*SHOWN, *(login for login in people if login not in SHOWN)]:
            roles = ", ".join(people[login].roles)
            write(f"  {login:<9} {phrases[login]:<60} {roles}")
        write("Two of these three sheets bring lost keys back (Organisation > Trust and recovery):")
        for number, rows in enumerate(opening.kept_sheets(), start=1):
            write(f"  sheet {number}  {' '.join(rows)}")
