"""Identifiers that are made where the record is made.

UUIDv7 layout with the time cut to the UTC day and everything else random, so that an id sorts
by day and tells no hour of anybody's visit (threats.md, "Time in ids").
"""

import secrets
from datetime import UTC, date, datetime
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_A = (1 << 12) - 1
_RANDOM_B = (1 << 62) - 1


def day_id(day: date | None = None) -> UUID:
    """Return a new id: 48 bits of the day's first millisecond (UTC), 74 random bits."""
    if day is None:
        day = datetime.now(UTC).date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    milliseconds = int(midnight.timestamp()) * 1000
    randomness = secrets.randbits(74)
    return UUID(
        int=(milliseconds << 80)
        | _VERSION_7
        | ((randomness >> 62 & _RANDOM_A) << 64)
        | _VARIANT
        | (randomness & _RANDOM_B)
    )


def day_of(identifier: UUID) -> date:
    """Return the UTC day an id was made on, as the id itself claims it."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC).date()
