"""The boxes of testing: recording, each moment of a test, the next step, filters of lists."""

from .block import Ground, TestBlock
from .choices import kits_at
from .filters import log_filters, retest_filters
from .moments import AssayForm, ConcludeForm, GiveForm, ResultForm, VoidForm
from .next_step import NOTES, NextStepForm, Way
from .recording import SafetyForm, WhoForm

__all__ = [
    "NOTES",
    "AssayForm",
    "ConcludeForm",
    "GiveForm",
    "Ground",
    "NextStepForm",
    "ResultForm",
    "SafetyForm",
    "TestBlock",
    "VoidForm",
    "Way",
    "WhoForm",
    "kits_at",
    "log_filters",
    "retest_filters",
]
