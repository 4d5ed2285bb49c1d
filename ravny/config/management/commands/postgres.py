"""`ravny postgres`: make PostgreSQL ready for three roles, and look whether it still is."""

from argparse import ArgumentParser
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from ravny.config import postgres, postgres_setup
from ravny.config.postgres_url import DatabaseProblem, sentence


class Command(BaseCommand):
    """setup | check."""

    help = "Make PostgreSQL's roles, database and settings; check them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        setup = parts.add_parser("setup", help="print the SQL for psql, or run it")
        setup.add_argument("--apply", metavar="URL", help="run it as this superuser")
        parts.add_parser("check", help="look at roles, rights and the server's log settings")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Do one part; `check` ends with an error when something is not as it should be."""
        try:
            if part == "setup":
                self.setup(options["apply"])
            else:
                self.check_all()
        except DatabaseProblem as problem:
            raise CommandError(str(problem)) from problem

    def setup(self, superuser_url: str | None) -> None:
        """Print the script, or run it."""
        if superuser_url is None:
            self.stdout.write(postgres_setup.setup_sql(postgres_setup.names(settings.INSTALLATION)))
            return
        try:
            postgres_setup.apply(settings.INSTALLATION, superuser_url)
        except psycopg.Error as error:
            raise CommandError(sentence(error, superuser_url)) from error
        self.stdout.write("The roles and the database are ready. Now: ravny migrate")

    def check_all(self) -> None:
        """Say what is wrong, a line each."""
        if connection.vendor != "postgresql":
            raise CommandError("This installation keeps its data in SQLCipher, not in PostgreSQL.")
        found = postgres.problems(connection, settings.INSTALLATION)
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"{len(found)} things are not as they should be.")
        self.stdout.write("Roles, rights and log settings are as they should be.")
