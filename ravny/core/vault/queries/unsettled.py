"""In which of somebody's thousands of circles there is something to do, asked of the database.

Reading every circle of one's own to find the few that need something takes a second, and the menu
of every page asks. What is due is said twice, here and by `CircleLine`: a test holds both together.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django_scopes import scopes_disabled

from ravny.core.staff.types import Actor

from .. import kinds
from ..models import Circle, Epoch, EpochFloor, Wrap
from ..models.trust import RecoveryWrap
from .members import Keyed
from .rosters import Mine

SUBJECT = "circle__subject_id"
# Up to so many are read sooner than the question to the database is put together.
FEW = 200


def thousands(mine: Mine) -> list[str]:
    """Return the kinds of which somebody has so many that the database has to look."""
    return [code for code in kinds.many() if len(mine[code]) > FEW]


def due_subjects(actor: Actor, keyed: Keyed, codes: Iterable[str]) -> Mine:
    """Return kind → the actor's subjects around which the actor can do something now.

    Nothing without keys that are signed. Two queries a kind.
    """
    if actor.account_id not in keyed.ready:
        return dict.fromkeys(codes, frozenset[UUID]())
    many = kinds.many()
    return {code: _Asked(actor, keyed, code, many[code]).due_subjects() for code in codes}


def noticed_subjects(actor: Actor, keyed: Keyed, codes: Iterable[str]) -> Mine:
    """Return the same with those where somebody, perhaps the actor, cannot open everything."""
    many = kinds.many()
    return {code: _Asked(actor, keyed, code, many[code]).noticed_subjects() for code in codes}


class _Asked:
    """What is asked of one kind, row by row of its epochs.

    Without a scope: the epochs are those of the actor's organisation, all else hangs on them, and
    a scope would join every row to its circle again, which takes longer than the question.
    """

    def __init__(self, actor: Actor, keyed: Keyed, code: str, belonging: kinds.Belonging) -> None:
        self.me, self.keyed, self.code, self.of = actor.account_id, keyed, code, belonging
        self.organisation_id = actor.organisation_id

    def due_subjects(self) -> frozenset[UUID]:
        with scopes_disabled():
            return self._without_circle() | self._found(self._due())

    def noticed_subjects(self) -> frozenset[UUID]:
        with scopes_disabled():
            return self._without_circle() | self._found(
                self._due() | ~self._held() | self._lacked()
            )

    def _found(self, wanted: Q) -> frozenset[UUID]:
        mine = self.of.rows().filter(account_id=self.me).values(self.of.subject)
        rows = Epoch.objects.filter(
            wanted,
            circle__organisation_id=self.organisation_id,
            circle__kind=self.code,
            circle__subject_id__in=mine,
        )
        return frozenset(rows.values_list(SUBJECT, flat=True))

    def _without_circle(self) -> frozenset[UUID]:
        circles = Circle.objects.filter(
            organisation_id=self.organisation_id,
            kind=self.code,
            subject_id=OuterRef(self.of.subject),
        )
        rows = self.of.rows().filter(
            ~Exists(circles), ~self._closed(self.of.subject), account_id=self.me
        )
        return frozenset(rows.values_list(self.of.subject, flat=True))

    def _due(self) -> Q:
        newer = Epoch.objects.filter(circle_id=OuterRef("circle_id"), number__gt=OuterRef("number"))
        renewal = self._stale() & ~Q(Exists(newer)) & ~self._closed(SUBJECT)
        return renewal | (self._held() & (self._unrecoverable() | self._lacked()))

    def _stale(self) -> Q:
        """A newest epoch is due to be renewed: see `CircleLine.is_stale`."""
        people = self._people(OuterRef(OuterRef(SUBJECT)))
        belongs = Exists(people.filter(account_id=OuterRef("account_id")))
        wraps = Wrap.objects.filter(epoch_id=OuterRef("id"))
        stale = Q(circle__stale_since__isnull=False) | Q(Exists(wraps.filter(~belongs)))
        stale |= ~self._held() & ~Q(Exists(wraps.filter(belongs)))
        if self.keyed.vouched is not None:
            stale |= ~Q(signed_by_id__in=self.keyed.vouched)
        return stale

    def _held(self) -> Q:
        return Q(Exists(Wrap.objects.filter(epoch_id=OuterRef("id"), account_id=self.me)))

    def _lacked(self) -> Q:
        """Somebody who could be given the epoch cannot open it, and no floor keeps it from them."""
        given = Wrap.objects.filter(
            epoch_id=OuterRef(OuterRef("id")), account_id=OuterRef("account_id")
        )
        kept = EpochFloor.objects.filter(
            circle_id=OuterRef(OuterRef("circle_id")),
            account_id=OuterRef("account_id"),
            number__gt=OuterRef(OuterRef("number")),
        )
        people = self._people(OuterRef(SUBJECT)).filter(account_id__in=list(self.keyed.ready))
        return Q(Exists(people.filter(~Exists(given), ~Exists(kept))))

    def _unrecoverable(self) -> Q:
        root_id = self.keyed.root_id
        if root_id is None:
            return Q(pk__in=[])
        return ~Q(Exists(RecoveryWrap.objects.filter(epoch_id=OuterRef("id"), root_id=root_id)))

    def _people(self, subject: OuterRef) -> kinds.Rows:
        return self.of.rows().filter(**{self.of.subject: subject})

    def _closed(self, subject: str) -> Q:
        if not self.of.closed:
            return Q(pk__in=[])
        rows = self._people(OuterRef(subject))
        return Q(Exists(rows.filter(**{f"{self.of.closed}__isnull": False})))
