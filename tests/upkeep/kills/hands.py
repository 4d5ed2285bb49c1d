"""Work that a process of its own does until it is killed: `python -m tests.upkeep.kills.hands`.

`renew LOGIN`: begin new epochs, one after the other, as a colleague's browser does.
"""

import json
import sys

import django


def renew(login: str) -> None:
    """Renew every circle of somebody's, over and over."""
    from django_scopes import scopes_disabled

    from ravny.core.staff.models import Account
    from ravny.core.staff.queries import actor_of
    from ravny.core.vault import instance, queries, reader, renewer
    from ravny.core.vault.phrase import phrase_secrets

    phrase = json.loads((instance.home() / "demo.json").read_text("utf-8"))[login]
    with scopes_disabled():
        actor = actor_of(Account.objects.get(login=login).id)
    secrets = phrase_secrets(phrase, instance.instance_id(), login)
    keyring = reader.open_keyring(actor=actor, wrapping_key=secrets.wrapping)
    for _round in range(30):
        for kind, subject_id in _own(queries, actor):
            renewer.renew_circle(actor=actor, keyring=keyring, circle_id=subject_id)
            sys.stdout.write(f"{kind}\n")
            sys.stdout.flush()


def _own(queries, actor):  # type: ignore[no-untyped-def]  # a hand, not a part of the house
    from django_scopes import scope

    from ravny.core.vault.models import Circle

    with scope(organisation=actor.organisation_id):
        rows = Circle.objects.filter(kind="team", subject_id__in=actor.teams)
        return [(one.kind, one.id) for one in rows]


if __name__ == "__main__":
    django.setup()
    globals()[sys.argv[1]](*sys.argv[2:])
