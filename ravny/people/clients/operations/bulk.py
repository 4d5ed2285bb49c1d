"""Many clients at once: from a phone's batch, and for the demo."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit import registries
from ravny.core.kit.codes import is_code
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..facts import settled_facts
from ..models import Client, PoolCode
from ..queries import profile_of, resolve_codes
from ..types import ClientFacts, ClientRegistered, NewClient, PhoneClient

CHUNK = 2000


def _team_of(actor: Actor, row: PhoneClient) -> UUID:
    if row.team_id is not None:
        return row.team_id
    if not actor.teams:
        raise DomainError(_("The worker is on no team."), code="no_team")
    return min(actor.teams)


def _facts_of(row: PhoneClient) -> ClientFacts:
    return ClientFacts(
        age_group=row.age_group or ClientFacts.age_group,
        languages=row.languages,
        country=row.country or ClientFacts.country,
        channel=row.channel,
    )


@transaction.atomic
def register_from_phone(*, actor: Actor, rows: Sequence[PhoneClient]) -> dict[str, UUID]:
    """Open cards for codes that a phone used for the first time; returns code → card's id.

    A code that is known already leads to its card, a repeated record makes nothing, so a batch
    may come twice. Raises DomainError for a wrong code or an answer nobody offers (send such
    rows one by one and put them in the tray). Five queries and the journal's, however many.
    """
    profile = profile_of(actor.country)
    by_code: dict[str, PhoneClient] = {}
    for row in rows:
        by_code.setdefault(row.code, row)
    if not all(map(is_code, by_code)):
        raise DomainError(_("A digit of the code is wrong or missing."), field="code")
    with scope(organisation=actor.organisation_id):
        known = resolve_codes(actor.organisation_id, by_code)
        ids = {row.client_id for row in rows}
        there = set(Client.objects.filter(id__in=ids).values_list("id", flat=True))
        fresh = [
            Client(
                id=row.client_id,
                organisation_id=actor.organisation_id,
                team_id=_team_of(actor, row),
                code=code,
                registered_on=row.day,
                **asdict(settled_facts(profile, _facts_of(row), row.day)),
            )
            for code, row in by_code.items()
            if code not in known and row.client_id not in there
        ]
        Client.objects.bulk_create(fresh)
        PoolCode.objects.filter(code__in=by_code).delete()
    if fresh:
        write(actor=actor, verb="clients.registered", count=len(fresh))
        made = tuple(client.id for client in fresh)
        registries.events.emit(ClientRegistered(actor.organisation_id, made))
    return known | {client.code: client.id for client in fresh}


def bulk_register(*, actor: Actor, clients: Iterable[NewClient]) -> int:
    """Register very many clients, two thousand a transaction, and return how many.

    The same rows as `register_client` makes, one journal entry per chunk. The codes must be new
    (`fresh_codes`); the unique column refuses others. Not for pages: it asks no gate.
    """
    profile = profile_of(actor.country)
    stream, count = iter(clients), 0
    while chunk := list(islice(stream, CHUNK)):
        rows = [
            Client(
                id=new.client_id,
                organisation_id=actor.organisation_id,
                team_id=new.team_id,
                code=new.code,
                registered_on=new.day,
                called=new.called or None,
                **asdict(settled_facts(profile, new.facts, new.day)),
            )
            for new in chunk
        ]
        with transaction.atomic(), scope(organisation=actor.organisation_id):
            Client.objects.bulk_create(rows)
            write(actor=actor, verb="clients.registered", count=len(rows))
        count += len(rows)
    return count
