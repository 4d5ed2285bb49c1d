"""Questions about circles, wraps and keys; every answer is limited to those who belong."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from . import kinds
from .models import Circle, Epoch, StaffKey, Wrap
from .phone_queries import intake_lines, list_phones, phone_lines, phone_of, phones_behind
from .rosters import circle_lines
from .types import CircleFact, MissingWrap, WrapFact

__all__ = [
    "circle_facts",
    "circle_for",
    "circle_lines",
    "circle_of",
    "circles_of",
    "has_staff_key",
    "intake_lines",
    "list_phones",
    "missing_wraps",
    "my_circles",
    "own_keyring",
    "phone_lines",
    "phone_of",
    "phones_behind",
    "public_keys",
    "receivers",
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


def _is_member(actor: Actor, circle: Circle) -> bool:
    kind = kinds.get(circle.kind)
    return kind is not None and kind.includes(actor, circle.subject_id)


def circle_for(actor: Actor, circle_id: UUID) -> Circle:
    """Return a circle the actor belongs to; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        circle = Circle.objects.filter(id=circle_id).first()
    if circle is None or not _is_member(actor, circle):
        raise NotYours
    return circle


def my_circles(actor: Actor, circle_ids: Collection[UUID] | None = None) -> list[Circle]:
    """Return the circles the actor belongs to at this moment, or those of them asked for."""
    with scope(organisation=actor.organisation_id):
        rows = Circle.objects.all()
        if circle_ids is not None:
            rows = rows.filter(id__in=circle_ids)
        return [circle for circle in rows if _is_member(actor, circle)]


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


def receivers(actor: Actor, kind_code: str, subject_id: UUID) -> dict[UUID, bytes]:
    """Return account id → public key of everybody a circle due here is for; raises NotYours."""
    kind = kinds.get(kind_code)
    if kind is None or not kind.includes(actor, subject_id):
        raise NotYours
    keys = public_keys(actor)
    members = {one.subject_id: one.members for one in kind.rosters(actor)}
    return {who: keys[who] for who in members.get(subject_id, ()) if who in keys}


def missing_wraps(actor: Actor, limit: int = 200) -> list[MissingWrap]:
    """Return what the actor could give to colleagues who wait: epochs the actor holds themself."""
    lines = [line for line in circle_lines(actor) if line.circle_id and line.is_mine]
    keys = public_keys(actor)
    ids = [line.circle_id for line in lines if line.circle_id]
    with scope(organisation=actor.organisation_id):
        given = set(
            Wrap.objects.filter(epoch__circle_id__in=ids).values_list(
                "epoch__circle_id", "epoch__number", "account_id"
            )
        )
    held = sorted((circle, number) for circle, number, who in given if who == actor.account_id)
    members = {line.circle_id: [one.account_id for one in line.members] for line in lines}
    missing = [
        MissingWrap(circle, number, who, keys[who])
        for circle, number in held
        for who in members[circle]
        if who in keys and (circle, number, who) not in given
    ]
    return missing[:limit]


def waiting_count(actor: Actor) -> int | None:
    """Return how many colleagues wait for keys the actor's circles could give; None for nobody."""
    waiting = sum(len(line.waiting) for line in circle_lines(actor) if line.is_mine)
    return waiting or None
