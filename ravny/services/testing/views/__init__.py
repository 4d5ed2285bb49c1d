"""Pages of testing."""

from .recording import next_step, record
from .tables import log, lots, retests
from .testing import assay, conclude, give, result, test, void

__all__ = [
    "assay",
    "conclude",
    "give",
    "log",
    "lots",
    "next_step",
    "record",
    "result",
    "retests",
    "test",
    "void",
]
