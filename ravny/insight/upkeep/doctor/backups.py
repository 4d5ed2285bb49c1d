"""Backups: made lately, whole, elsewhere, and still to be opened by the right people alone."""

from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from ravny.core.journal.queries import entries_about, erasures
from ravny.core.kit.clock import now, today
from ravny.core.kit.formats import days, month
from ravny.core.vault.instance import public_signing_key
from ravny.core.vault.queries import backup_identities, backup_identity

from ..backups import ledger, months, window
from ..backups.problems import PROBLEMS
from ..operations.backing_up import LEDGER, folder_of_backups
from ..queries.runs import MONTH_TAKEN, last_ended, newest_good
from ..types import RunState
from .types import Finding, Site, danger, mend, not_known, well

LATE, VERY_LATE = timedelta(days=2), timedelta(days=7)
CHECKED = timedelta(days=3)
IDENTITY = "ravny backup identity new"


def identity(site: Site) -> Finding | None:
    """This month's backups and the next's have somebody to open them."""
    code = "backups.identity"
    this = today().replace(day=1)
    following = (this + timedelta(days=31)).replace(day=1)
    if backup_identity(this) is None:
        words = _("No backup can be made: there is no key that would open it")
        todo = _("Hold the ceremony of keys; without one: %(command)s") % {"command": IDENTITY}
        return danger(code, words, todo)
    if backup_identity(following) is None:
        words = _("The backups of %(month)s have no key yet") % {"month": month(following)}
        todo = _("Let ravny serve run with its key; without a ceremony: %(command)s")
        return mend(code, words, todo % {"command": IDENTITY})
    return well(code, _("This month's backups and the next's have a key"))


def good(site: Site) -> Finding | None:
    """The newest good backup is young."""
    code = "backups.good"
    newest = newest_good()
    if newest is None or newest.ended_at is None:
        words = _("There is no good backup: what burns or is taken today is lost")
        return danger(code, words, _("Backups, Back up now; or at the server: ravny backup"))
    age = now() - newest.ended_at
    if age < LATE:
        return well(code, _("There is a good backup of the last two days"))
    words = _("The newest good backup is %(age)s old") % {"age": days(age.days)}
    todo = _("See on the page of backups why none came after it.")
    return danger(code, words, todo) if age >= VERY_LATE else mend(code, words, todo)


def failed(site: Site) -> Finding | None:
    """The last backup did not fail, and the timetable is not off."""
    if site.told.backup_hours <= 0:
        words = _("The timetable makes no backups: backup_hours is 0")
        return mend("backups.timetable", words, _("Write backup_hours = 24 into ravny.toml."))
    last = last_ended()
    if last is None or last.state != RunState.FAILED:
        return None
    problem = str(PROBLEMS.get(last.problem, PROBLEMS["failed"]))
    return mend("backups.failed", _("The last backup failed"), problem)


def whole(site: Site) -> Finding | None:
    """Its file was looked at and is as it was written."""
    newest = newest_good()
    if newest is None or newest.ended_at is None:
        return None
    code, seen = "backups.whole", newest.verified_at
    if seen and now() - seen < CHECKED:
        return well(code, _("The newest backup's file is as it was written"))
    if now() - newest.ended_at < CHECKED:
        return not_known(code, _("The newest backup's file was not looked at yet"), "ravny verify")
    words = _("Nobody looked at the newest backup's file for days")
    return mend(code, words, _("Press Check now on the page of backups, or: ravny verify"))


def apart(site: Site) -> Finding | None:
    """The folder does not lie on the same disk as the database."""
    code, folder = "backups.apart", folder_of_backups()
    todo = _("Name a folder on another disk in ravny.toml (backups), and carry files elsewhere.")
    if not folder.exists():
        return not_known(code, _("The folder of backups is not there now"), todo)
    if connection.vendor != "sqlite":
        words = _("Whether backups lie on the same disk as PostgreSQL cannot be seen from here")
        return not_known(code, words, todo)
    database = Path(str(connection.settings_dict["NAME"]))
    if database.exists() and database.stat().st_dev == folder.stat().st_dev:
        words = _("Backups lie on the same disk as the database: one fire takes both")
        return mend(code, words, todo)
    return well(code, _("Backups lie on another disk than the database"))


def month_files(site: Site) -> Finding | None:
    """What opens the backups lies beside them, and somebody carried it elsewhere."""
    code, folder = "backups.months", folder_of_backups()
    this = [one for one in backup_identities() if one.month == today().replace(day=1)]
    living = [one for one in this if one.copies and one.destroyed_on is None]
    if not living:
        return None
    name = months.file_name(living[0].month, living[0].identity_id)
    taken = any(
        entries_about(house, living[0].identity_id, verbs=(MONTH_TAKEN,), limit=1)
        for house in site.houses
    )
    if taken:
        return well(code, _("Somebody took this month's file along"))
    words = _("Nobody took this month's file along: %(name)s") % {"name": name}
    todo = _("Take it from the page of backups and keep it apart from them.")
    if not (folder / "months" / name).exists():
        todo = _("It is written beside the next backup. Take it from the page of backups.")
    return mend(code, words, todo)


def in_the_window(site: Site) -> Finding | None:
    """What is older than the window is gone."""
    code = "backups.window"
    kept = site.told.backup_days
    late = today() - timedelta(days=1)
    over = window.due(folder_of_backups(), backup_identities(), late, kept)
    if not (over.months or over.files or over.month_files):
        return well(code, _("No backup here is older than %(days)s") % {"days": days(kept)})
    words = _("Backups older than %(days)s lie here: what was erased could come back")
    todo = _("Let ravny serve run; destroy the copies that were carried elsewhere too.")
    return mend(code, words % {"days": days(kept)}, todo)


def erasure_ledger(site: Site) -> Finding | None:
    """What was erased is written beside the backups, so that a restore erases it again."""
    code, path = "backups.ledger", folder_of_backups() / LEDGER
    known = {(one.organisation_id, one.number) for one in erasures()}
    todo = _("ravny erasures export, kept apart from the server after each erasure")
    if not known:
        return None
    if not path.exists():
        return mend(code, _("The ledger of erasures does not lie beside the backups"), todo)
    try:
        kept = ledger.read(path.read_bytes(), public_signing_key())
    except (OSError, ledger.LedgerError):
        return danger(code, _("The ledger of erasures beside the backups was altered"), todo)
    if known - {(one.organisation_id, one.number) for one in kept}:
        words = _("The ledger of erasures beside the backups is older than the last erasure")
        return mend(code, words, todo)
    return well(code, _("The ledger of erasures lies beside the backups"))


CHECKS = (
    identity, good, failed, whole, apart, month_files, in_the_window, erasure_ledger,
)  # fmt: skip
