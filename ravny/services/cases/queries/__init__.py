"""Questions about cases; answers are plain values, and each goes through the gate."""

from .cases import cases_of, cases_of_clients, has_open_case, open_case_of, stage_spans
from .gate import get_case_for, visible_to
from .requests import requests_of
from .team import members_of, possible_members

__all__ = [
    "cases_of",
    "cases_of_clients",
    "get_case_for",
    "has_open_case",
    "members_of",
    "open_case_of",
    "possible_members",
    "requests_of",
    "stage_spans",
    "visible_to",
]
