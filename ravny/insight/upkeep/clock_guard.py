"""A clock that jumps may not destroy anything: what goes by age waits until the date is believed.

The newest moment that was believed stands in the table of the work done. Far from it, in either
direction, the clock is in doubt: until it comes back, a person confirms it, or two days have passed
in which it went on evenly.
"""

from datetime import datetime, timedelta

from django.db import transaction

from ravny.core.kit.clock import now

from .models import Done

BELIEVED, DOUBTED, EVEN = "clock.believed", "clock.doubted", "clock.even"
# A laptop that rests from one week to the next does not begin in doubt.
FAR = timedelta(days=10)
BACK = timedelta(hours=6)
WAIT = timedelta(days=2)
_SELDOM = timedelta(minutes=1)


def _read() -> dict[str, datetime]:
    rows = Done.objects.filter(job__in=(BELIEVED, DOUBTED, EVEN))
    return dict(rows.values_list("job", "ran_at"))


def _is_near(moment: datetime, known: datetime) -> bool:
    return known - BACK <= moment <= known + FAR


def _write(job: str, moment: datetime) -> None:
    Done.objects.update_or_create(job=job, defaults={"ran_at": moment})


def is_trusted() -> bool:
    """Tell whether the clock is believed now; True where nobody has looked yet. One query."""
    known = _read()
    return BELIEVED not in known or (DOUBTED not in known and _is_near(now(), known[BELIEVED]))


def doubted_since() -> datetime | None:
    """Return when the doubt began, by the clock that is doubted; None without one."""
    return _read().get(DOUBTED)


@transaction.atomic
def watch() -> bool:
    """Look at the clock as often as work is looked for; tell whether it is believed."""
    known, moment = _read(), now()
    believed = known.get(BELIEVED)
    if believed is None or _is_near(moment, believed):
        if DOUBTED in known:
            Done.objects.filter(job__in=(DOUBTED, EVEN)).delete()
        if believed is None or moment > believed + _SELDOM:
            _write(BELIEVED, moment)
        return True
    if DOUBTED not in known or not _is_near(moment, known.get(EVEN, known[DOUBTED])):
        _write(DOUBTED, moment)
        _write(EVEN, moment)
        return False
    if moment - known[DOUBTED] >= WAIT:
        believe()
        return True
    if moment > known[EVEN] + _SELDOM:
        _write(EVEN, moment)
    return False


@transaction.atomic
def believe() -> None:
    """Believe the clock as it is: a person looked at it, or it went on evenly for long enough."""
    Done.objects.filter(job__in=(DOUBTED, EVEN)).delete()
    _write(BELIEVED, now())
