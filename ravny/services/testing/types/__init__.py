"""Plain values of the testing room: what a test goes through, and what may be said of it.

*Reactive* is a result of one assay, never a diagnosis; only the strategy of several assays, or a
laboratory's paper, concludes (standards.md, "Testing").
"""

from .codes import (
    CONCLUDES,
    TRIAGE,
    Assistance,
    Conclusion,
    Previous,
    Proof,
    Purpose,
    Result,
    Safety,
    Slot,
    Specimen,
    VoidReason,
)
from .seen import (
    AssayFact,
    Concluded,
    DueTest,
    LotUse,
    PersonTested,
    TestedCounts,
    TestedMonth,
    TestFact,
)
from .told import (
    AssayFacts,
    LateResult,
    NextFacts,
    TestFacts,
    try_id,
)

__all__ = [
    "CONCLUDES",
    "TRIAGE",
    "AssayFact",
    "AssayFacts",
    "Assistance",
    "Concluded",
    "Conclusion",
    "DueTest",
    "LateResult",
    "LotUse",
    "NextFacts",
    "PersonTested",
    "Previous",
    "Proof",
    "Purpose",
    "Result",
    "Safety",
    "Slot",
    "Specimen",
    "TestFact",
    "TestFacts",
    "TestedCounts",
    "TestedMonth",
    "VoidReason",
    "try_id",
]
