"""Shifts as phones tell them: an opening and a closing, in any order, each perhaps twice.

Of several openings the earliest counts, of several closings the latest, so the order in which
they arrive changes nothing.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.staff.types import Actor

from ..models import Shift
from ..types import IntakeKind, Problem, ShiftState
from .reading import Reading, Surroundings

_FIELDS = (
    "day", "team_id", "site_id", "opened_on", "opened_hour", "closed_on", "closed_hour", "state",
)  # fmt: skip


def keep_shifts(actor: Actor, around: Surroundings, readings: Sequence[Reading]) -> None:
    """Make or bring up to date the shifts that openings and closings tell of. Three queries.

    A shift of somebody else (or of another organisation) is a problem of the record.
    """
    told = [one for one in readings if one.shift_id and not one.problems]
    if not told:
        return
    with scopes_disabled():  # a shift of another house is a problem, not a new row
        known = {row.id: row for row in Shift.objects.filter(id__in={one.shift_id for one in told})}
    new: dict[UUID, Shift] = {}
    changed: dict[UUID, Shift] = {}
    for one in told:
        assert one.shift_id and one.day
        shift = known.get(one.shift_id) or new.get(one.shift_id)
        if shift is None:
            shift = new[one.shift_id] = _fresh(actor, around, one)
        elif (shift.organisation_id, shift.worker_id) != (
            actor.organisation_id,
            around.worker_id,
        ):
            one.problems.append(Problem.SHIFT.value)
            continue
        elif shift.id in known:
            changed[shift.id] = shift
        _tell(shift, one, one.day)
    with scope(organisation=actor.organisation_id):
        if new:
            Shift.objects.bulk_create(new.values())
        if changed:
            Shift.objects.bulk_update(changed.values(), _FIELDS)


def _fresh(actor: Actor, around: Surroundings, one: Reading) -> Shift:
    assert one.team_id and one.day  # a reading without them has a problem and is not told
    return Shift(
        id=one.shift_id,
        organisation_id=actor.organisation_id,
        worker_id=around.worker_id,
        team_id=one.team_id,
        day=one.day,
        state=ShiftState.OPEN,
    )


def _hour(one: Reading) -> int | None:
    hour = one.facts.get("hour")
    return hour if type(hour) is int and 0 <= hour < 24 else None


def _moment(day: date | None, hour: int | None) -> tuple[date, int]:
    return (day or date.max, 24 if hour is None else hour)


def _tell(shift: Shift, one: Reading, day: date) -> None:
    hour = _hour(one)
    if one.kind == IntakeKind.SHIFT_OPEN:
        site_id = one.site.site_id if one.site else None
        told = (*_moment(day, hour), str(site_id))
        held = (*_moment(shift.opened_on, shift.opened_hour), str(shift.site_id))
        if shift.opened_on is None or told < held:
            shift.opened_on, shift.opened_hour, shift.day = day, hour, day
            shift.site_id = site_id
            shift.team_id = one.team_id or shift.team_id
    elif shift.closed_on is None or (day, -1 if hour is None else hour) > (
        shift.closed_on,
        -1 if shift.closed_hour is None else shift.closed_hour,
    ):
        shift.closed_on, shift.closed_hour = day, hour
        if shift.opened_on is None and shift.state != ShiftState.PLANNED:
            shift.day = day
    shift.state = ShiftState.CLOSED if shift.closed_on else ShiftState.OPEN
