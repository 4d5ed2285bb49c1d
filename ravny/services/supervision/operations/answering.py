"""The receiver takes over or gives back; the giver may take an offer back until then.

The handover's row is locked first, then its items, then the case: two answers at once wait for
each other, and the second finds what the first left.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.registries import Promise, promises
from ravny.core.staff.types import Actor
from ravny.services.cases.operations.handing import join_until, take_over
from ravny.services.cases.queries.carried import Place
from ravny.services.cases.types import Duty

from ..models import Handover, HandoverItem, Seat
from ..queries.handovers import visible_to
from ..queries.promised import FOR_A_TIME, Carried, carried_by, key_of
from ..types import HandoverKind, ItemState, PromiseKey, ReturnReason


def locked(actor: Actor, handover_id: UUID) -> Handover:
    """Return a handover the actor may see, its row held until the transaction ends."""
    mine = visible_to(actor).filter(id=handover_id).values("id")
    row = Handover.objects.select_for_update().filter(id__in=mine).first()
    if row is None:
        raise NotYours
    return row


def _as_receiver(actor: Actor, handover_id: UUID) -> Handover:
    row = locked(actor, handover_id)
    if row.receiver_id != actor.account_id:
        raise NotYours
    return row


def _open_items(handover: Handover) -> list[HandoverItem]:
    rows = HandoverItem.objects.select_for_update().filter(handover=handover)
    return list(rows.filter(state=ItemState.OFFERED).order_by("id"))


def hand(actor: Actor, key: PromiseKey, account_id: UUID) -> None:
    """Make a promise somebody else's, by its room."""
    for kind in promises:
        if kind.code == key[0]:
            kind.hand(actor, key[1], account_id)


@transaction.atomic
def accept(*, actor: Actor, handover_id: UUID, item_ids: Collection[UUID] | None = None) -> int:
    """Take over what is offered, or the items named; return how many cases and promises came.

    With a case come the promises to its client, those made since the offer too; not those given
    back. What was settled meanwhile is marked so. Raises NotYours for whom it was not offered to,
    DomainError when nothing of what was named waits any more.
    """
    with scope(organisation=actor.organisation_id):
        handover = _as_receiver(actor, handover_id)
        waiting = _open_items(handover)
        chosen = waiting if item_ids is None else [one for one in waiting if one.id in item_ids]
        if not chosen:
            _refuse_stale(handover, item_ids)
            return 0
        taking = _Taking(actor, handover, carried_by(actor.organisation_id, handover.giver_id))
        for item in chosen:
            if item.is_case:
                taking.case(item, [one for one in waiting if one.case_id == item.case_id])
        for item in chosen:
            if not item.is_case and item.state == ItemState.OFFERED:
                taking.promise(item)
        close_if_settled(handover)
        journal.write(
            actor=actor, verb="supervision.accepted", subject=handover_id, count=taking.count or 1
        )
    return taking.count


def _refuse_stale(handover: Handover, item_ids: Collection[UUID] | None) -> None:
    """Refuse what was withdrawn meanwhile; accepted a moment ago, it is simply so."""
    rows = HandoverItem.objects.filter(handover=handover)
    if item_ids is not None:
        rows = rows.filter(id__in=item_ids)
    if not rows.exists():
        raise NotYours
    if not rows.filter(state=ItemState.ACCEPTED).exists():
        raise DomainError(_("This is not offered to you any more."), code="stale")


class _Taking:
    """One acceptance: what the giver carries at this moment, and what of it changes hands."""

    def __init__(self, actor: Actor, handover: Handover, carried: Carried) -> None:
        self.actor, self.handover, self.carried = actor, handover, carried
        self.places = {one.case.case_id: one for one in carried.handed}
        self.held = {key_of(one): one for one in carried.promises}
        self.count = 0

    def _mark(self, item: HandoverItem, state: ItemState) -> None:
        item.state, item.state_on = state, today()
        item.save(update_fields=["state", "state_on"])
        self.count += state == ItemState.ACCEPTED

    def case(self, item: HandoverItem, parts: Iterable[HandoverItem]) -> None:
        """Take a case over with the promises to its client."""
        place = self.places.get(item.case_id) if item.case_id else None
        if place is None:
            self._mark(item, ItemState.GONE)
            for part in parts:
                if not part.is_case:
                    self.promise(part)
            return
        if self.handover.kind == HandoverKind.COVER:
            self._cover(place)
        else:
            self._take(place)
            self._promised(place, parts)
        self._mark(item, ItemState.ACCEPTED)

    def _cover(self, place: Place) -> None:
        assert self.handover.ends_on is not None
        join_until(
            actor=self.actor,
            case_id=place.case.case_id,
            account_id=self.handover.receiver_id,
            duty=Duty.COVER,
            ends_on=self.handover.ends_on,
        )

    def _take(self, place: Place) -> None:
        take_over(
            actor=self.actor,
            case_id=place.case.case_id,
            giver_id=self.handover.giver_id,
            receiver_id=self.handover.receiver_id,
            duties=set(place.duties) - FOR_A_TIME,
        )
        if self.handover.kind == HandoverKind.VOLUNTEER and self.handover.ends_on:
            join_until(
                actor=self.actor,
                case_id=place.case.case_id,
                account_id=self.handover.giver_id,
                duty=Duty.VOLUNTEER,
                ends_on=self.handover.ends_on,
            )

    def _promised(self, place: Place, parts: Iterable[HandoverItem]) -> None:
        """Take the promises over: those that were shown, and those made since."""
        for part in parts:
            if not part.is_case:
                self.promise(part)
        kept = set(
            HandoverItem.objects.filter(case_id=place.case.case_id, promise_id__isnull=False)
            .filter(state__in=(ItemState.RETURNED, ItemState.OFFERED), settled_on__isnull=True)
            .values_list("promise_kind", "promise_id")
        )
        for promise in self.carried.promised_in(place):
            if key_of(promise) in self.held and key_of(promise) not in kept:
                self._new(place, promise)

    def _new(self, place: Place, promise: Promise) -> None:
        item = HandoverItem(
            organisation_id=self.handover.organisation_id,
            handover=self.handover,
            giver_id=self.handover.giver_id,
            client_id=promise.client_id,
            case_id=place.case.case_id,
            promise_kind=promise.kind,
            promise_id=promise.object_id,
        )
        item.save(force_insert=True)
        self.promise(item)

    def promise(self, item: HandoverItem) -> None:
        """Take one promise over; one that was kept or dropped meanwhile is settled."""
        key = (item.promise_kind, item.promise_id or item.id)
        if self.held.pop(key, None) is None:
            self._mark(item, ItemState.GONE)
            return
        try:
            hand(self.actor, key, self.handover.receiver_id)
        except NotYours:  # kept or dropped in this very moment
            self._mark(item, ItemState.GONE)
        else:
            self._mark(item, ItemState.ACCEPTED)


