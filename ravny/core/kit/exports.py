"""Lists as files. A cell that a spreadsheet would run as a formula becomes plain text."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from openpyxl import Workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Any) -> str | int | float | Decimal | date | None:
    """Return a value for a spreadsheet cell: numbers and days as they are, text without a trap.

    OWASP, "CSV Injection": text that begins with = + - @ or a tab gets an apostrophe before it.
    """
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _named(body: bytes, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """Answer with a CSV file: UTF-8 with its mark, so that spreadsheets read Cyrillic."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([harmless(head) for head in heads])
    for row in rows:
        writer.writerow([harmless(value) for value in row])
    body = sheet.getvalue().encode("utf-8-sig")
    return _named(body, "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """Answer with a workbook of one sheet, written row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([harmless(head) for head in heads])
    for row in rows:
        sheet.append([harmless(value) for value in row])
    body = io.BytesIO()
    book.save(body)
    return _named(body.getvalue(), XLSX_TYPE, f"{name}.xlsx")


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}
