"""The one place that asks what time it is, so that tests and a made-up year can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moved: ContextVar[date | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()


def true_today() -> date:
    """Return the present day, wherever `moved_to` has moved the work; the journal asks for it."""
    return timezone.localdate()


def today() -> date:
    """Return the present day where the organisation works (settings.TIME_ZONE)."""
    return _moved.get() or true_today()


@contextmanager
def moved_to(day: date) -> Iterator[None]:
    """Let work be done as on another day: only the demonstration lives through a made-up year."""
    token = _moved.set(day)
    try:
        yield
    finally:
        _moved.reset(token)
