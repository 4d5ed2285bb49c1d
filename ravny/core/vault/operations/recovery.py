"""Two sheets of paper were put together in a browser; what it made is kept and everybody told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..envelope import Context, EnvelopeError, check_sealed
from ..framing import SUITE_HPKE
from ..models import Wrap
from ..models.trust import Certificate, RecoveryNotice, RecoveryUse, RecoveryWrap
from ..queries import circle_lines
from ..queries.recovery import missing_of, person_for, problem_of
from ..queries.trust import living_root
from ..types import CertificateKind, WrapFact
from ..types.trust import PROBLEMS, RootFact
from .signing import refused


@dataclass(frozen=True)
class Given:
    """How many epochs were new to somebody, and how many they still lack."""

    stored: int
    left: int


def _root_for(actor: Actor, person: Actor) -> RootFact:
    root = living_root(actor.organisation_id)
    problem = problem_of(person, root)
    if problem or root is None:
        raise DomainError(PROBLEMS[problem], code=problem)
    return root


@transaction.atomic
def give_recovered(*, actor: Actor, account_id: UUID, wraps: Sequence[WrapFact]) -> Given:
    """Keep epochs that two sheets opened, wrapped anew for somebody who belongs to their circles.

    May be repeated and taken up again; a wrap that is there stays. Everybody who belongs to one
    of the circles is told, the person too, and every officer. Raises NotYours and DomainError.
    """
    person = person_for(actor, account_id)
    root = _root_for(actor, person)
    with scope(organisation=actor.organisation_id):
        missing = missing_of(person, root)
        sent = {(one.circle_id, one.epoch): one for one in wraps}
        new = {missing[place]: one for place, one in sent.items() if place in missing}
        _check(person, [one for place, one in sent.items() if place not in missing])
        for source in RecoveryWrap.objects.filter(id__in=new):
            _keep(person, source, new[source.id])
        if new:
            use = _use(actor, person, root, len(new))
            circles = {one.circle_id for one in new.values()}
            _tell(use, _concerned(actor, person, circles, root))
    if new:
        journal.write(actor=actor, verb="vault.recovery_used", subject=account_id, count=len(new))
    return Given(len(new), len(missing) - len(new))


def _check(person: Actor, repeated: Iterable[WrapFact]) -> None:
    """What is not missing must be there already: a lost answer makes browsers send again."""
    for one in repeated:
        held = Wrap.objects.filter(
            account_id=person.account_id,
            epoch__circle_id=one.circle_id,
            epoch__number=one.epoch,
        )
        if not held.exists():
            raise NotYours


def _keep(person: Actor, source: RecoveryWrap, one: WrapFact) -> None:
    context = Context(one.circle_id, one.epoch, "key.circle", person.account_id)
    try:
        header = check_sealed(one.envelope, context)
    except EnvelopeError as error:
        raise refused() from error
    if one.account_id != person.account_id or header.suite != SUITE_HPKE:
        raise refused()
    Wrap.objects.get_or_create(
        epoch_id=source.epoch_id,
        account_id=person.account_id,
        defaults={"envelope": one.envelope},
    )


def _use(actor: Actor, person: Actor, root: RootFact, new: int) -> RecoveryUse:
    """One a day for each person and whoever helped them, counted up piece by piece."""
    use, _made = RecoveryUse.objects.get_or_create(
        organisation_id=actor.organisation_id,
        account_id=person.account_id,
        by_id=actor.account_id,
        root_id=root.root_id,
        used_on=today(),
    )
    RecoveryUse.objects.filter(id=use.id).update(epochs=F("epochs") + new)
    return use


def _concerned(actor: Actor, person: Actor, circle_ids: set[UUID], root: RootFact) -> set[UUID]:
    officers = Certificate.objects.filter(
        root_id=root.root_id, kind=CertificateKind.OFFICER, withdrawn_on=None
    )
    told = {person.account_id, *officers.values_list("subject_id", flat=True)}
    for line in circle_lines(actor):
        if line.circle_id in circle_ids:
            told.update(one.account_id for one in line.members)
    return told


def _tell(use: RecoveryUse, accounts: set[UUID]) -> None:
    """Tell them; who had seen it is told again, for more was opened since."""
    RecoveryNotice.objects.filter(use=use).update(seen_on=None)
    known = set(RecoveryNotice.objects.filter(use=use).values_list("account_id", flat=True))
    RecoveryNotice.objects.bulk_create(
        RecoveryNotice(use=use, account_id=account_id) for account_id in accounts - known
    )


@transaction.atomic
def see_recovery(*, actor: Actor, use_id: UUID) -> None:
    """Note that the actor has seen a use they were told of. Raises NotYours."""
    with scope(organisation=actor.organisation_id):
        told = RecoveryNotice.objects.filter(use_id=use_id, account_id=actor.account_id)
        if not told.exists():
            raise NotYours
        told.filter(seen_on=None).update(seen_on=today())


def drop_old_recovery() -> None:
    """Let the sheets of a retired root open nothing that the living root opens. Idempotent.

    What is not sealed to the living root yet stays: it may be the only way left.
    """
    with scopes_disabled():
        living = RecoveryWrap.objects.filter(root__retired_on=None).values("epoch_id")
        RecoveryWrap.objects.exclude(root__retired_on=None).filter(epoch_id__in=living).delete()
