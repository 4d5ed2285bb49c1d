"""Questions about circles, wraps and keys; every answer is limited to those who belong."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from .. import kinds
from ..models import Circle, Epoch, StaffKey, Wrap
from ..types import CircleFact, WrapFact
from .backups import backup_identities, backup_identity, backup_keys, month_keys
from .dues import due_count, dues_of, missing_recovery, missing_wraps, waiting_count
from .intake import intake_lines, intake_status, phones_behind
from .members import keyed
from .phones import (
    get_phone_for,
    invitation_for,
    list_phones,
    phone_history,
    phone_of,
    phones_for,
    root_mark,
    standings,
)
from .proofs import circle_proofs
from .rosters import circle_lines, line_for, seen_lines

__all__ = [
    "backup_identities",
    "backup_identity",
    "backup_keys",
    "circle_facts",
    "circle_for",
    "circle_lines",
    "circle_of",
    "circle_proofs",
    "circles_for",
    "circles_of",
    "due_count",
    "dues_of",
    "get_phone_for",
    "has_staff_key",
    "intake_lines",
    "intake_status",
    "invitation_for",
    "line_for",
    "list_phones",
    "missing_recovery",
    "missing_wraps",
    "month_keys",
    "my_circles",
    "own_keyring",
    "phone_history",
    "phone_of",
    "phones_behind",
    "phones_for",
    "public_keys",
    "receivers",
    "root_mark",
    "seen_lines",
    "standings",
    "subject_for",
    "team_circle",
    "team_circles",
    "waiting_count",
    "wraps_for",
]


def _facts(epochs: Iterable[Epoch]) -> dict[UUID, CircleFact]:
    newest: dict[UUID, CircleFact] = {}
    for epoch in epochs:
        known = newest.get(epoch.circle_id)
        if known is None or known.epoch < epoch.number:
            newest[epoch.circle_id] = CircleFact(
                epoch.circle_id, epoch.number, bytes(epoch.public_key)
            )
    return newest


def circle_facts(circle_ids: Collection[UUID]) -> dict[UUID, CircleFact]:
    """Return circle id → newest epoch and its public key. One query.

    Unscoped on purpose: an id tells nothing, and a public half only lets one seal.
    """
    with scopes_disabled():
        return _facts(Epoch.objects.filter(circle_id__in=circle_ids))


def circles_of(kind: str, subject_ids: Collection[UUID]) -> dict[UUID, CircleFact]:
    """Return subject id → its circle of a kind, where there is one. One query."""
    with scopes_disabled():
        epochs = list(
            Epoch.objects.filter(
                circle__kind=kind, circle__subject_id__in=subject_ids
            ).select_related("circle")
        )
    subjects = {epoch.circle_id: epoch.circle.subject_id for epoch in epochs}
    return {subjects[fact.circle_id]: fact for fact in _facts(epochs).values()}


def circle_of(kind: str, subject_id: UUID) -> CircleFact | None:
    """Return the circle of one subject, None where nobody made one. One query."""
    return circles_of(kind, [subject_id]).get(subject_id)


def team_circle(team_id: UUID) -> CircleFact | None:
    """Return the circle of a team; anybody of the organisation may seal to it. One query."""
    return circle_of("team", team_id)


def team_circles(actor: Actor) -> dict[UUID, CircleFact]:
    """Return team id → circle for the actor's own teams. One query."""
    return circles_of("team", actor.teams)


def circle_for(actor: Actor, circle_id: UUID) -> Circle:
    """Return a circle the actor belongs to; raises NotYours."""
    for circle in my_circles(actor, [circle_id]):
        return circle
    raise NotYours


def circles_for(actor: Actor, circle_ids: Collection[UUID]) -> list[Circle]:
    """Return circles that are all the actor's; raises NotYours for one that is not."""
    circles = my_circles(actor, circle_ids)
    if {circle.id for circle in circles} != set(circle_ids):
        raise NotYours
    return circles


def my_circles(actor: Actor, circle_ids: Collection[UUID] | None = None) -> list[Circle]:
    """Return the circles the actor belongs to at this moment, or those of them asked for."""
    with scope(organisation=actor.organisation_id):
        rows = Circle.objects.all()
        if circle_ids is not None:
            rows = rows.filter(id__in=circle_ids)
        circles = list(rows)
    codes = {circle.kind for circle in circles}
    mine = {kind.code: kind.mine(actor) for kind in kinds.every() if kind.code in codes}
    return [one for one in circles if one.subject_id in mine.get(one.kind, ())]


def wraps_for(actor: Actor, circle_ids: Collection[UUID]) -> list[WrapFact]:
    """Return the actor's own wraps of circles they belong to now. Two queries.

    Having been given a wrap is not enough: somebody taken off a team is refused here.
    """
    mine = [circle.id for circle in my_circles(actor, circle_ids)]
    with scope(organisation=actor.organisation_id):
        rows = Wrap.objects.filter(
            account_id=actor.account_id, epoch__circle_id__in=mine
        ).select_related("epoch")
        return [
            WrapFact(row.epoch.circle_id, row.epoch.number, row.account_id, bytes(row.envelope))
            for row in rows
        ]


def has_staff_key(actor: Actor) -> bool:
    """Tell whether the actor has keys of their own."""
    with scope(organisation=actor.organisation_id):
        return StaffKey.objects.filter(account_id=actor.account_id).exists()


def own_keyring(actor: Actor) -> bytes | None:
    """Return the actor's keyring as their phrase sealed it, None before joining is finished."""
    with scope(organisation=actor.organisation_id):
        row = StaffKey.objects.filter(account_id=actor.account_id).first()
    return bytes(row.keyring) if row else None


def public_keys(actor: Actor) -> dict[UUID, bytes]:
    """Return account id → X-Wing public key for the whole organisation. One query."""
    with scope(organisation=actor.organisation_id):
        rows = StaffKey.objects.filter(account__active=True)
        return {row.account_id: bytes(row.public_key) for row in rows}


def subject_for(actor: Actor, kind_code: str, subject_id: UUID) -> kinds.Subject:
    """Return what a circle of the actor's stands around, with its people; raises NotYours."""
    kind = kinds.get(kind_code)
    if kind is None or subject_id not in kind.mine(actor):
        raise NotYours
    house = kinds.House(actor.organisation_id, {kind_code: frozenset({subject_id})})
    for subject in kind.rosters(house):
        if subject.subject_id == subject_id:
            return subject
    raise NotYours


def receivers(actor: Actor, kind_code: str, subject_id: UUID) -> dict[UUID, bytes]:
    """Return account id → public key of everybody a circle due here is for; raises NotYours.

    Once there is a root, only of those whose keys an officer signed.
    """
    members = subject_for(actor, kind_code, subject_id).members
    ready = keyed(actor.organisation_id).ready
    return {who: key for who, key in ready.items() if who in members}
