"""What happens to a test after it was recorded, each moment with its own day."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.services.stock import operations as stock
from ravny.services.stock.queries import get_place_for

from ..algorithm import Verdict, conclude
from ..models import Assay, Test
from ..queries import may_void, visible_to
from ..types import TRIAGE, AssayFacts, NextFacts, Purpose, Result, VoidReason
from .checking import (
    check_assay,
    check_conclusion,
    check_service,
    check_step,
    checked_strategy,
    no_consent,
    past,
)
from .kits import known_kits, take_kits
from .merging import VALID, choose, join_result, mark_last, settle, settle_by_assays
from .onward import check_told, open_one


def _open_row(actor: Actor, test_id: UUID) -> Test:
    """Gate and lock (inside a scope): a test the actor may write at; raises NotYours."""
    if not actor.may("testing.record") or not visible_to(actor).filter(id=test_id).exists():
        raise NotYours
    row = Test.objects.select_for_update().get(id=test_id)
    if row.void_reason:
        raise DomainError(_("This test was taken back."), code="void")
    return row


@transaction.atomic
def give_result(
    *, actor: Actor, test_id: UUID, day: date, post_counselled_on: date | None = None
) -> None:
    """Write down that a result was given back, and counselling after it; said again, the rest.

    The first day stays: giving back is proved once. Raises DomainError ("returned_on",
    "post_counselled_on"), NotYours.
    """
    with scope(organisation=actor.organisation_id):
        row = _open_row(actor, test_id)
        known_on = row.concluded_on or (row.result_on if row.result in VALID else None)
        if known_on is None:
            raise DomainError(
                _("There is no result yet to give back."), field="returned_on", code="early"
            )
        past(day, "returned_on", since=known_on)
        past(post_counselled_on, "post_counselled_on", since=known_on)
        before = (row.returned_on, row.post_counselled_on)
        row.returned_on = row.returned_on or day
        row.post_counselled_on = row.post_counselled_on or post_counselled_on
        if before != (row.returned_on, row.post_counselled_on):
            row.save(update_fields=["returned_on", "post_counselled_on"])
            journal.write(actor=actor, verb="testing.returned", subject=test_id)


@transaction.atomic
def add_assay(
    *, actor: Actor, test_id: UUID, assay: AssayFacts, place_id: UUID | None = None
) -> Verdict:
    """Add the next assay: the repeat after an invalid one, or the strategy's next slot.

    Takes its kit from the place, or from the actor's bag. Returns what the assays say now (of a
    rapid test nothing). The same id again changes nothing. Raises DomainError, NotYours.
    """
    with scope(organisation=actor.organisation_id):
        row = _open_row(actor, test_id)
        assays = list(Assay.objects.filter(test_id=test_id).order_by("position"))
        if all(one.id != assay.assay_id for one in assays):
            _check_next(actor, row, assays, assay, place_id)
            _run(actor, row, assays, assay, place_id)
            journal.write(actor=actor, verb="testing.assay_added", subject=test_id)
        if row.purpose != Purpose.CONFIRMATION:
            return Verdict()
        return conclude([(one.slot, one.result) for one in assays])


def _check_next(
    actor: Actor, row: Test, assays: list[Assay], assay: AssayFacts, place_id: UUID | None
) -> None:
    check_assay(assay, row.purpose, row.day)
    if row.consented_on is None:
        raise no_consent()
    [kept] = known_kits(actor, [assay])
    if (kept.item_id, kept.lot_id) != (assay.item_id, assay.lot_id):
        raise DomainError(_("Choose one of the list."), field="kit")
    if place_id:
        get_place_for(actor, place_id)
    told = [(one.slot, one.result) for one in assays]
    if row.purpose == Purpose.CONFIRMATION:
        checked_strategy([*told, (assay.slot, assay.result)])
        if row.conclusion or conclude(told).next_slot != assay.slot:
            raise DomainError(
                _("The strategy does not ask for this assay now."), field="slot", code="strategy"
            )
    elif row.result in VALID:
        raise DomainError(_("This test has its result."), field="result", code="closed")


def _run(
    actor: Actor, row: Test, assays: list[Assay], assay: AssayFacts, place_id: UUID | None
) -> None:
    lots = take_kits(actor, [(actor.account_id, place_id, assay)])
    made = Assay(
        id=assay.assay_id,
        test_id=row.id,
        slot=assay.slot,
        position=assays[-1].position + 1 if assays else 0,
        item_id=assay.item_id,
        lot_id=lots.get(assay.assay_id),
        specimen=assay.specimen,
        result=assay.result,
        day=assay.day,
    )
    made.save(force_insert=True)
    assays.append(made)
    if row.purpose == Purpose.CONFIRMATION:
        settle_by_assays(row, assays)
    else:
        join_result(row, assay.result, assay.day)
    row.save()


@transaction.atomic
def record_result(*, actor: Actor, test_id: UUID, result: str, day: date) -> None:
    """Write down a result that came later: of a sample sent away, of a self-test.

    An invalid one leaves the test open. The same again changes nothing. Raises DomainError
    ("consented_on", "result", "result_on"), NotYours.
    """
    with scope(organisation=actor.organisation_id):
        row = _open_row(actor, test_id)
        if not result or result not in Result.values or row.purpose == Purpose.CONFIRMATION:
            raise DomainError(_("Choose one of the list."), field="result")
        if row.result == result:
            return
        if row.result in VALID:
            raise DomainError(_("This test has its result."), field="result", code="closed")
        if row.consented_on is None:
            raise no_consent()
        past(day, "result_on", since=max(row.day, row.consented_on))
        join_result(row, result, day)
        row.save()
        last = Assay.objects.filter(test_id=test_id).order_by("-position").first()
        marked = mark_last(row, [last] if last else [])
        if marked:
            marked.day = day if row.purpose in TRIAGE else marked.day
            marked.save(update_fields=["result", "day"])
        journal.write(actor=actor, verb="testing.result_recorded", subject=test_id)


@transaction.atomic
def conclude_elsewhere(
    *,
    actor: Actor,
    test_id: UUID,
    conclusion: str,
    day: date,
    proof: str,
    service_id: UUID | None = None,
) -> None:
    """Write down what a laboratory or another service concluded, and how we know.

    Only of a confirmation or a sample sent away, never of a rapid test; a stronger proof of the
    same is written over a weaker one. Raises DomainError ("conclusion", "proof",
    "concluded_on"), NotYours.
    """
    with scope(organisation=actor.organisation_id):
        row = _open_row(actor, test_id)
        check_conclusion(row.purpose, conclusion, proof, day)
        # What a laboratory concludes is that sample's result, and no result is older than consent.
        agreed_on = row.consented_on if row.purpose == Purpose.SENT_AWAY else None
        past(day, "concluded_on", since=max(row.day, agreed_on or row.day))
        check_service(actor, service_id)
        if row.proof == "assays":
            raise DomainError(
                _("The assays recorded here have concluded."), field="conclusion", code="closed"
            )
        settle(row, conclusion, day, proof)
        row.service_id = service_id or row.service_id
        row.save()
        journal.write(actor=actor, verb="testing.concluded", subject=test_id)


@transaction.atomic
def choose_step(*, actor: Actor, test_id: UUID, chosen: NextFacts) -> None:
    """Write down which way the client chose after a reactive result, and open its referral.

    The step may change while no referral is open. Raises DomainError ("way"; "warned" when a
    possible foreigner would go untold to where somebody may be told), NotYours.
    """
    with scope(organisation=actor.organisation_id):
        row = _open_row(actor, test_id)
        check_step(chosen, row.result)
        check_told(actor, row.client_id, chosen)
        if row.referral_id and row.is_whole:
            if row.referral_id == chosen.referral_id:
                return
            raise DomainError(_("A referral is open already."), field="way", code="open")
        row.step = ""
        choose(row, chosen)
        row.save(update_fields=["step", "step_due", "step_escort", "step_warned", "referral_id"])
        open_one(actor, row, chosen)
        journal.write(actor=actor, verb="testing.step_chosen", subject=test_id)


@transaction.atomic
def void_test(*, actor: Actor, test_id: UUID, reason: str) -> None:
    """Take a test out of every count, with a reason; its kits come back, its referral stays.

    Said twice it changes nothing. Raises DomainError without a reason, NotYours for others'.
    """
    with scope(organisation=actor.organisation_id):
        row = visible_to(actor).filter(id=test_id).first()
        if row is None or not may_void(actor, row.worker_id):
            raise NotYours
        if reason not in VoidReason.values or not reason:
            raise DomainError(_("Say why it does not count."), field="reason", code="required")
        if not Test.objects.filter(id=test_id, void_reason="").update(void_reason=reason):
            return
        for assay_id in Assay.objects.filter(test_id=test_id, item__isnull=False).values_list(
            "id", flat=True
        ):
            stock.reverse(actor=actor, cause_id=assay_id)
        journal.write(actor=actor, verb="testing.voided", subject=test_id)


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write down that a list of tests left as a file."""
    journal.write(actor=actor, verb="testing.exported", count=count)
