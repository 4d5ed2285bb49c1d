"""Writing down incidents and what was done about them; nobody's story is used unasked."""

import re
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import circle_to_write
from ravny.core.vault.queries import team_circle
from ravny.people.clients.queries import get_client_for
from ravny.services.cases.queries import get_case_for

from .models import Incident, IncidentMove
from .queries import get_incident_for, possible_owners
from .types import (
    NEEDS,
    Consent,
    Happened,
    Kind,
    NewIncident,
    Office,
    Outcome,
    Responded,
    Response,
    Spot,
    State,
)

EARLIEST = date(2000, 1, 1)
FARTHEST = timedelta(days=400)
FOLLOW_UP = timedelta(days=7)
REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


def _one_of(code: str, allowed: Collection[str], field: str) -> None:
    if code not in allowed:
        raise DomainError(_("Choose one of the list."), field=field, code="choice")


def _check(facts: NewIncident) -> None:
    _one_of(facts.kind, Kind.values, "kind")
    _one_of(facts.office, Office.values, "office")
    _one_of(facts.spot, Spot.values, "spot")
    _one_of(facts.consent, Consent.values, "consent")
    if facts.region and not REGION.fullmatch(facts.region):
        text = _("Write the region as its code, for example RU-SAM.")
        raise DomainError(text, field="region", code="region")
    _check_past(facts.month, "month")
    if facts.day is not None:
        _check_past(facts.day, "day")
        if facts.day.replace(day=1) != facts.month.replace(day=1):
            raise DomainError(_("The day lies in another month."), field="day", code="month")
    _check_ahead(facts.follow_up_on)


def _check_past(day: date, field: str) -> None:
    if day > today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field=field)
    if day < EARLIEST:
        raise DomainError(_("This day is too long ago. Check the year."), field=field)


def _check_ahead(day: date | None) -> None:
    if day is not None and not today() <= day <= today() + FARTHEST:
        raise DomainError(_("Choose a day that can be kept."), field="follow_up_on", code="plan")


def _check_owner(actor: Actor, team_id: UUID, account_id: UUID) -> None:
    if account_id not in dict(possible_owners(actor, team_id)):
        text = _("Choose somebody who works with this team.")
        raise DomainError(text, field="owner", code="choice")


def _team_of(actor: Actor, facts: NewIncident) -> UUID:
    """Return whose incident it is: the case's team, the client's, or the one chosen."""
    if facts.case_id:
        case = get_case_for(actor, facts.case_id)
        if facts.client_id != case.client_id:
            raise NotYours
        return case.team_id
    if facts.client_id:
        return get_client_for(actor, facts.client_id).team_id
    if facts.team_id not in actor.teams and not actor.may("incidents.every_team"):
        raise NotYours
    return facts.team_id


@transaction.atomic
def record_incident(*, actor: Actor, facts: NewIncident) -> None:
    """Write an incident down; the same id again changes nothing.

    Raises DomainError beside the field; NotYours for a client, case or team of others.
    """
    _check(facts)
    team_id = _team_of(actor, facts)
    owner_id = facts.owner_id or actor.account_id
    if owner_id != actor.account_id:
        _check_owner(actor, team_id, owner_id)
    with scopes_disabled():  # an id known anywhere is never used again
        if Incident.objects.filter(id=facts.incident_id).exists():
            return
    circle_id = None
    if facts.words:
        circle_id = circle_to_write(actor, facts.words, team=team_circle(team_id))
    with scope(organisation=actor.organisation_id):
        incident = Incident.objects.create(
            id=facts.incident_id,
            organisation_id=actor.organisation_id,
            team_id=team_id,
            client_id=facts.client_id,
            case_id=facts.case_id,
            recorded_by_id=actor.account_id,
            owner_id=owner_id,
            kind=facts.kind,
            office=facts.office,
            spot=facts.spot,
            region=facts.region,
            month=facts.month.replace(day=1),
            day=facts.day,
            consent=facts.consent,
            follow_up_on=facts.follow_up_on or today() + FOLLOW_UP,
            words_circle_id=circle_id,
            words=facts.words,
        )
        _moved(actor, incident, Happened.RECORDED, "incidents.recorded")


def _moved(actor: Actor, incident: Incident, what: str, verb: str, day: date | None = None) -> None:
    IncidentMove.objects.create(
        incident=incident, what=what, day=day or today(), account_id=actor.account_id
    )
    journal.write(actor=actor, verb=verb, subject=incident.id)


def _held(actor: Actor, incident_id: UUID) -> Incident:
    """Return an incident that passed the gate, its row held until the transaction ends."""
    get_incident_for(actor, incident_id)
    if not actor.may("incidents.record"):
        raise NotYours
    return Incident.objects.select_for_update().get(id=incident_id)


