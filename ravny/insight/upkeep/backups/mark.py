"""The mark of a restore that is not finished; the command line looks at it before Django starts."""

from pathlib import Path

from ravny.core.vault import instance

_SAYS = b"A restore was begun here and is not finished. Run the same `ravny restore` again.\n"


def _mark() -> Path:
    return instance.home() / "restore.unfinished"


def is_unfinished() -> bool:
    """Tell whether a restore was begun in this home and not finished."""
    return _mark().exists()


def begin() -> None:
    """Mark the home."""
    instance.write_private(_mark(), _SAYS)


def finish() -> None:
    """Take the mark away."""
    _mark().unlink(missing_ok=True)
