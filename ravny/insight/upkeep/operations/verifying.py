"""Looking at a backup's file: is it whole, is it the one that was written, does it open."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ravny.core.kit.clock import now
from ravny.core.vault import instance

from ..backups import container, reading
from ..backups.problems import BackupError, of_disk
from ..models import Run
from ..types import RunState

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Verified:
    """What was seen. `is_known`: the installation here has made this very file; None where nobody
    can say. `summary`: what is in it, where a key was at hand."""

    size: int
    digest: str
    is_known: bool
    summary: reading.Summary | None


def verify(
    *, path: Path, identity: str | None = None, told: Callable[[int], None] = lambda rows: None
) -> Verified:
    """Look at a file, with a key at all of it. Raises BackupError.

    A backup of this installation is compared with the digest in its row, and the row remembers
    that it was looked at.
    """
    container.check_age(path)
    size, digest = _digest(path)
    run = _run_of(path)
    if run is not None and run.digest != digest:
        raise BackupError("digest")
    summary = reading.summary(path, identity, told) if identity is not None else None
    if run is not None:
        Run.objects.filter(pk=run.pk).update(verified_at=now())
    return Verified(size, digest, run is not None, summary)


def _digest(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise of_disk(error, reading=True) from error
    return size, digest.hexdigest()


def _run_of(path: Path) -> Run | None:
    """Return the row of a file by its name; none on a machine without an installation."""
    if not instance.keys_folder().exists():
        return None
    rows = Run.objects.filter(state=RunState.DONE, file=path.name).exclude(digest="")
    return rows.order_by("-pk").first()
