"""Questions about tests; answers are plain values or querysets for list pages."""

from ..algorithm import conclude
from ..rules import Rules, all_rules, retest_on, rules_of
from .counting import conclusions, reactive_persons, tested_counts
from .due import (
    has_led_on,
    not_returned,
    retests_due,
    retests_of,
    steps_due,
    without_meeting,
    without_result,
    without_step,
)
from .lots import bad_lots, lots_table
from .months import months_of
from .phones import phone_tests
from .tests import facts_of, get_test_for, log_of, may_void, tests_of, tests_of_clients, visible_to

__all__ = [
    "Rules",
    "all_rules",
    "bad_lots",
    "conclude",
    "conclusions",
    "facts_of",
    "get_test_for",
    "has_led_on",
    "log_of",
    "lots_table",
    "may_void",
    "months_of",
    "not_returned",
    "phone_tests",
    "reactive_persons",
    "retest_on",
    "retests_due",
    "retests_of",
    "rules_of",
    "steps_due",
    "tested_counts",
    "tests_of",
    "tests_of_clients",
    "visible_to",
    "without_meeting",
    "without_result",
    "without_step",
]
