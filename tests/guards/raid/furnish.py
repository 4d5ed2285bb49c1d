"""Run inside an installation: add what no demo has, print an object for each address's argument.

`python -m tests.guards.raid.furnish LOGIN WORKER` in the installation's environment.
"""

import json
import sys

import django


def main(login: str, worker: str) -> None:
    """Furnish for somebody who sees everything, and for a worker whose phone was lost."""
    django.setup()
    from django_scopes import scopes_disabled

    from ravny.core.staff.models import Account
    from ravny.core.staff.queries import actor_of
    from tests.journeys.tour import furnish

    with scopes_disabled():
        ids = dict(Account.objects.values_list("login", "id"))
    samples = furnish(actor_of(ids[login]), actor_of(ids[worker]))
    sys.stdout.write(json.dumps({name: str(one) for name, one in samples.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
