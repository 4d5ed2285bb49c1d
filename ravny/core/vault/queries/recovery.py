"""What two sheets of paper could bring back, for whom, and who was told that they did."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import actor_of, list_staff, pseudonyms
from ravny.core.staff.types import Actor

from .. import statements
from ..models import Epoch, EpochFloor, StaffKey, Wrap
from ..models.trust import Certificate, RecoveryNotice, RecoveryUse, RecoveryWrap
from ..types import CertificateKind
from ..types.trust import (
    OFFICER_ROLES,
    RECOVERED_AT_ONCE,
    Recoverable,
    RecoveryLine,
    RecoveryPage,
    RecoveryPerson,
    RecoveryWrapFact,
    RootFact,
    ShutCircle,
)
from . import circle_lines, my_circles
from .trust import living_root, proofs

SHOWN = 200


def person_for(actor: Actor, account_id: UUID) -> Actor:
    """Return whom the actor may recover for; raises NotYours.

    For oneself only where nobody else could do it: whoever puts sheets together gives keys to
    somebody they see in front of them.
    """
    person = actor_of(account_id)
    if person.organisation_id != actor.organisation_id or not actor.may("vault.recover"):
        raise NotYours
    if account_id == actor.account_id and _others_could(actor):
        raise NotYours
    return person


def _others_could(actor: Actor) -> bool:
    return any(
        OFFICER_ROLES & set(one.roles)
        for one in list_staff(actor)
        if one.account_id != actor.account_id
    )


def _problem(root: RootFact | None, keys: StaffKey | None, signed: Iterable[Certificate]) -> str:
    if root is None:
        return "no_root"
    if keys is None:
        return "no_keys"
    present = (statements.key_hash(bytes(keys.public_key)), bytes(keys.signing_public))
    fits = any((bytes(row.key_hash), bytes(row.signing_public)) == present for row in signed)
    return "" if fits else "uncertified"


def problem_of(person: Actor, root: RootFact | None) -> str:
    """Return why nothing can be given to somebody yet: "", no_root, no_keys, uncertified."""
    with scope(organisation=person.organisation_id):
        keys = StaffKey.objects.filter(account_id=person.account_id).first()
        return _problem(root, keys, _signed(root).get(person.account_id, ()))


def missing_of(person: Actor, root: RootFact) -> dict[tuple[UUID, int], int]:
    """Return (circle, number) → id of the recovery wrap of every epoch the person lacks.

    Of circles they belong to now, from the first epoch they were given on, as sealed to this root.
    """
    circles = [circle.id for circle in my_circles(person)]
    with scope(organisation=person.organisation_id):
        own = {"account_id": person.account_id}
        floors = dict(EpochFloor.objects.filter(**own).values_list("circle_id", "number"))
        held = Wrap.objects.filter(**own).values("epoch_id")
        rows = RecoveryWrap.objects.filter(root_id=root.root_id, epoch__circle_id__in=circles)
        found = rows.exclude(epoch_id__in=held).order_by("epoch__circle_id", "epoch__number")
        return {
            (circle, number): wrap_id
            for circle, number, wrap_id in found.values_list(
                "epoch__circle_id", "epoch__number", "id"
            )
            if number >= floors.get(circle, 0)
        }


def recoverable(actor: Actor, person: Actor, skip: int = 0) -> Recoverable:
    """Return what two sheets could give somebody: fifty epochs, after the first `skip`."""
    root = living_root(actor.organisation_id)
    problem = problem_of(person, root)
    answer = Recoverable(
        account_id=person.account_id,
        pseudonym=person.pseudonym,
        problem=problem,
        proofs=proofs(actor, [], [person.account_id]),
        epochs=(),
        left=0,
    )
    if problem or root is None:
        return answer
    missing = missing_of(person, root)
    chosen = list(missing.values())[skip : skip + RECOVERED_AT_ONCE]
    with scope(organisation=actor.organisation_id):
        rows = RecoveryWrap.objects.filter(id__in=chosen).select_related("epoch")
        ordered = sorted(rows, key=lambda row: (row.epoch.circle_id, row.epoch.number))
        keys = StaffKey.objects.get(account_id=person.account_id)
    return replace(
        answer,
        epochs=tuple(_wrap_fact(row) for row in ordered),
        left=len(missing),
        public_key=bytes(keys.public_key),
        signing_public=bytes(keys.signing_public),
    )


def _wrap_fact(row: RecoveryWrap) -> RecoveryWrapFact:
    return RecoveryWrapFact(
        circle_id=row.epoch.circle_id,
        epoch=row.epoch.number,
        public_key=bytes(row.epoch.public_key),
        envelope=bytes(row.envelope),
    )


def recovery_page(actor: Actor) -> RecoveryPage:
    """Return for whom sheets can be put together, and what nobody here can open any more."""
    root = living_root(actor.organisation_id)
    lines = [line for line in circle_lines(actor) if line.circle_id]
    lacks = Counter(one.account_id for line in lines for one in line.shut_for)
    alone = not _others_could(actor)
    with scope(organisation=actor.organisation_id):
        keys, signed = StaffKey.objects.in_bulk(), _signed(root)
        sealed = RecoveryWrap.objects.filter(root__retired_on=None)
        recoverable = set(sealed.values_list("epoch__circle_id", "epoch__number"))
    people = [
        RecoveryPerson(
            account_id=one.account_id,
            pseudonym=one.pseudonym,
            problem=_problem(root, keys.get(one.account_id), signed.get(one.account_id, ())),
            waiting=lacks[one.account_id],
        )
        for one in list_staff(actor)
        if alone or one.account_id != actor.account_id
    ]
    shut = [
        ShutCircle(
            label=line.subject_label,
            kind=line.kind_label,
            people=tuple(one.pseudonym for one in line.members),
            recoverable=(line.circle_id, line.epoch) in recoverable,
        )
        for line in lines
        if line.members and not line.opened_by
    ]
    people.sort(key=lambda one: (-one.waiting, one.pseudonym))
    return RecoveryPage(root is not None, tuple(people), tuple(shut))


def _signed(root: RootFact | None) -> dict[UUID, list[Certificate]]:
    signed: dict[UUID, list[Certificate]] = {}
    rows = Certificate.objects.filter(withdrawn_on=None).exclude(kind=CertificateKind.PHONE)
    for row in rows.filter(root_id=root.root_id) if root else ():
        signed.setdefault(row.subject_id, []).append(row)
    return signed


def recovery_lines(actor: Actor) -> list[RecoveryLine]:
    """Return the uses of recovery the actor was told of, for leads all; the latest 200 first."""
    names = pseudonyms(actor)
    with scope(organisation=actor.organisation_id):
        told = dict(
            RecoveryNotice.objects.filter(account_id=actor.account_id).values_list(
                "use_id", "seen_on"
            )
        )
        rows = RecoveryUse.objects.order_by("-used_on", "-id")
        if not actor.may("vault.trust"):
            rows = rows.filter(id__in=told)
        return [
            RecoveryLine(
                use_id=row.id,
                day=row.used_on,
                account=names.get(row.account_id, "?"),
                by=names.get(row.by_id, "?"),
                keys=row.epochs,
                mine=row.id in told,
                seen=told.get(row.id) is not None,
            )
            for row in rows[:SHOWN]
        ]


def epochs_beyond_recovery(organisation_id: UUID) -> int:
    """Return how many epochs two sheets of the living root do not open. One query."""
    with scope(organisation=organisation_id):
        sealed = RecoveryWrap.objects.filter(root__retired_on=None).values("epoch_id")
        return Epoch.objects.exclude(id__in=sealed).count()


def untold(actor: Actor) -> list[RecoveryLine]:
    """Return the uses that the actor has not said to have seen. Two queries; one where none."""
    with scope(organisation=actor.organisation_id):
        own = RecoveryNotice.objects.filter(account_id=actor.account_id, seen_on=None)
        if not own.exists():
            return []
    return [line for line in recovery_lines(actor) if line.mine and not line.seen]
