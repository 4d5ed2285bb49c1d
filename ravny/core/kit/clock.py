"""The one place that asks what time it is, so that tests can move it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Return the present day where the organisation works (settings.TIME_ZONE)."""
    return timezone.localdate()
