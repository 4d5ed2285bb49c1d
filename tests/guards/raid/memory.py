"""What a process and its children have in memory and may write to, as root sees it.

Swap is not read: what the system writes there is the system's, and the handbook says that it is
to be encrypted or off.
"""

import os
from collections.abc import Iterator
from pathlib import Path

_STEP = 16 * 1024 * 1024
_OVERLAP = 1024
_PAGES = 64 * 1024
_ZERO = bytes(_PAGES)

Piece = tuple[str, bytes]


def memory(pid: int) -> Iterator[Piece]:
    """Yield the memory of a process and of all it has started. Raises PermissionError."""
    for one in family(pid):
        yield from _of_one(one)


def family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            found += family(int(child))
    return found


def _of_one(pid: int) -> Iterator[Piece]:
    folder = Path(f"/proc/{pid}")
    try:
        mappings = (folder / "maps").read_text().splitlines()
        handle = os.open(folder / "mem", os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        for line in mappings:
            span, modes = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if not modes.startswith("rw"):
                continue
            name = f"{pid} {span} {' '.join(line.split()[5:])}".strip()
            for at in range(start, end, _STEP):
                length = min(_STEP + _OVERLAP, end - at)
                try:
                    raw = os.pread(handle, length, at)
                except (OSError, OverflowError):
                    break
                yield name, _used(raw)
    finally:
        os.close(handle)


def _used(raw: bytes) -> bytes:
    """Leave out what was never written, which is most of what a process asked for."""
    pieces = (raw[at : at + _PAGES] for at in range(0, len(raw), _PAGES))
    return b"".join(piece for piece in pieces if piece != _ZERO)
