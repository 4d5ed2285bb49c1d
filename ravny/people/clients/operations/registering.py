"""A new card, and what is changed on it later."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.journal.queries import erased_among
from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.codes import is_code
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import list_teams
from ravny.core.staff.types import Actor

from ..facts import settled_facts
from ..models import Client, PoolCode
from ..queries import profile_of, row_for
from ..types import ClientFacts, ClientRegistered
from .hints import settled_hint
from .pool import fresh_codes


def _own_team(actor: Actor, team_id: UUID) -> UUID:
    """Return the team if the actor may register for it; raises NotYours."""
    if team_id in actor.teams:
        return team_id
    everywhere = actor.may("clients.every_team")
    if everywhere and any(team.team_id == team_id for team in list_teams(actor)):
        return team_id
    raise NotYours


def _settled_code(actor: Actor, code: str | None) -> str:
    if code is None:
        return fresh_codes(actor.organisation_id, 1)[0]
    if not is_code(code):
        raise DomainError(_("A digit of the code is wrong or missing."), field="code")
    if Client.objects.filter(code=code).exists():
        raise DomainError(_("This code already belongs to a card."), field="code", code="taken")
    PoolCode.objects.filter(code=code).delete()
    return code


def _refuse_erased(client_id: UUID) -> None:
    """A page that was open while the client was erased brings nobody back."""
    if erased_among([client_id]):
        raise NotYours


@transaction.atomic
def register_client(
    *,
    actor: Actor,
    client_id: UUID,
    team_id: UUID,
    facts: ClientFacts,
    code: str | None = None,
    called: bytes | None = None,
    day: date | None = None,
    answer_hash: bytes | None = None,
) -> UUID:
    """Open a card under a random code (or one of a phone's pool) and return its id.

    Repeating it with the same id changes nothing. `called` is an envelope sealed to the team's
    circle, `answer_hash` the 32 bytes of a hint. Raises DomainError, NotYours.
    """
    day = day or today()
    with scope(organisation=actor.organisation_id):
        if Client.objects.filter(id=client_id).exists():
            return row_for(actor, client_id).id
        _refuse_erased(client_id)
        settled = settled_facts(profile_of(actor.country), facts, day)
        client = Client(
            id=client_id,
            organisation_id=actor.organisation_id,
            team_id=_own_team(actor, team_id),
            code=_settled_code(actor, code),
            registered_on=day,
            hint=settled_hint(actor, answer_hash),
            called=called or None,
            **asdict(settled),
        )
        try:
            with transaction.atomic():
                client.save(force_insert=True)
        except IntegrityError as error:  # an id of another organisation: as if it were not there
            raise NotYours from error
    write(actor=actor, verb="clients.registered", subject=client_id)
    registries.events.emit(ClientRegistered(actor.organisation_id, (client_id,)))
    return client_id


@transaction.atomic
def edit_client(
    *, actor: Actor, client_id: UUID, facts: ClientFacts, called: bytes | None = None
) -> UUID:
    """Replace the facts of a card; returns the id of the card that was changed.

    `called`: None leaves it, b"" takes it away. Raises DomainError, NotYours.
    """
    row = row_for(actor, client_id)
    with scope(organisation=actor.organisation_id):
        row = Client.objects.select_for_update().get(id=row.id)
        settled = asdict(settled_facts(profile_of(actor.country), facts, today()))
        if row.age_group == settled["age_group"] and row.age_on:
            settled["age_on"] = row.age_on
        for name, value in settled.items():
            setattr(row, name, value)
        if called is not None:
            row.called = called or None
        row.save(update_fields=[*settled, "called"])
    write(actor=actor, verb="clients.edited", subject=row.id)
    return row.id
