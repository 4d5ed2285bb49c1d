"""The giver goes: out of the cases that were taken over, and out of the house.

Until `finish` the giver stays in the case's circle, so that their browser can share the keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.registries import Promise
from ravny.core.staff.operations import close_account, edit_account
from ravny.core.staff.queries import get_person_for
from ravny.core.staff.types import AccountFacts, Actor, Role
from ravny.services.cases.operations.handing import leave_case
from ravny.services.cases.queries.carried import Place
from ravny.services.cases.types import Duty

from ..models import HandoverItem
from ..queries.promised import Carried, carried_by, key_of
from ..queries.sharing import unshared
from ..types import PASSES, HandoverKind, ItemState
from .answering import hand, locked


def _unfinished(giver_id: UUID) -> list[HandoverItem]:
    """Return the cases that were taken over from somebody who is still in their circle."""
    rows = HandoverItem.objects.select_for_update(of=("self",)).select_related("handover", "case")
    return list(
        rows.filter(
            giver_id=giver_id,
            state=ItemState.ACCEPTED,
            promise_id__isnull=True,
            left_on__isnull=True,
            handover__kind__in=PASSES,
        ).order_by("id")
    )


@transaction.atomic
def finish(*, actor: Actor, handover_id: UUID, anyway: bool = False) -> int:
    """End the giver's places in the cases of a handover that were taken over; return how many.

    The giver or a coordinator may. Raises DomainError while the receiver lacks keys that the giver
    holds, unless a coordinator says to do it anyway: what is sealed might open for nobody then.
    """
    with scope(organisation=actor.organisation_id):
        handover = locked(actor, handover_id)
        lead = actor.may("supervision.lead")
        if actor.account_id != handover.giver_id and not lead:
            raise NotYours
        items = [one for one in _unfinished(handover.giver_id) if one.handover_id == handover_id]
        if not (anyway and lead):
            _refuse_unshared(actor, items)
        return _leave(actor, items)


def _refuse_unshared(actor: Actor, items: Sequence[HandoverItem]) -> None:
    if not items:
        return
    pairs = {(one.case_id, one.handover.receiver_id) for one in items if one.case_id}
    missing = len(unshared(actor, items[0].giver_id, pairs))
    if missing:
        text = ngettext(
            "The keys of %(n)s case are not shared yet. Share them first.",
            "The keys of %(n)s cases are not shared yet. Share them first.",
            missing,
        )
        raise DomainError(text % {"n": missing}, code="keys")


def _leave(actor: Actor, items: Sequence[HandoverItem]) -> int:
    for item in items:
        assert item.case is not None
        stays = item.handover.kind == HandoverKind.VOLUNTEER
        if item.case.ended_on is None and item.case.manager_id == item.giver_id:
            continue  # it came back to them since
        leave_case(
            actor=actor,
            case_id=item.case.id,
            account_id=item.giver_id,
            keep=(Duty.VOLUNTEER.value,) if stays else (),
        )
        if not stays:
            _fall_to_manager(actor, item)
        item.left_on = today()
        item.save(update_fields=["left_on"])
        journal.write(actor=actor, verb="supervision.left", subject=item.case.id)
    return len(items)


def _fall_to_manager(actor: Actor, item: HandoverItem) -> None:
    """Give promises made since the acceptance to who carries the case now."""
    assert item.case is not None
    carried = carried_by(actor.organisation_id, item.giver_id)
    for promise in carried.promised_to(item.client_id):
        hand(actor, key_of(promise), item.case.manager_id)


@dataclass(frozen=True)
class LeftOver:
    """What somebody still carries who is about to leave."""

    places: tuple[Place, ...]
    promises: tuple[Promise, ...]
    waiting: int
    given_back: int
    unshared: int

    @property
    def is_nothing(self) -> bool:
        """Whether everything has a new owner."""
        return not (self.places or self.promises)


def left_over(actor: Actor, account_id: UUID, *, as_volunteer: bool = False) -> LeftOver:
    """Return what still needs a new owner before somebody leaves.

    `as_volunteer`: promises to the clients of the cases they stay with as a volunteer may stay.
    """
    carried = carried_by(actor.organisation_id, account_id)
    with scope(organisation=actor.organisation_id):
        rows = HandoverItem.objects.filter(giver_id=account_id)
        waiting = rows.filter(state=ItemState.OFFERED).count()
        back = rows.filter(state=ItemState.RETURNED, settled_on__isnull=True).count()
        done = rows.filter(
            state=ItemState.ACCEPTED, promise_id__isnull=True, left_on__isnull=True
        ).filter(handover__kind__in=PASSES)
        pairs = set(done.values_list("case_id", "handover__receiver_id"))
        taken = {case_id for case_id, _who in pairs}
    places = tuple(one for one in carried.handed if not _is_taken(one, account_id, taken))
    return LeftOver(
        places=places,
        promises=tuple(_kept_promises(carried, as_volunteer=as_volunteer)),
        waiting=waiting,
        given_back=back,
        unshared=len(unshared(actor, account_id, pairs)),
    )


def _is_taken(place: Place, account_id: UUID, taken: set[UUID]) -> bool:
    """Whether a place was taken over and only waits for the keys."""
    return place.case.case_id in taken and place.case.manager_id != account_id


def _kept_promises(carried: Carried, *, as_volunteer: bool) -> list[Promise]:
    if not as_volunteer:
        return list(carried.promises)
    named = {
        carried.person(one.case.client_id) for one in carried.places if Duty.VOLUNTEER in one.duties
    }
    return [one for one in carried.promises if carried.person(one.client_id) not in named]


def _refuse_left_over(actor: Actor, account_id: UUID, *, as_volunteer: bool) -> None:
    rest = left_over(actor, account_id, as_volunteer=as_volunteer)
    if not rest.is_nothing:
        text = _("Some cases or promises have no new owner yet. Hand them over first.")
        raise DomainError(text, code="left_over")


def _leave_every_case(actor: Actor, account_id: UUID, *, anyway: bool) -> None:
    with scope(organisation=actor.organisation_id):
        items = _unfinished(account_id)
        if not anyway:
            _refuse_unshared(actor, items)
        _leave(actor, items)


@transaction.atomic
def close_cleanly(*, actor: Actor, account_id: UUID, anyway: bool = False) -> None:
    """End a colleague's access once nothing hangs on them. Raises NotYours and DomainError.

    `anyway`: although keys of some cases are not shared yet.
    """
    if not actor.may("supervision.lead") or not actor.may("staff.manage"):
        raise NotYours
    _leave_every_case(actor, account_id, anyway=anyway)
    _refuse_left_over(actor, account_id, as_volunteer=False)
    close_account(actor=actor, account_id=account_id)


@transaction.atomic
def stay_as_volunteer(*, actor: Actor, account_id: UUID, anyway: bool = False) -> None:
    """Let a leaving colleague be a volunteer on the cases named before, and nothing else.

    They lose every role and team. Raises NotYours, and DomainError while something else hangs on
    them or no case names them.
    """
    if not actor.may("supervision.lead") or not actor.may("staff.manage"):
        raise NotYours
    person = get_person_for(actor, account_id)
    _leave_every_case(actor, account_id, anyway=anyway)
    carried = carried_by(actor.organisation_id, account_id)
    if not any(Duty.VOLUNTEER in one.duties for one in carried.places):
        text = _("They are a volunteer on no case. Hand a case over and let them stay on it.")
        raise DomainError(text, code="no_case")
    _refuse_left_over(actor, account_id, as_volunteer=True)
    facts = AccountFacts(
        login=person.login,
        pseudonym=person.pseudonym,
        roles=(Role.VOLUNTEER.value,),
        languages=person.languages,
        cultures=person.cultures,
    )
    edit_account(actor=actor, account_id=account_id, facts=facts)
    journal.write(actor=actor, verb="supervision.volunteer", subject=account_id)
