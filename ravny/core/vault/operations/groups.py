"""Groups chosen by hand: made, changed and closed by the people in them."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.rosters import active_people
from ravny.core.staff.types import Actor

from ..groups import group_for
from ..models.people import Group, GroupMember
from .leaving import mark_left


def _colleagues(actor: Actor, account_ids: Collection[UUID]) -> set[UUID]:
    known = {one.account_id for one in active_people(actor.organisation_id)}
    if not set(account_ids) <= known:
        raise NotYours
    return set(account_ids)


@transaction.atomic
def make_group(*, actor: Actor, group_id: UUID, label: str, members: Collection[UUID]) -> UUID:
    """Make a group of the actor and these colleagues; the same id again changes nothing.

    Raises DomainError for a name that is taken, NotYours for people of another house.
    """
    with scopes_disabled():  # an id known anywhere is never used again
        if Group.objects.filter(id=group_id).exists():
            return group_id
    people = _colleagues(actor, {*members, actor.account_id})
    with scope(organisation=actor.organisation_id):
        _refuse_taken(label, group_id)
        group = Group.objects.create(
            id=group_id,
            organisation_id=actor.organisation_id,
            label=label,
            made_by_id=actor.account_id,
        )
        _add(group, people)
    journal.write(actor=actor, verb="vault.group_made", subject=group_id, count=len(people))
    return group_id


def _refuse_taken(label: str, group_id: UUID) -> None:
    if Group.objects.filter(label=label).exclude(id=group_id).exists():
        raise DomainError(_("There is a group with this name already."), field="label")


def _add(group: Group, people: Collection[UUID]) -> None:
    GroupMember.objects.bulk_create(
        GroupMember(group=group, account_id=account_id) for account_id in sorted(people)
    )


@transaction.atomic
def change_group(*, actor: Actor, group_id: UUID, label: str, members: Collection[UUID]) -> None:
    """Rename a group and set who is in it; whoever is taken off leaves its circle at once.

    Only its members may. Raises NotYours; DomainError for nobody left or a name that is taken.
    """
    people = _colleagues(actor, members)
    if not people:
        raise DomainError(
            _("Somebody has to stay. Close the group if it is not needed."), field="members"
        )
    with scope(organisation=actor.organisation_id):
        group = Group.objects.select_for_update().filter(id=group_id).first()
        before = group_for(actor, group_id)
        if group is None or before.closed_on is not None:
            raise NotYours
        _refuse_taken(label, group_id)
        Group.objects.filter(id=group_id).update(label=label)
        left = before.members - people
        GroupMember.objects.filter(group=group, account_id__in=left, until=None).update(
            until=today()
        )
        _add(group, people - before.members)
        mark_left(
            organisation_id=actor.organisation_id, account_ids=left, place=("group", group_id)
        )
    journal.write(actor=actor, verb="vault.group_changed", subject=group_id, count=len(people))


@transaction.atomic
def close_group(*, actor: Actor, group_id: UUID) -> None:
    """Close a group: nothing new is sealed to it, its members go on reading. Raises NotYours."""
    group_for(actor, group_id)
    with scope(organisation=actor.organisation_id):
        closed = Group.objects.filter(id=group_id, closed_on=None).update(closed_on=today())
    if closed:
        journal.write(actor=actor, verb="vault.group_closed", subject=group_id)
