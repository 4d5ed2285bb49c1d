"""Teams, and who is on them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.registries import events

from ..models import Account, Membership, Team
from ..types import Actor, TeamChanged


@transaction.atomic
def add_team(*, actor: Actor, team_id: UUID, label: str, members: Iterable[UUID] = ()) -> UUID:
    """Make a team; a repeated call with the same id changes nothing.

    Raises DomainError when the organisation has a team of this name already.
    """
    with scope(organisation=actor.organisation_id):
        if Team.objects.filter(id=team_id).exists():
            return team_id
        _refuse_taken(label, team_id)
        Team.objects.create(id=team_id, organisation_id=actor.organisation_id, label=label)
        joined, _left = put_members(team_id, members)
    events.emit(TeamChanged(actor.organisation_id, team_id, joined, frozenset()))
    journal.write(actor=actor, verb="staff.team_made", subject=team_id)
    return team_id


@transaction.atomic
def edit_team(*, actor: Actor, team_id: UUID, label: str, members: Iterable[UUID]) -> None:
    """Rename a team and set who is on it; raises NotYours, DomainError."""
    with scope(organisation=actor.organisation_id):
        team = Team.objects.select_for_update().filter(id=team_id).first()
        if team is None:
            raise NotYours
        _refuse_taken(label, team_id)
        Team.objects.filter(id=team_id).update(label=label)
        joined, left = put_members(team_id, members)
    events.emit(TeamChanged(actor.organisation_id, team_id, joined, left))
    journal.write(actor=actor, verb="staff.team_changed", subject=team_id)


def _refuse_taken(label: str, team_id: UUID) -> None:
    if Team.objects.filter(label=label).exclude(id=team_id).exists():
        raise DomainError(_("There is a team with this name already."), field="label")


def put_members(team_id: UUID, members: Iterable[UUID]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Set a team's members; return who came and who left. Call within the scope."""
    wanted = set(Account.objects.filter(id__in=list(members)).values_list("id", flat=True))
    present = set(Membership.objects.filter(team_id=team_id).values_list("account_id", flat=True))
    joined, left = frozenset(wanted - present), frozenset(present - wanted)
    Membership.objects.filter(team_id=team_id, account_id__in=left).delete()
    Membership.objects.bulk_create(
        Membership(team_id=team_id, account_id=account_id) for account_id in sorted(joined)
    )
    return joined, left


def put_teams(organisation_id: UUID, account_id: UUID, teams: Iterable[UUID]) -> None:
    """Set the teams of one person and tell of each team that changed. Call within the scope."""
    wanted = set(Team.objects.filter(id__in=list(teams)).values_list("id", flat=True))
    mine = Membership.objects.filter(account_id=account_id)
    present = set(mine.values_list("team_id", flat=True))
    mine.filter(team_id__in=present - wanted).delete()
    Membership.objects.bulk_create(
        Membership(team_id=team_id, account_id=account_id) for team_id in sorted(wanted - present)
    )
    one, nobody = frozenset({account_id}), frozenset[UUID]()
    for team_id in sorted(wanted ^ present):
        came = team_id in wanted
        events.emit(
            TeamChanged(organisation_id, team_id, one if came else nobody, nobody if came else one)
        )
