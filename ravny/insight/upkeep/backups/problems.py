"""What can be wrong with a backup, in plain words that say what to do."""

import errno

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, Promise] = {
    "no_identity": _(
        "There is no key for this month's backups. Hold the ceremony of keys, or make one with"
        " “ravny backup identity new”."
    ),
    "no_keys": _(
        "The keys for this month are not prepared yet. Start “ravny serve”, or run “ravny backup”."
    ),
    "busy": _("Another backup is running. Wait until it is done, or stop it."),
    "migrations": _("The database is not up to date. Start “ravny serve” once, then try again."),
    "folder": _("The folder of backups is not there or cannot be written. Is the disk plugged in?"),
    "no_space": _("There is no room left on the disk. Free some, or choose another folder."),
    "disk": _("The disk could not be read or written."),
    "killed": _("The backup was cut off: the process ended or the power failed."),
    "failed": _("The backup failed. The log of the service says where."),
    "not_age": _("This is not an age file, so it is no backup of Ravny."),
    "other_key": _("This key does not open the file. It belongs to another month or installation."),
    "identity": _("This is not an age identity. It begins with AGE-SECRET-KEY-1."),
    "broken": _("The file was cut short or altered. Take another copy of it."),
    "foreign": _("The file opens, but it is no backup of Ravny."),
    "newer": _("The backup was made by a newer version of Ravny. Install that version first."),
    "digest": _("The file is not the one that was written: its digest differs."),
    "rows": _("The rows of the backup do not agree with each other. Take another backup."),
    "not_empty": _("This home holds an installation already. Choose another, empty one."),
    "keys": _("The keys inside the backup do not open. Take another backup."),
    "ledger": _("The ledger of erasures is not of this installation, or it was altered."),
    "month": _("This is not a file of a month's key."),
}
_NO_FOLDER = (errno.ENOENT, errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EEXIST)


class BackupError(Exception):
    """The one refusal of this package; `code` is a key of PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(str(PROBLEMS[code]))
        self.code = code


def of_disk(error: OSError, *, reading: bool = False) -> BackupError:
    """Return what an error of the disk means to people."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return BackupError("no_space")
    if not reading and error.errno in _NO_FOLDER:
        return BackupError("folder")
    return BackupError("disk")
