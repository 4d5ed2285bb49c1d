"""`ravny init`: an empty installation of one's own, and the first colleague's invitation."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from ravny.core.staff.operations import add_organisation, invite_first
from ravny.core.staff.queries import list_organisations
from ravny.core.vault.operations import ensure_intake
from ravny.people.clients.countries import COUNTRIES


class Command(BaseCommand):
    """Makes the database, the organisation and its first account."""

    help = "Make an empty installation: an organisation and the invitation of its keeper."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--country", required=True, help="country profile, for example kz")
        parser.add_argument("--label", required=True, help="what the organisation calls itself")
        parser.add_argument("--login", required=True, help="account name of the first colleague")
        parser.add_argument("--pseudonym", help="their working name (the login if left out)")

    def handle(self, *args: Any, **options: Any) -> None:
        country = options["country"].lower()
        if country not in COUNTRIES:
            raise CommandError(f"No profile for {country}. There are: {', '.join(COUNTRIES)}.")
        call_command("migrate", verbosity=0)
        if list_organisations():
            raise CommandError("This installation has an organisation already.")
        with transaction.atomic():
            organisation_id = add_organisation(label=options["label"], country=country)
            token = invite_first(
                organisation_id=organisation_id,
                login=options["login"],
                pseudonym=options["pseudonym"] or options["login"],
            )
            ensure_intake(organisation_id=organisation_id)
        address = f"{settings.INSTALLATION.scheme}://{settings.DESK_HOST}"
        self.stdout.write("The installation is ready. Start it with: ravny serve")
        self.stdout.write("Then open, within seven days, and once only:")
        self.stdout.write(f"  {address}{reverse('staff:join', args=[token])}")
