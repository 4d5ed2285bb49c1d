"""Who can open what, and since when: every circle of an organisation with its members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django_scopes import scope

from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from . import kinds
from .models import Circle, Epoch, StaffKey, Wrap
from .types import CircleLine, CircleMember


@dataclass(frozen=True)
class _Known:
    """Everything the page needs, read in five queries however many circles there are."""

    names: Mapping[UUID, str]
    keyed: frozenset[UUID]
    circles: Mapping[tuple[str, UUID], Circle]
    newest: Mapping[UUID, tuple[int, date]]
    opens: Mapping[tuple[UUID, int, UUID], date]


def _known(actor: Actor) -> _Known:
    names = pseudonyms(actor)
    with scope(organisation=actor.organisation_id):
        epochs = Epoch.objects.order_by("number").values_list("circle_id", "number", "made_on")
        wraps = Wrap.objects.values_list(
            "epoch__circle_id", "epoch__number", "account_id", "made_on"
        )
        return _Known(
            names=names,
            keyed=frozenset(StaffKey.objects.values_list("account_id", flat=True)),
            circles={(row.kind, row.subject_id): row for row in Circle.objects.all()},
            newest={circle: (number, made_on) for circle, number, made_on in epochs},
            opens={(circle, number, who): since for circle, number, who, since in wraps},
        )


def _line(
    known: _Known, kind: kinds.CircleKind, subject: kinds.Subject, is_mine: bool
) -> CircleLine | None:
    circle = known.circles.get((kind.code, subject.subject_id))
    if circle is None and not kind.is_offered:
        return None
    number, made_on = known.newest.get(circle.id, (0, None)) if circle else (0, None)
    members = tuple(
        CircleMember(
            account_id=who,
            pseudonym=known.names.get(who, "?"),
            has_keys=who in known.keyed,
            opens_since=known.opens.get((circle.id, number, who)) if circle else None,
        )
        for who in sorted(subject.members, key=lambda who: known.names.get(who, ""))
    )
    return CircleLine(
        kind=kind.code,
        kind_label=kind.label,
        subject_id=subject.subject_id,
        subject_label=subject.label,
        circle_id=circle.id if circle else None,
        epoch=number,
        made_on=made_on,
        members=members,
        is_mine=is_mine,
    )


def circle_lines(actor: Actor) -> list[CircleLine]:
    """Return every circle of the organisation, and every place where one is due."""
    known = _known(actor)
    lines = [
        _line(known, kind, subject, kind.includes(actor, subject.subject_id))
        for kind in kinds.every()
        for subject in kind.rosters(actor)
    ]
    return [line for line in lines if line is not None]
