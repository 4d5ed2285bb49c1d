"""Writing down what happened on the way through care. Nothing here is advice or a prescription."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import get_service_for, infections

from .models import CareRecord, LabResult, Registration, Treatment
from .queries import TABLES, get_care_for
from .types import (
    SUPPRESSED_BELOW,
    UNDETECTABLE_BELOW,
    EndReason,
    Lab,
    LabFacts,
    Level,
    Mode,
    Proof,
    RegistrationFacts,
    Source,
    TreatmentFacts,
)

EARLIEST = date(1987, 1, 1)
"""The first antiretroviral drug; an earlier day is mistyped."""
MOST = {Lab.VIRAL_LOAD.value: 100_000_000, Lab.CD4.value: 5_000}

Facts = RegistrationFacts | TreatmentFacts | LabFacts


def level_of(value: int) -> str:
    """Return the word for a viral load in copies per millilitre."""
    if value < UNDETECTABLE_BELOW:
        return Level.UNDETECTABLE.value
    return (Level.SUPPRESSED if value < SUPPRESSED_BELOW else Level.HIGH).value


def _one_of(value: str, allowed: Sequence[str], field: str) -> None:
    if value not in allowed:
        raise DomainError(_("Choose one of the list."), field=field)


def _check(actor: Actor, facts: Facts) -> None:
    """Refuse what cannot be; raises DomainError beside the field, NotYours for others' people."""
    get_client_for(actor, facts.client_id)
    if facts.service_id:
        get_service_for(actor, facts.service_id)
    _one_of(facts.infection, list(infections()), "infection")
    _one_of(facts.proof, Proof.values[1:], "proof")
    if facts.day > today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field="day")
    if facts.day < EARLIEST:
        raise DomainError(_("This day is too long ago. Check the year."), field="day")


def _known(table: type[CareRecord], record_id: UUID) -> bool:
    with scopes_disabled():  # an id known anywhere is never used again
        return bool(table.objects.filter(id=record_id).exists())


@transaction.atomic
def record_registration(*, actor: Actor, facts: RegistrationFacts) -> None:
    """Write down where and how somebody registered for care; the same id again changes nothing."""
    _check(actor, facts)
    _one_of(facts.mode, Mode.values, "mode")
    if len(facts.country) != 2:
        raise DomainError(_("Choose a country."), field="country")
    _keep(actor, Registration, facts, "care.registered")


@transaction.atomic
def start_treatment(*, actor: Actor, facts: TreatmentFacts) -> None:
    """Write down that treatment began, and where it comes from; said again changes nothing."""
    _check(actor, facts)
    _one_of(facts.source, Source.values, "source")
    _check_end(facts.day, facts.ended_on, facts.end_reason)
    _keep(actor, Treatment, facts, "care.treated")


@transaction.atomic
def record_lab(*, actor: Actor, facts: LabFacts) -> None:
    """Write down a viral load or a CD4 count; the word for a viral load follows from its number."""
    _check(actor, facts)
    _one_of(facts.lab, Lab.values, "lab")
    _keep(actor, LabResult, settled(facts), "care.measured")


def settled(facts: LabFacts) -> LabFacts:
    """Return the facts with the level that belongs to them; raises DomainError."""
    if facts.value is not None and not 0 <= facts.value <= MOST[facts.lab]:
        raise DomainError(
            _("Enter a number from 0 to %(most)s.") % {"most": MOST[facts.lab]}, field="value"
        )
    if facts.lab == Lab.CD4:
        if facts.value is None:
            raise DomainError(_("Enter the count."), field="value")
        return replace(facts, level="")
    if facts.value is not None:
        return replace(facts, level=level_of(facts.value))
    if facts.level not in Level.values:
        raise DomainError(_("Enter the number, or choose what the paper says."), field="value")
    return facts


def _check_end(began: date, ended_on: date | None, reason: str) -> None:
    if (ended_on is None) != (not reason):
        field = "ended_on" if ended_on is None else "end_reason"
        raise DomainError(_("Say on which day it ended, and why."), field=field)
    if ended_on is None:
        return
    _one_of(reason, EndReason.values[1:], "end_reason")
    if not began <= ended_on <= today():
        raise DomainError(
            _("Choose a day between the start of the treatment and today."), field="ended_on"
        )


def _row(actor: Actor, table: type[CareRecord], facts: Facts) -> CareRecord:
    own: dict[str, Any] = {
        name: getattr(facts, name)
        for name in facts.__slots__
        if name not in {"record_id", "client_id", "worker_id"}
    }
    return table(
        id=facts.record_id,
        organisation_id=actor.organisation_id,
        client_id=facts.client_id,
        worker_id=facts.worker_id,
        **own,
    )


def _keep(actor: Actor, table: type[CareRecord], facts: Facts, verb: str) -> None:
    if facts.worker_id != actor.account_id:
        raise NotYours
    if _known(table, facts.record_id):
        return
    with scope(organisation=actor.organisation_id):
        _row(actor, table, facts).save(force_insert=True)
        journal.write(actor=actor, verb=verb, subject=facts.client_id)


@transaction.atomic
def end_treatment(*, actor: Actor, treatment_id: UUID, ended_on: date, reason: str) -> None:
    """Write down that a treatment ended and why; what ended already stays as it is."""
    fact, client_id = get_care_for(actor, "treatment", treatment_id)
    _check_end(fact.day, ended_on, reason)
    with scope(organisation=actor.organisation_id):
        running = Treatment.objects.filter(id=treatment_id, ended_on__isnull=True)
        if running.update(ended_on=ended_on, end_reason=reason):
            journal.write(actor=actor, verb="care.ended", subject=client_id)


@transaction.atomic
def void_fact(*, actor: Actor, what: str, record_id: UUID) -> None:
    """Take a fact that was written by mistake out of every count; said again changes nothing."""
    _fact, client_id = get_care_for(actor, what, record_id)
    with scope(organisation=actor.organisation_id):
        TABLES[what].objects.filter(id=record_id).update(is_void=True)
        journal.write(actor=actor, verb="care.voided", subject=client_id)


@transaction.atomic
def write_many(
    *,
    actor: Actor,
    registrations: Sequence[RegistrationFacts] = (),
    treatments: Sequence[TreatmentFacts] = (),
    labs: Sequence[LabFacts] = (),
) -> None:
    """Write facts that were checked already, one statement a table (the demo, an import).

    Ids that are known must not be among them. One journal entry for all.
    """
    told: list[tuple[type[CareRecord], Sequence[Facts]]] = [
        (Registration, registrations),
        (Treatment, treatments),
        (LabResult, [settled(one) for one in labs]),
    ]
    count = sum(len(facts) for _table, facts in told)
    if not count:
        return
    with scope(organisation=actor.organisation_id):
        for table, facts in told:
            table.objects.bulk_create([_row(actor, table, one) for one in facts])
        journal.write(actor=actor, verb="care.imported", subject=None, count=count)
