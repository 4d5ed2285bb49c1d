"""Who hands what to whom, who supervises whom, who was trained in what.

What was said stays sealed to the people who were there; rows hold codes and days.
"""

from .handover import Handover, HandoverItem
from .leaver import Leaver
from .load import HoursSeen, Limit, Overload
from .seats import Seat
from .session import FollowUp, SelfCheck, Session
from .training import Attendance, Training

__all__ = [
    "Attendance",
    "FollowUp",
    "Handover",
    "HandoverItem",
    "HoursSeen",
    "Leaver",
    "Limit",
    "Overload",
    "Seat",
    "SelfCheck",
    "Session",
    "Training",
]
