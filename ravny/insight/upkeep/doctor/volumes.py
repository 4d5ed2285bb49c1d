"""What lies below a folder or a swap area: an encrypted volume, a bare one, or nobody knows."""

import os
from enum import Enum
from pathlib import Path

BLOCKS = Path("/sys/dev/block")
MOUNTS = Path("/proc/self/mountinfo")
NO_DEVICE = 0
IN_MEMORY = {"tmpfs", "ramfs"}


class Cover(Enum):
    """How a volume is covered."""

    SEALED = "sealed"
    BARE = "bare"
    MEMORY = "memory"
    UNKNOWN = "unknown"


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""


def _of_block(folder: Path) -> Cover:
    """Look at a block device and at everything it is made of."""
    if folder.name.startswith("zram"):
        return Cover.MEMORY
    if _text(folder / "dm" / "uuid").startswith("CRYPT-"):
        return Cover.SEALED
    below = list((folder / "slaves").glob("*"))
    if below:
        found = {_of_block(one.resolve()) for one in below}
        if found <= {Cover.SEALED, Cover.MEMORY}:
            return Cover.SEALED
        return Cover.BARE if Cover.BARE in found else Cover.UNKNOWN
    # A virtual disk or a network's may be encrypted by whoever hands it out; we see it bare.
    return Cover.BARE


def _of_number(device: int) -> Cover:
    folder = BLOCKS / f"{os.major(device)}:{os.minor(device)}"
    return _of_block(folder.resolve()) if folder.exists() else Cover.UNKNOWN


def _mount_of(path: Path) -> tuple[str, str]:
    """Return (kind of file system, its source) of the mount a path lies on."""
    best, answer = "", ("", "")
    for line in _text(MOUNTS).splitlines():
        left, _dash, right = line.partition(" - ")
        point = left.split()[4].replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(best):
            kind, source = right.split()[:2]
            best, answer = point, (kind, source)
    return answer


def cover_of_path(path: Path) -> Cover:
    """Return how the volume below a file or folder is covered."""
    try:
        where = path.resolve()
        device = where.stat().st_dev
    except OSError:
        return Cover.UNKNOWN
    if os.major(device) != NO_DEVICE:
        return _of_number(device)
    kind, source = _mount_of(where)
    if kind in IN_MEMORY:
        return Cover.MEMORY
    # btrfs and its like number their volumes themselves: the mount names the device.
    try:
        return (
            _of_number(Path(source).stat().st_rdev) if source.startswith("/dev/") else Cover.UNKNOWN
        )
    except OSError:
        return Cover.UNKNOWN


def cover_of_file(path: Path) -> Cover:
    """Return how a swap area is covered: a device, or a file on one."""
    try:
        status = path.stat()
    except OSError:
        return Cover.UNKNOWN
    return _of_number(status.st_rdev) if status.st_rdev else cover_of_path(path)
