"""What a desk may write down of a test, and whose things it may name."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import get_service_for, infections
from ravny.services.encounters.queries import get_encounter_for, get_site_for
from ravny.services.encounters.types import AGE_GROUPS, Channel
from ravny.services.referrals.types import NextStep
from ravny.services.stock.queries import get_place_for

from ..algorithm import conclude
from ..types import (
    CONCLUDES,
    TRIAGE,
    AssayFacts,
    Assistance,
    Conclusion,
    NextFacts,
    Previous,
    Proof,
    Purpose,
    Result,
    Safety,
    Slot,
    Specimen,
    TestFacts,
)
from .kits import known_kits
from .merging import VALID, told_result

EARLIEST = date(2000, 1, 1)
ELSEWHERE = frozenset({Proof.CLIENT.value, Proof.PROVIDER.value, Proof.DOCUMENT.value})
_ALLOWED = {
    "purpose": frozenset(Purpose.values),
    "channel": frozenset({*Channel.values, ""}),
    "age_group": frozenset({code for code, _label in AGE_GROUPS} | {""}),
    "safety": frozenset(Safety.values),
    "previous": frozenset(Previous.values),
    "assistance": frozenset(Assistance.values),
    "result": frozenset(Result.values),
}


def check(actor: Actor, facts: TestFacts) -> None:
    """Refuse facts that cannot be, beside their field; raises DomainError."""
    if facts.infection not in infections():
        raise DomainError(_("Choose one of the list."), field="infection")
    for name, allowed in _ALLOWED.items():
        if getattr(facts, name) not in allowed:
            raise DomainError(_("Choose one of the list."), field=name)
    self_test = facts.purpose == Purpose.SELF_TEST
    if self_test != bool(facts.assistance):
        raise DomainError(
            _("Say whether the self-test was made with our help."), field="assistance"
        )
    if facts.purpose == Purpose.CONFIRMATION and facts.client_id is None:
        raise DomainError(_("A confirmation needs the client's code."), field="code")
    _check_consent(facts)
    _check_days(facts)
    _check_assays(actor, facts)
    if facts.next:
        check_step(facts.next, told_result(facts)[0])
    if facts.conclusion:
        check_conclusion(facts.purpose, facts.conclusion, facts.proof, facts.day)
        past(facts.concluded_on or facts.day, "concluded_on", since=facts.day)


def past(day: date | None, field: str, since: date = EARLIEST) -> None:
    """Refuse a day that has not come, or lies before what it follows."""
    if day is None:
        return
    if day > today() or day < EARLIEST:
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field=field)
    if day < since:
        raise DomainError(_("This day lies before what it follows."), field=field, code="order")


def _check_days(facts: TestFacts) -> None:
    result, result_on = told_result(facts)
    past(facts.day, "day")
    past(facts.counselled_on, "counselled_on")
    past(facts.consented_on, "consented_on")
    past(facts.exposed_on, "exposed_on")
    if facts.exposed_on and facts.exposed_on > facts.day:
        raise DomainError(_("This day lies after the test."), field="exposed_on", code="order")
    if result:
        past(result_on, "result_on", since=facts.day)
    for name in ("returned_on", "post_counselled_on"):
        day = getattr(facts, name)
        if day and facts.purpose != Purpose.CONFIRMATION and result not in VALID:
            raise DomainError(_("There is no result yet to give back."), field=name, code="early")
        past(day, name, since=result_on if result else facts.day)


def _check_assays(actor: Actor, facts: TestFacts) -> None:
    known = known_kits(actor, facts.assays)
    for assay, kept in zip(facts.assays, known, strict=True):
        check_assay(assay, facts.purpose, facts.day)
        if (kept.item_id, kept.lot_id) != (assay.item_id, assay.lot_id):
            raise DomainError(_("Choose one of the list."), field="kit")
    ends = facts.assays[-1].result if facts.assays else ""
    if facts.purpose == Purpose.CONFIRMATION:
        checked_strategy([(assay.slot, assay.result) for assay in facts.assays])
    elif facts.result and ends not in ("", facts.result):
        raise DomainError(_("The last assay showed something else."), field="result")


def check_assay(assay: AssayFacts, purpose: str, since: date) -> None:
    """Refuse an assay in a slot that its test does not have, or on a day that cannot be."""
    if assay.slot not in Slot.values or assay.result not in Result.values:
        raise DomainError(_("Choose one of the list."), field="result")
    if assay.specimen and assay.specimen not in Specimen.values:
        raise DomainError(_("Choose one of the list."), field="specimen")
    triage = assay.slot == Slot.A0
    if triage != (purpose in TRIAGE) and not (purpose == Purpose.SENT_AWAY):
        raise DomainError(
            _("A rapid test stands outside the strategy of three assays."), field="slot"
        )
    past(assay.day, "day", since=since)


def checked_strategy(assays: list[tuple[str, str]]) -> None:
    """Refuse assays in an order the strategy does not know."""
    try:
        conclude(assays)
    except ValueError as error:
        raise DomainError(
            _("The strategy does not ask for this assay now."), field="slot", code="strategy"
        ) from error


def _check_consent(facts: TestFacts) -> None:
    told = told_result(facts)[0] or any(assay.result for assay in facts.assays)
    if told and facts.consented_on is None:
        raise no_consent()
    result, result_on = told_result(facts)
    known_on = [result_on] if result else []
    if facts.conclusion and facts.purpose == Purpose.SENT_AWAY:
        known_on.append(facts.concluded_on or facts.day)
    if facts.consented_on and facts.consented_on > min(known_on, default=facts.consented_on):
        raise DomainError(_("Consent comes before the test."), field="consented_on", code="order")


def no_consent() -> DomainError:
    """Return the refusal of a result nobody agreed to."""
    return DomainError(
        _("No test without consent. Write down when it was given."),
        field="consented_on",
        code="consent",
    )


def check_step(chosen: NextFacts, result: str) -> None:
    """Refuse a step where nothing was reactive, or one nobody offers."""
    if chosen.step not in NextStep.values:
        raise DomainError(_("Choose one of the list."), field="way")
    if result != Result.REACTIVE:
        raise DomainError(_("A step is chosen after a reactive result."), field="way", code="early")


def check_conclusion(purpose: str, conclusion: str, proof: str, day: date) -> None:
    """Refuse a conclusion that comes from a rapid test, or from nowhere."""
    if purpose not in CONCLUDES:
        raise DomainError(
            _("A rapid test concludes nothing. Record a confirmation."), field="conclusion"
        )
    if not conclusion or conclusion not in Conclusion.values:
        raise DomainError(_("Choose one of the list."), field="conclusion")
    if proof not in ELSEWHERE:
        raise DomainError(_("Say how we know."), field="proof")
    past(day, "concluded_on")


def check_gates(actor: Actor, facts: TestFacts) -> None:
    """Refuse what belongs to others: colleague, team, site, client, meeting, place, service."""
    every_team = actor.may("testing.every_team")
    if not actor.may("testing.record"):
        raise NotYours
    if facts.worker_id != actor.account_id:
        colleagues = {one.account_id for one in list_staff(actor)}
        if not every_team or facts.worker_id not in colleagues:
            raise NotYours
    if facts.team_id not in actor.teams and not every_team:
        raise NotYours
    if facts.site_id:
        get_site_for(actor, facts.site_id)
    if facts.client_id:
        get_client_for(actor, facts.client_id)
    if facts.encounter_id:
        get_encounter_for(actor, facts.encounter_id)
    if facts.place_id:
        get_place_for(actor, facts.place_id)
    check_service(actor, facts.service_id)


def check_service(actor: Actor, service_id: UUID | None) -> None:
    """Refuse a service of another house."""
    if service_id:
        get_service_for(actor, service_id)
