"""Groups chosen by hand: who is in them, and whose they are."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from .models import Circle
from .models.people import Group, GroupMember


@dataclass(frozen=True)
class GroupFact:
    """A group and its people of today; a closed one takes no new text."""

    group_id: UUID
    label: str
    members: frozenset[UUID]
    closed_on: date | None

    @property
    def as_initial(self) -> dict[str, Any]:
        """What the group's form begins with."""
        members = sorted(str(one) for one in self.members)
        return {"label": self.label, "members": members, "record_id": self.group_id}


@dataclass(frozen=True)
class GroupLine:
    """A group of one's own on the page of groups; `circle_id` None: it has no keys yet."""

    group: GroupFact
    names: tuple[str, ...]
    circle_id: UUID | None


def groups_of(organisation_id: UUID) -> list[GroupFact]:
    """Return every group with its active people. One query."""
    members: dict[UUID, set[UUID]] = {}
    groups: dict[UUID, tuple[str, date | None]] = {}
    with scope(organisation=organisation_id):
        rows = Group.objects.order_by("label", "id").values_list(
            "id", "label", "closed_on",
            "members__account_id", "members__until", "members__account__active",
        )  # fmt: skip
        for group_id, label, closed_on, account_id, until, active in rows:
            groups[group_id] = (label, closed_on)
            if account_id and until is None and active:
                members.setdefault(group_id, set()).add(account_id)
    return [
        GroupFact(group_id, label, frozenset(members.get(group_id, ())), closed_on)
        for group_id, (label, closed_on) in groups.items()
    ]


def my_groups(actor: Actor) -> frozenset[UUID]:
    """Return the ids of the groups the actor is in, closed ones too. One query."""
    with scope(organisation=actor.organisation_id):
        rows = GroupMember.objects.filter(account_id=actor.account_id, until=None)
        return frozenset(rows.values_list("group_id", flat=True))


def group_for(actor: Actor, group_id: UUID, *, still_open: bool = False) -> GroupFact:
    """Return a group the actor is in, perhaps only one not closed; raises NotYours. One query."""
    for fact in groups_of(actor.organisation_id):
        if fact.group_id == group_id and actor.account_id in fact.members:
            if still_open and fact.closed_on is not None:
                break
            return fact
    raise NotYours


def group_lines(actor: Actor) -> list[GroupLine]:
    """Return the groups the actor is in, those in use first. Three queries."""
    mine = [one for one in groups_of(actor.organisation_id) if actor.account_id in one.members]
    names = pseudonyms(actor)
    with scope(organisation=actor.organisation_id):
        rows = Circle.objects.filter(kind="group", subject_id__in=[one.group_id for one in mine])
        circles = dict(rows.values_list("subject_id", "id"))
    return [
        GroupLine(
            group=one,
            names=tuple(sorted(names.get(who, "?") for who in one.members)),
            circle_id=circles.get(one.group_id),
        )
        for one in sorted(mine, key=lambda one: one.closed_on is not None)
    ]
