"""What opens a case and carries it on; every piece of work ends with `settling.settle`."""

from .opening import open_case
from .requests import add_request, begin_request, change_request, end_request, reopen_request
from .situation import change_circumstances, change_whereabouts
from .team import change_duty, join, leave, make_manager

__all__ = [
    "add_request",
    "begin_request",
    "change_circumstances",
    "change_duty",
    "change_request",
    "change_whereabouts",
    "end_request",
    "join",
    "leave",
    "make_manager",
    "open_case",
    "reopen_request",
]
