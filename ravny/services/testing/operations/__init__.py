"""What changes tests."""

from .moments import (
    add_assay,
    choose_step,
    conclude_elsewhere,
    give_result,
    note_export,
    record_result,
    void_test,
)
from .recording import record_many, record_test

__all__ = [
    "add_assay",
    "choose_step",
    "conclude_elsewhere",
    "give_result",
    "note_export",
    "record_many",
    "record_result",
    "record_test",
    "void_test",
]
