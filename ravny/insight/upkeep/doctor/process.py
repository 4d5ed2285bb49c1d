"""The machine around the processes: core dumps, the clock, what stays of their words."""

import os
import resource
from pathlib import Path

from django.utils.translation import gettext as _

from .types import Finding, Site, danger, mend, not_known, well

SYSTEMD = Path("/run/systemd/system")
SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
TIME_SERVICES = (Path("/run/chrony/chronyd.pid"), Path("/run/ntpd.pid"), Path("/run/openntpd.pid"))
JOURNAL_ON_DISK = Path("/var/log/journal")


def core_dumps(site: Site) -> Finding | None:
    """A crash leaves no picture of memory."""
    code = "process.core"
    soft, _hard = resource.getrlimit(resource.RLIMIT_CORE)
    if 0 <= soft <= 1:
        return well(code, _("A crash writes no memory to the disk"))
    return danger(
        code,
        _("A crash would write memory, with the keys in it, to the disk"),
        _("Start it as ravny serve, or set LimitCORE=0 in the service."),
    )


def owner(site: Site) -> Finding | None:
    """The processes are nobody special."""
    code = "process.owner"
    if os.geteuid() != 0:
        return well(code, _("It does not run as root"))
    return mend(
        code,
        _("It runs as root"),
        _("Give it a user of its own, as the service file of the handbook does."),
    )


def clock(site: Site) -> Finding | None:
    """Something keeps the clock right."""
    code = "process.clock"
    if SYNCHRONIZED.exists() or any(path.exists() for path in TIME_SERVICES):
        return well(code, _("A time service keeps the clock"))
    if SYSTEMD.exists():
        return mend(
            code,
            _("No time service keeps the clock right"),
            "timedatectl set-ntp true",
        )
    return not_known(code, _("Whether something keeps the clock right cannot be seen"))


def journal_of_the_system(site: Site) -> Finding | None:
    """What the processes print does not stay."""
    code = "process.logs"
    if not SYSTEMD.exists():
        return not_known(
            code,
            _("Where the words of the processes stay cannot be seen"),
            _("They hold ids and kinds of errors, never names; keep them in memory if you can."),
        )
    if not JOURNAL_ON_DISK.exists():
        return well(code, _("The system's journal stays in memory"))
    return mend(
        code,
        _("The system's journal is written to the disk; it tells when the server ran"),
        _("Write Storage=volatile into /etc/systemd/journald.conf."),
    )


def files_of_words(site: Site) -> Finding | None:
    """No log file of ours lies in the data folder."""
    try:
        found = next(site.home.glob("*.log"), None)
    except OSError:
        return None
    if found is None:
        return None
    return mend(
        "process.log_file",
        _("A log file lies in the data folder: %(path)s") % {"path": found},
        _("Ravny writes none. See who does, and destroy it."),
    )


CHECKS = (core_dumps, owner, clock, journal_of_the_system, files_of_words)
