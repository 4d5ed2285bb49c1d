"""The database: open, up to date, unreadable for a raid, and closed to the web role."""

from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.journal import queries as journal
from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.vault.instance import InstanceKeyError

from .types import Finding, Site, danger, mend, not_known, well
from .volumes import Cover, cover_of_path

PLAIN_HEADER = b"SQLite format 3"
JOURNAL = "journal_entry"


def opens() -> bool:
    """Tell whether the database answers at all."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError, InstanceKeyError):
        return False
    return True


def has_tables() -> bool:
    """Tell whether the tables were made."""
    return JOURNAL in connection.introspection.table_names()


def one(statement: str, *values: Any) -> Any:
    """Return the first value of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        row = cursor.fetchone()
    return row[0] if row else None


def migrations(site: Site) -> Finding | None:
    """The tables are those of this version."""
    code = "database.migrations"
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return well(code, _("The database is up to date"))
    words = ngettext(
        "%(count)s change of the database waits", "%(count)s changes of the database wait", waiting
    )
    return danger(code, words % {"count": waiting}, _("Start ravny serve anew."))


def sealed_file(site: Site) -> Finding | None:
    """The file on the disk is encrypted."""
    if connection.vendor != "sqlite":
        return None
    code = "database.sealed"
    path = Path(str(connection.settings_dict["NAME"]))
    if path.exists() and path.open("rb").read(len(PLAIN_HEADER)) == PLAIN_HEADER:
        return danger(
            code,
            _("The database is not encrypted"),
            _("Stop the server and look how this file came there: Ravny makes encrypted ones."),
        )
    return well(code, _("The database encrypts itself"))


def volume(site: Site) -> Finding | None:
    """PostgreSQL encrypts nothing: its volume must."""
    if connection.vendor != "postgresql":
        return None
    code, todo = "database.volume", _(
        "Keep the folder of PostgreSQL, its logs and temporary files on an encrypted volume."
    )  # fmt: skip
    cover = _volume_of_postgresql()
    if cover is Cover.SEALED:
        return well(code, _("PostgreSQL lies on an encrypted volume"))
    if cover is Cover.BARE:
        words = _("PostgreSQL lies on a volume that is not encrypted: a raid reads every fact")
        return danger(code, words, todo)
    return not_known(code, _("What lies below PostgreSQL cannot be seen from here"), todo)


def _volume_of_postgresql() -> Cover:
    try:
        folder = one("SELECT current_setting('data_directory', true)")
    except DatabaseError:
        return Cover.UNKNOWN
    if not folder or not _is_local():
        return Cover.UNKNOWN
    return cover_of_path(Path(str(folder)))


def _is_local() -> bool:
    host = str(connection.settings_dict["HOST"] or "")
    return host == "" or host.startswith("/")


def line(site: Site) -> Finding | None:
    """What goes to PostgreSQL and back is encrypted, or does not leave the machine."""
    if connection.vendor != "postgresql":
        return None
    code = "database.line"
    if _is_local():
        return well(code, _("The way to PostgreSQL does not leave the machine"))
    if not one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"):
        return danger(
            code,
            _("The way to PostgreSQL is not encrypted"),
            _("Write sslmode=verify-full into the address in ravny.toml."),
        )
    if connection.settings_dict.get("OPTIONS", {}).get("sslmode") != "verify-full":
        return mend(
            code,
            _("The way to PostgreSQL is encrypted, but its certificate is not checked"),
            _("Write sslmode=verify-full into the address in ravny.toml."),
        )
    return well(code, _("The way to PostgreSQL is encrypted and checked"))


def role(site: Site) -> Finding | None:
    """The processes are no superuser of PostgreSQL."""
    if connection.vendor != "postgresql":
        return None
    code = "database.role"
    if one("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"):
        return danger(
            code,
            _("Ravny speaks to PostgreSQL as a superuser"),
            _("Make roles of its own for it, as the handbook says."),
        )
    return well(code, _("Ravny's role in PostgreSQL is no superuser"))


def journal_closed(site: Site) -> Finding | None:
    """The role that serves the pages can add to the journal and nothing else."""
    if connection.vendor != "postgresql":
        return None
    code = "database.journal"
    rights = " OR ".join(
        f"has_table_privilege(current_user, %s, '{right}')"
        for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
    )
    if one(f"SELECT {rights}", *[JOURNAL] * 4):
        return mend(
            code,
            _("The role that serves the pages could change the journal"),
            _("Give serving, working and migrating a role each, as the handbook says."),
        )
    return well(code, _("The role that serves the pages cannot change the journal"))


def clock(site: Site) -> Finding | None:
    """The clock does not stand before what was written already."""
    newest = journal.newest_day()
    if newest is None:
        return None
    code = "database.clock"
    if newest > today():
        return danger(
            code,
            _("The clock stands before the journal's newest line of %(day)s")
            % {"day": day(newest)},
            _("Set the clock right before anything else is written."),
        )
    return well(code, _("The clock does not stand before the journal's newest line"))


CHECKS = (migrations, sealed_file, volume, line, role, journal_closed, clock)
