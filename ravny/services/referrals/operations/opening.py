"""Opening referrals: one at the desk with every check, many from phones that were checked there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError
from ravny.core.kit.languages import OWN
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import facts_of, get_client_for, visible
from ravny.people.clients.types import ClientFacts
from ravny.people.directory.queries import get_service_for, infections, service_facts
from ravny.people.directory.types import ServiceFact

from ..models import Referral
from ..queries.people import possible_owners
from ..types import (
    Disclosure,
    Escort,
    Moved,
    NextStep,
    Reason,
    ReferralFacts,
    State,
    Urgency,
)
from ..types.helping import LYING_IN, Travel
from . import rules
from .rows import Planned, allowed_moves, store


def _check(facts: ReferralFacts) -> None:
    rules.check_code(facts.reason, Reason.values, "reason")
    rules.check_code(facts.infection, {*infections(), ""}, "infection")
    rules.check_code(facts.urgency, Urgency.values, "urgency")
    rules.check_code(facts.step, {*NextStep.values, ""}, "step")
    rules.check_code(facts.escort, Escort.values, "escort")
    rules.check_code(facts.interpreter, {*OWN, ""}, "interpreter")
    rules.check_code(facts.travel, Travel.values, "travel")
    if facts.service_id and facts.reason in LYING_IN and facts.escort == Escort.NOT_ASKED:
        raise DomainError(_("Ask whether somebody shall go along."), field="escort")
    rules.check_ahead(facts.expected_on, field="expected_on", earliest=facts.day - rules.LATE)
    for code in facts.discloses:
        rules.check_code(code, Disclosure.values, "discloses")
    rules.check_past(facts.day)
    rules.check_ahead(facts.follow_up_on, field="follow_up_on", earliest=facts.day)
    rules.check_ahead(facts.appointment_on, field="appointment_on", earliest=facts.day)


@transaction.atomic
def open_referral(*, actor: Actor, referral_id: UUID, facts: ReferralFacts) -> UUID:
    """Open a referral: sent when a service is chosen, a draft otherwise. Returns its id.

    The same id again changes nothing. Raises NotYours for a client or service of others,
    DomainError beside "warned" when the addressee may report a possible foreigner who was not
    told, beside "consented" when it would be sent without consent.
    """
    _check(facts)
    client = get_client_for(actor, facts.client_id)
    service = get_service_for(actor, facts.service_id) if facts.service_id else None
    if service and not service.is_active:
        raise DomainError(_("Nobody is sent there any more."), field="service", code="retired")
    rules.check_warned(service, facts.step, client.facts, actor.country, warned=facts.warned)
    rules.check_consented(facts.service_id, consented=facts.consented)
    owners = dict(possible_owners(actor, client.team_id))
    for field, account_id in (("owner", facts.owner_id), ("escort_by", facts.escort_id)):
        if account_id and account_id not in owners:
            raise DomainError(_("Choose somebody who works with this client."), field=field)
    with scopes_disabled():  # an id known anywhere is never used again
        if Referral.objects.filter(id=referral_id).exists():
            return referral_id
    state = State.SENT if service else State.DRAFT
    planned = Planned(actor, client.team_id, referral_id, facts, [Moved(state.value, facts.day)])
    with scope(organisation=actor.organisation_id):
        store([planned])
        journal.write(actor=actor, verb="referrals.opened", subject=referral_id)
    return referral_id


@transaction.atomic
def open_many(*, actor: Actor, rows: Sequence[tuple[UUID, ReferralFacts]]) -> None:
    """Open referrals that were checked already; known ids change nothing. Five queries.

    Nothing is refused and nothing leads to a service that reports: what lacks the consent or the
    warning becomes a draft without a service, and somebody's task. The caller writes the journal.
    """
    with scopes_disabled():  # an id known anywhere is never used again
        ids = [referral_id for referral_id, _facts in rows]
        known = set(Referral.objects.filter(id__in=ids).values_list("id", flat=True))
    new = {key: facts for key, facts in rows if key not in known}
    if not new:
        return
    with scope(organisation=actor.organisation_id):
        clients = _clients(actor, {facts.client_id for facts in new.values()})
        wanted = {facts.service_id for facts in new.values() if facts.service_id}
        services = service_facts(actor.organisation_id, wanted) if wanted else {}
        own = min(actor.teams, key=str, default=None)
        planned = []
        for key, facts in new.items():
            team_id, about = clients.get(facts.client_id, (own, None))
            if team_id is None:
                raise DomainError(_("Choose a team."), field="team", code="team")
            kept = _cautious(facts, services, about, actor.country)
            planned.append(Planned(actor, team_id, key, kept, allowed_moves(kept)))
        store(planned)


def _clients(actor: Actor, ids: set[UUID]) -> dict[UUID, tuple[UUID, ClientFacts]]:
    rows = visible(actor).filter(id__in=ids).select_related("kept")
    return {row.id: ((row.kept or row).team_id, facts_of(row.kept or row)) for row in rows}


def _cautious(
    facts: ReferralFacts,
    services: Mapping[UUID, ServiceFact],
    about: ClientFacts | None,
    country: str,
) -> ReferralFacts:
    """Return the facts, the service taken out where consent or the warning is missing."""
    if facts.service_id is None:
        return facts
    service = services.get(facts.service_id)
    untold = rules.needs_warning(service, facts.step, about, country) and not facts.warned
    if service and facts.consented and not untold:
        return facts
    return replace(facts, service_id=None, discloses=(), consented=False)
