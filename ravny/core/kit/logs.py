"""Logs hold ids, never content: not in a message, a traceback, nor what is printed past logging.

`Scrub` stands before the one handler. `contain` and `Contained` catch what would be printed past
it: by the interpreter, by a thread that dies, by the server around the application.
"""

import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any

_log = logging.getLogger("ravny")
_WARNED = re.compile(r"([\w.]+?)(?:\.py)?:(\d+): (\w+):")


def place_of(trace: TracebackType | None) -> str:
    """Return the module and line where something was raised."""
    place = "unknown place"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class Scrub(logging.Filter):
    """Keep the place of an error and its type; drop its values, its path and its traceback's."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.msg, record.args = "%s at %s", (kind.__name__, place_of(trace))
            record.exc_info, record.exc_text = None, None
        elif record.name.startswith("django"):
            # Django's own messages carry paths; a path can carry a code.
            record.msg, record.args = "request refused (%s)", (getattr(record, "status_code", "-"),)
        elif record.name == "py.warnings":
            # The text of a warning quotes the value it is about.
            found = _WARNED.search(record.getMessage().rpartition("/")[2])
            told = f"{found[3]} at {found[1]}:{found[2]}" if found else "a warning"
            record.msg, record.args = "%s", (told,)
        record.stack_info = None
        record.__dict__.pop("request", None)
        return True


def _tell(
    kind: type[BaseException], value: BaseException | None, trace: TracebackType | None
) -> None:
    _log.error("failed", exc_info=(kind, value or kind(), trace))


def contain() -> None:
    """Let nothing in this process print an exception's values or a warning's from now on."""
    logging.captureWarnings(True)
    sys.excepthook = _tell
    sys.unraisablehook = lambda told: _tell(told.exc_type, told.exc_value, told.exc_traceback)
    threading.excepthook = lambda told: _tell(told.exc_type, told.exc_value, told.exc_traceback)


class BrokenOff(Exception):
    """Something failed within an answer that was begun; what, stands in the log."""


class Contained:
    """A WSGI application whose failures the server around it cannot print."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            answer = self.application(environ, start_response)
        except Exception:
            _log.exception("failed")
            silent = [("Cache-Control", "no-store"), ("Server", "")]
            start_response("500 Internal Server Error", silent)
            return [b""]
        return _Streamed(answer) if getattr(answer, "streaming", False) else answer


class _Streamed:
    """The pieces of an answer; the server closes it."""

    def __init__(self, answer: Any) -> None:
        self.answer: Iterable[bytes] = answer
        self.close = answer.close

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.answer
        except Exception:
            _log.exception("failed")
            broken = True
        else:
            broken = False
        if broken:
            # Raised, so that the connection breaks and half a file does not pass for a whole one.
            raise BrokenOff
