"""The data folder: who may read it, what lies below it, how much room is left."""

import shutil
from pathlib import Path

from django.utils.translation import gettext as _

from .keys import OTHERS
from .types import Finding, Site, danger, mend, not_known, well
from .volumes import Cover, cover_of_file, cover_of_path

MEGABYTE = 1024 * 1024
LEAST_FREE, GOOD_FREE = 200 * MEGABYTE, 1024 * MEGABYTE
LOOKED_AT = 2000
SWAPS = Path("/proc/swaps")


def _ours(home: Path) -> list[Path]:
    """Return what nobody else may read; the pages' own files are for everybody."""
    named = [home, home / "ravny.toml", *home.glob("ravny.db*"), *home.glob("*.json")]
    below = [
        path for name in ("keys", "backups") for path in [home / name, *home.glob(f"{name}/**/*")]
    ]
    return [path for path in [*named, *below] if path.exists()][:LOOKED_AT]


def modes(site: Site) -> Finding | None:
    """Nobody but the owner reads the folder, the database and the wrapped keys."""
    code = "disk.modes"
    try:
        open_to_others = [path for path in _ours(site.home) if path.stat().st_mode & OTHERS]
    except OSError:
        return not_known(code, _("The data folder cannot be looked at"))
    if not site.home.exists():
        return None
    if not open_to_others:
        return well(code, _("Only its owner may read the data folder"))
    return danger(
        code,
        _("Others may read %(path)s") % {"path": open_to_others[0]},
        f"chmod -R go= {site.home}",
    )


def encrypted(site: Site) -> Finding | None:
    """The volume below the data folder is encrypted."""
    code = "disk.encrypted"
    cover = cover_of_path(site.home)
    if cover is Cover.SEALED:
        return well(code, _("The data folder lies on an encrypted volume"))
    if cover is Cover.BARE:
        return mend(
            code,
            _("The data folder lies on a volume that is not encrypted"),
            _("Encrypt the whole disk: what is deleted from flash storage can often be read."),
        )
    return not_known(
        code,
        _("Whether the volume below the data folder is encrypted cannot be seen from here"),
        _("Look with lsblk: a line of type crypt must stand above it."),
    )


def swap(site: Site) -> Finding | None:
    """Memory is not written to a disk unencrypted: the keys stand in it."""
    code = "disk.swap"
    try:
        lines = SWAPS.read_text("ascii", "replace").splitlines()[1:]
    except OSError:
        return not_known(code, _("Whether memory is swapped to a disk cannot be seen"))
    covers = [cover_of_file(Path(line.split()[0])) for line in lines if line.strip()]
    if not covers:
        return well(code, _("Memory is not swapped to a disk"))
    if Cover.BARE in covers:
        return danger(
            code,
            _("Memory is swapped to a disk that is not encrypted: keys may lie there"),
            _("Turn it off (swapoff -a, and its line in /etc/fstab) or encrypt it."),
        )
    if all(cover in {Cover.SEALED, Cover.MEMORY} for cover in covers):
        return well(code, _("What is swapped is encrypted"))
    return not_known(
        code,
        _("Memory is swapped; whether it is encrypted cannot be seen from here"),
        _("Turn it off (swapoff -a, and its line in /etc/fstab) or encrypt it."),
    )


def room(site: Site) -> Finding | None:
    """There is room to go on working, and for a backup."""
    code = "disk.room"
    try:
        free = shutil.disk_usage(site.home).free
        database = sum(path.stat().st_size for path in site.home.glob("ravny.db*"))
    except OSError:
        return not_known(code, _("How much room is left cannot be seen"))
    words = _("%(count)s MB are free") % {"count": free // MEGABYTE}
    todo = _("Make room: a full disk stops the work and the backups.")
    if free < LEAST_FREE:
        return danger(code, words, todo)
    if free < max(GOOD_FREE, 2 * database):
        return mend(code, words, todo)
    return well(code, words)


CHECKS = (modes, encrypted, swap, room)
