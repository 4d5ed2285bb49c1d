"""Logs hold ids, never content."""

import logging


class Scrub(logging.Filter):
    """Keep the place of an error and its type; drop its values, its path and its traceback's."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            place = "unknown place"
            while trace is not None:
                frame = trace.tb_frame
                place = f"{frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
                trace = trace.tb_next
            record.msg, record.args = "%s at %s", (kind.__name__, place)
            record.exc_info, record.exc_text = None, None
        elif record.name.startswith("django"):
            # Django's own messages carry paths; a path can carry a code.
            record.msg, record.args = "request refused (%s)", (getattr(record, "status_code", "-"),)
        record.__dict__.pop("request", None)
        return True