@transaction.atomic
def give_back(*, actor: Actor, item_id: UUID, reason: str, words: bytes | None = None) -> None:
    """Say no to a case with its promises, or to one promise; the same again changes nothing.

    Raises NotYours, and DomainError for what does not wait any more.
    """
    if reason not in ReturnReason.values:
        raise DomainError(_("Choose one of the list."), field="reason", code="choice")
    with scope(organisation=actor.organisation_id):
        found = HandoverItem.objects.filter(id=item_id).first()
        if found is None:
            raise NotYours
        handover = _as_receiver(actor, found.handover_id)
        waiting = _open_items(handover)
        item = next((one for one in waiting if one.id == item_id), None)
        if item is None:
            if HandoverItem.objects.filter(id=item_id, state=ItemState.RETURNED).exists():
                return
            raise DomainError(_("This is not offered to you any more."), code="stale")
        _return(item, reason, words)
        for part in waiting:
            if item.is_case and part.id != item.id and part.case_id == item.case_id:
                _return(part, reason, None)
        close_if_settled(handover)
        journal.write(actor=actor, verb="supervision.returned", subject=handover.id)


def _return(item: HandoverItem, reason: str, words: bytes | None) -> None:
    item.state, item.state_on, item.reason, item.words = (
        ItemState.RETURNED, today(), reason, words,
    )  # fmt: skip
    item.save()


@transaction.atomic
def withdraw(*, actor: Actor, handover_id: UUID, item_ids: Collection[UUID] | None = None) -> int:
    """Take back what nobody answered yet, all or the items named; return how many.

    The giver may, who made the offer, and a coordinator. Raises NotYours.
    """
    with scope(organisation=actor.organisation_id):
        handover = locked(actor, handover_id)
        mine = actor.account_id in (handover.giver_id, handover.made_by_id)
        if not mine and not actor.may("supervision.lead"):
            raise NotYours
        waiting = _open_items(handover)
        named = {one.case_id for one in waiting if item_ids and one.id in item_ids and one.is_case}
        chosen = [
            one
            for one in waiting
            if item_ids is None or one.id in item_ids or (one.case_id and one.case_id in named)
        ]
        for item in chosen:
            item.state, item.state_on = ItemState.WITHDRAWN, today()
            item.save(update_fields=["state", "state_on"])
        close_if_settled(handover)
        if chosen:
            journal.write(actor=actor, verb="supervision.withdrawn", subject=handover_id)
    return len(chosen)


@transaction.atomic
def settle_returned(*, actor: Actor, item_id: UUID) -> None:
    """Note that what was given back was looked at: it stays with the giver. Raises NotYours."""
    with scope(organisation=actor.organisation_id):
        item = HandoverItem.objects.filter(id=item_id, state=ItemState.RETURNED).first()
        if item is None or (
            item.giver_id != actor.account_id and not actor.may("supervision.lead")
        ):
            raise NotYours
        same = HandoverItem.objects.filter(
            handover_id=item.handover_id, state=ItemState.RETURNED, settled_on__isnull=True
        )
        if item.case_id and item.is_case:
            same.filter(case_id=item.case_id).update(settled_on=today())
        else:
            same.filter(id=item_id).update(settled_on=today())


def close_if_settled(handover: Handover) -> None:
    """Note the day on which nothing of a handover waits any more; its circle closes with it."""
    if HandoverItem.objects.filter(handover=handover, state=ItemState.OFFERED).exists():
        return
    if handover.closed_on is None:
        Handover.objects.filter(id=handover.id).update(closed_on=today())
        Seat.objects.filter(subject_id=handover.id).update(closed_on=today())
