"""The file of a month's key: the sealed copies of its identity, to be carried apart.

Two of three sheets of an organisation open it; by itself it opens nothing. It lies beside the
backups because the database, which has it too, may be what is lost.
"""

import json
from base64 import b64decode, b64encode
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from ravny.core.vault.instance import write_private
from ravny.core.vault.types.backups import MonthCopy, MonthKeys

from .problems import BackupError

ENDING = ".ravnymonth"
_KIND, _VERSION = "month", 1
_MOST = 1024 * 1024


def file_name(month: date, identity_id: UUID) -> str:
    """Return the name of a month's file: the month and four signs of its identity."""
    return f"{month:%Y-%m}-{identity_id.hex[-4:]}{ENDING}"


def written(month: MonthKeys) -> bytes:
    """Return the text of a month's file."""
    body = {
        "ravny": _KIND,
        "version": _VERSION,
        "month": f"{month.month:%Y-%m}",
        "identity": str(month.identity_id),
        "recipient": month.recipient,
        "copies": [
            {
                "root": str(copy.root_id),
                "organisation": str(copy.organisation_id),
                "public": b64encode(copy.root_public).decode("ascii"),
                "sealed": b64encode(copy.envelope).decode("ascii"),
            }
            for copy in month.copies
        ],
    }
    return json.dumps(body, indent=1).encode("ascii") + b"\n"


def read(text: bytes) -> MonthKeys:
    """Return what a month's file says. Raises BackupError "month" for anything else."""
    try:
        body = json.loads(text)
        if (body["ravny"], body["version"]) != (_KIND, _VERSION):
            raise BackupError("month")
        return MonthKeys(
            identity_id=UUID(body["identity"]),
            month=date.fromisoformat(f"{body['month']}-01"),
            recipient=str(body["recipient"]),
            copies=tuple(_copy(one) for one in body["copies"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupError("month") from error


def _copy(one: dict[str, Any]) -> MonthCopy:
    return MonthCopy(
        root_id=UUID(one["root"]),
        organisation_id=UUID(one["organisation"]),
        root_public=b64decode(one["public"], validate=True),
        envelope=b64decode(one["sealed"], validate=True),
    )


def read_file(path: Path) -> MonthKeys:
    """Return what a file on the disk says. Raises BackupError "month", also where none is."""
    try:
        with path.open("rb") as stream:
            return read(stream.read(_MOST))
    except OSError as error:
        raise BackupError("month") from error


def keep(folder: Path, month: MonthKeys) -> Path:
    """Write the month's file below the folder of backups, if it is not there as it should be."""
    path = folder / "months" / file_name(month.month, month.identity_id)
    text = written(month)
    if not path.exists() or path.read_bytes() != text:
        write_private(path, text)
    return path