def _open(incident: Incident) -> None:
    if incident.state != State.OPEN:
        raise DomainError(_("This incident is closed. Open it again first."), code="closed")


@transaction.atomic
def respond(*, actor: Actor, incident_id: UUID, facts: Responded) -> None:
    """Write down what was done about an incident, and when somebody looks again.

    Raises DomainError beside "response" where the client did not agree to speak in their name.
    """
    _one_of(facts.response, Response.values, "response")
    _check_past(facts.day, "day")
    _check_ahead(facts.follow_up_on)
    with scope(organisation=actor.organisation_id):
        incident = _held(actor, incident_id)
        _open(incident)
        if facts.day < incident.month:
            raise DomainError(_("It had not happened by this day."), field="day", code="earlier")
        needed = NEEDS.get(facts.response)
        if needed and incident.client_id and incident.consent not in needed:
            text = _("The client did not agree to this. Ask them, and write their answer first.")
            raise DomainError(text, field="response", code="consent")
        incident.follow_up_on = facts.follow_up_on or today() + FOLLOW_UP
        incident.save(update_fields=["follow_up_on"])
        _moved(actor, incident, facts.response, "incidents.responded", facts.day)


@transaction.atomic
def change_consent(*, actor: Actor, incident_id: UUID, consent: str) -> None:
    """Write down what the client agrees to now; the same answer again changes nothing."""
    _one_of(consent, Consent.values, "consent")
    with scope(organisation=actor.organisation_id):
        incident = _held(actor, incident_id)
        if incident.consent == consent:
            return
        incident.consent, incident.consent_on = consent, today()
        incident.save(update_fields=["consent", "consent_on"])
        _moved(actor, incident, Happened.CONSENT, "incidents.consented")


@transaction.atomic
def plan(*, actor: Actor, incident_id: UUID, owner_id: UUID, follow_up_on: date) -> None:
    """Say whose task an incident is and when they look again."""
    _check_ahead(follow_up_on)
    with scope(organisation=actor.organisation_id):
        incident = _held(actor, incident_id)
        _open(incident)
        if owner_id != incident.owner_id:
            _check_owner(actor, incident.team_id, owner_id)
        if (incident.owner_id, incident.follow_up_on) == (owner_id, follow_up_on):
            return
        incident.owner_id, incident.follow_up_on = owner_id, follow_up_on
        incident.save(update_fields=["owner", "follow_up_on"])
        journal.write(actor=actor, verb="incidents.planned", subject=incident_id)


@transaction.atomic
def close(*, actor: Actor, incident_id: UUID, outcome: str) -> None:
    """End an incident with what came of it; ending it the same way again changes nothing."""
    _one_of(outcome, set(Outcome.values) - {""}, "outcome")
    with scope(organisation=actor.organisation_id):
        incident = _held(actor, incident_id)
        if incident.state == State.CLOSED and incident.outcome == outcome:
            return
        _open(incident)
        _turn(incident, State.CLOSED, outcome, None)
        _moved(actor, incident, Happened.CLOSED, "incidents.closed")


@transaction.atomic
def reopen(*, actor: Actor, incident_id: UUID) -> None:
    """Take an incident up again; one that is open stays as it is."""
    with scope(organisation=actor.organisation_id):
        incident = _held(actor, incident_id)
        if incident.state == State.OPEN:
            return
        _turn(incident, State.OPEN, "", today() + FOLLOW_UP)
        _moved(actor, incident, Happened.REOPENED, "incidents.reopened")


def _turn(incident: Incident, state: State, outcome: str, follow_up_on: date | None) -> None:
    incident.state, incident.state_on = state.value, today()
    incident.outcome, incident.follow_up_on = outcome, follow_up_on
    incident.save(update_fields=["state", "state_on", "outcome", "follow_up_on"])


@transaction.atomic
def hand(actor: Actor, incident_id: UUID, account_id: UUID) -> None:
    """Make an incident somebody else's task. No gate: the caller decided that the actor may."""
    with scope(organisation=actor.organisation_id):
        incident = Incident.objects.select_for_update().filter(id=incident_id).first()
        if incident is None:
            raise NotYours
        if incident.owner_id != account_id:
            incident.owner_id = account_id
            incident.save(update_fields=["owner"])
            journal.write(actor=actor, verb="incidents.planned", subject=incident_id)


@transaction.atomic
def note_export(*, actor: Actor, count: int, verb: str = "incidents.exported") -> None:
    """Write down that a list or the counts of incidents left as a file."""
    journal.write(actor=actor, verb=verb, count=count)
