"""A calendar that tests turn: the server's clock, and the phone's.

A service worker's clock cannot be turned, and it sends as soon as a browser starts with network.
So the last day of a test is the real one, and the test begins in the past.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from .phone import Phone


class Calendar:
    """Day 0 is when the test begins, day `last` when the phone is found."""

    def __init__(self, patch: pytest.MonkeyPatch, last: int) -> None:
        self.days, self.last = 0, last
        patch.setattr(timezone, "now", self.now)

    def now(self) -> datetime:
        """Return the moment as the calendar stands."""
        return datetime.now(UTC) + timedelta(days=self.days - self.last)

    def turn(self, days: int) -> None:
        """Stand so many days after the beginning."""
        self.days = days

    def hand_out(self, phone: Phone) -> Phone:
        """Set the clock of a phone that nobody has opened yet."""
        phone.context.clock.set_system_time(self.now())
        return phone

    def find(self, phone: Phone) -> Phone:
        """Open the app of a phone that lay about until the last day, where there is network."""
        self.turn(self.last)
        phone.offline = False
        return phone.start().open()
