"""Somebody stops to belong: what they could open is written down, and new keys are due."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.staff.queries import list_organisations

from .. import kinds
from ..models import Circle, Epoch, Wrap
from ..models.people import Departure, GroupMember

Place = tuple[str, UUID]


@transaction.atomic
def mark_left(
    *, organisation_id: UUID, account_ids: Collection[UUID], place: Place | None = None
) -> int:
    """Write down what people who left could open; return how many circles need new keys.

    `place`: the kind and subject they left, None for all of the organisation. Said twice it
    changes nothing. The circle's row is locked: a new epoch is begun before this or after it.
    """
    stale = 0
    with scope(organisation=organisation_id):
        wraps = Wrap.objects.filter(account_id__in=account_ids)
        if place is not None:
            wraps = wraps.filter(epoch__circle__kind=place[0], epoch__circle__subject_id=place[1])
        ids = set(wraps.values_list("epoch__circle_id", flat=True))
        for circle in Circle.objects.select_for_update().filter(id__in=ids).order_by("id"):
            stale += _mark(circle, account_ids)
    return stale


def _mark(circle: Circle, account_ids: Collection[UUID]) -> bool:
    newest = Epoch.objects.filter(circle=circle).order_by("-number").values_list("number")[0][0]
    rows = Wrap.objects.filter(epoch__circle=circle, account_id__in=account_ids)
    had_newest = False
    for account_id in sorted(set(rows.values_list("account_id", flat=True))):
        mine = rows.filter(account_id=account_id)
        held = dict(mine.values_list("epoch__number", "made_on"))
        had_newest = had_newest or newest in held
        Departure.objects.update_or_create(
            circle=circle,
            account_id=account_id,
            last=max(held),
            defaults={"first": min(held), "since": min(held.values())},
            create_defaults={"first": min(held), "since": min(held.values()), "until": today()},
        )
    if had_newest and circle.stale_since is None:
        circle.stale_since = today()
        circle.save(update_fields=["stale_since"])
    return had_newest


@transaction.atomic
def leave_groups(*, organisation_id: UUID, account_id: UUID) -> None:
    """End the memberships of somebody whose access ended: coming back, they are in no group."""
    with scope(organisation=organisation_id):
        rows = GroupMember.objects.filter(account_id=account_id, until=None)
        rows.filter(account__active=False).update(until=today())


def tend_circles() -> None:
    """Find whoever holds the newest keys of a circle they are not in: an event may be lost."""
    for organisation_id, _country in list_organisations():
        house = kinds.House(organisation_id)
        members = {
            (kind.code, subject.subject_id): subject.members
            for kind in kinds.every()
            for subject in kind.rosters(house)
        }
        for place, holders in _holders(organisation_id).items():
            strangers = holders - members.get(place, frozenset())
            if strangers:
                mark_left(organisation_id=organisation_id, account_ids=strangers, place=place)


def _holders(organisation_id: UUID) -> dict[Place, set[UUID]]:
    holders: dict[Place, set[UUID]] = {}
    newest: dict[Place, int] = {}
    with scopes_disabled():
        rows = Wrap.objects.filter(epoch__circle__organisation_id=organisation_id)
        for kind, subject_id, number, account_id in rows.order_by("epoch__number").values_list(
            "epoch__circle__kind", "epoch__circle__subject_id", "epoch__number", "account_id"
        ):
            place = (kind, subject_id)
            if newest.get(place) != number:
                newest[place], holders[place] = number, set()
            holders[place].add(account_id)
    return holders
