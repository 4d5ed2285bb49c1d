"""What opens a referral, moves it on, and writes down what was tried."""

from .bulk import record_attempts
from .changes import arrange, follow_up, note_export, reassign, record_attempt, settle_task
from .expiry import expire_old
from .moving import move
from .opening import open_many, open_referral

__all__ = [
    "arrange",
    "expire_old",
    "follow_up",
    "move",
    "note_export",
    "open_many",
    "open_referral",
    "reassign",
    "record_attempt",
    "record_attempts",
    "settle_task",
]
