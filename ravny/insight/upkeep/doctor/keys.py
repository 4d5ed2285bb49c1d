"""The instance key: readable for this installation, and kept apart from what it opens."""

import os
import stat
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.vault import instance

from .types import Finding, Site, danger, mend, not_known, well

OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEY_NAME = "instance.key"


def _handed_by_the_system(path: Path) -> bool:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and path.parent == Path(str(folder))


def _typed(path: Path) -> bool:
    return path.is_relative_to("/proc")


def opens(site: Site) -> Finding | None:
    """The key is there and is the one this installation was made with."""
    code = "keys.opens"
    if not instance.keys_folder().exists():
        return danger(
            code,
            _("There is no installation in %(home)s") % {"home": site.home},
            _("Name the data folder with RAVNY_HOME, or begin with ravny init."),
        )
    try:
        instance.instance_id()
        for kind in (instance.DATABASE_KIND, "key.code"):
            path = instance.keys_folder() / f"{kind.removeprefix('key.')}.key"
            if path.exists():  # a key that is not there is made when it is first needed, not here
                instance.unwrap(kind, UUID(int=0), path.read_bytes())
    except (instance.InstanceKeyError, OSError) as error:
        return danger(
            code,
            _("The keys do not open: %(why)s") % {"why": error},
            _("Plug in the disk with the key, or correct RAVNY_KEY_FILE."),
        )
    return well(code, _("The instance key opens the installation's keys"))


def apart(site: Site) -> Finding | None:
    """The key does not lie with the data."""
    code = "keys.apart"
    source = instance.key_source()
    if source is None and not site.serving:
        return None
    if source is None or _typed(source):
        return well(code, _("The instance key lies nowhere on this machine now"))
    if source.resolve().is_relative_to(site.home.resolve()):
        words = _("The instance key lies in the data folder: whoever takes it reads every fact")
        if site.told.demo:
            todo = _("Right for made-up people only. Begin anew before real data comes in.")
            return mend(code, words, todo)
        todo = _("Begin anew with the key on a removable disk; moving the file is not enough.")
        return danger(code, words, todo)
    if _handed_by_the_system(source):
        return well(code, _("The system hands the key over at the start"))
    if source.stat().st_dev == site.home.stat().st_dev:
        return mend(
            code,
            _("The instance key lies on the same disk as the data"),
            _("Keep it on a disk that is taken out after the start."),
        )
    return well(code, _("The instance key lies on another disk than the data"))


def left_behind(site: Site) -> Finding | None:
    """No second key is forgotten in the data folder."""
    path = site.home / KEY_NAME
    source = instance.key_source()
    if not path.exists() or (source is not None and source.resolve() == path.resolve()):
        return None
    return danger(
        "keys.left_behind",
        _("A file instance.key lies in the data folder although another key is used"),
        _("If it is this installation's key, begin anew; else destroy the file."),
    )


def mode(site: Site) -> Finding | None:
    """Only its owner may read the key's file."""
    code = "keys.mode"
    source = instance.key_source()
    if source is None or _typed(source) or _handed_by_the_system(source):
        return None
    try:
        held = source.stat().st_mode
    except OSError:
        return not_known(code, _("The key's file cannot be looked at"))
    if held & OTHERS:
        return danger(
            code,
            _("Others may read the key's file"),
            f"chmod 600 {source}",
        )
    return well(code, _("Only its owner may read the key's file"))


CHECKS = (opens, apart, left_behind, mode)
