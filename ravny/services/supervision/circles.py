"""The circle of those who were there: a session's people, or the two of a handover."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.core.vault import kinds

from .models import Seat


def _rosters(house: kinds.House) -> list[kinds.Subject]:
    people: dict[UUID, set[UUID]] = defaultdict(set)
    closed: set[UUID] = set()
    wanted = Q() if house.wanted is None else Q(subject_id__in=house.wanted.get("session", ()))
    with scope(organisation=house.organisation_id):
        rows = Seat.objects.filter(wanted, account__active=True)
        for subject_id, account_id, shut in rows.values_list(
            "subject_id", "account_id", "closed_on"
        ):
            people[subject_id].add(account_id)
            if shut is not None:
                closed.add(subject_id)
    label = _("Those who were there")
    return [
        kinds.Subject(subject_id, label, frozenset(members), subject_id in closed)
        for subject_id, members in people.items()
    ]


def _mine(actor: Actor) -> frozenset[UUID]:
    with scope(organisation=actor.organisation_id):
        rows = Seat.objects.filter(account_id=actor.account_id)
        return frozenset(rows.values_list("subject_id", flat=True))


SESSION = kinds.CircleKind(
    code="session",
    label=_("supervision"),
    rosters=_rosters,
    mine=_mine,
    is_offered=False,
    belonging=kinds.Belonging(
        lambda: Seat.objects.filter(account__active=True), subject="subject_id", closed="closed_on"
    ),
)
