"""What opens a referral, moves it on, and writes down what was tried."""

from .beds import give_up_bed, open_bed_request, record_bed_answer
from .bulk import record_attempts
from .changes import arrange, follow_up, note_export, reassign, record_attempt, settle_task
from .expiry import expire_old
from .interpreting import answer_interpreting, book_interpreter, note_client_says
from .moving import move
from .opening import open_many, open_referral
from .promised import hand_escort, hand_interpreting, hand_referral
from .together import open_together

__all__ = [
    "answer_interpreting",
    "arrange",
    "book_interpreter",
    "expire_old",
    "follow_up",
    "give_up_bed",
    "hand_escort",
    "hand_interpreting",
    "hand_referral",
    "move",
    "note_client_says",
    "note_export",
    "open_bed_request",
    "open_many",
    "open_referral",
    "open_together",
    "reassign",
    "record_attempt",
    "record_attempts",
    "record_bed_answer",
    "settle_task",
]
