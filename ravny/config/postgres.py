"""PostgreSQL in production: what follows a migrate, what must hold before it is trusted."""

from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from . import composite, postgres_grants
from .postgres_grants import ADDED, DECISIONS
from .postgres_setup import HARMLESS, QUIET, QUIET_SERVER, Names, names
from .postgres_url import DatabaseProblem, Urls

_FLAGS = ("rolsuper", "rolcreatedb", "rolcreaterole", "rolreplication", "rolbypassrls")


def after_migrate(using: str = "default", **_kwargs: Any) -> None:
    """Carry the organisation in every foreign key, and give rights to the tables that are new."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    composite.ensure(connection)
    try:
        known = names(settings.INSTALLATION)
    except DatabaseProblem:
        return  # one role does everything
    if role_of_session(connection) == known.owner:
        renew_grants(connection, known)


def role_of_session(connection: BaseDatabaseWrapper) -> str:
    """Return the role this connection works as."""
    return str(_one(connection, "SELECT current_user"))


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return every table of ours. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(name for (name,) in cursor.fetchall())


def renew_grants(connection: BaseDatabaseWrapper, known: Names) -> None:
    """Give web and worker what is decided, nothing else. Raises DatabaseProblem."""
    found = tables(connection)
    unknown = postgres_grants.undecided(found)
    if unknown:
        raise DatabaseProblem(f"Nobody decided who may use the tables {', '.join(unknown)}.")
    lines = postgres_grants.statements(found, web=known.web, worker=known.worker)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)


def is_behind(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether migrations of this program are missing in the database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def may_migrate(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether this role may change tables: the one role of a simple installation."""
    return bool(_one(connection, "SELECT has_schema_privilege('public', 'CREATE')"))


def problems(connection: BaseDatabaseWrapper, urls: Urls) -> list[str]:
    """Return what is not as it should be, a sentence each; asked as the web process."""
    found = [*_loud(connection), *_rights(connection)]
    try:
        known = names(urls)
    except DatabaseProblem as problem:
        return [*found, str(problem)]
    for role in known.roles:
        flags = ", ".join(_FLAGS)
        row = _row(connection, f"SELECT {flags} FROM pg_roles WHERE rolname = %s", [role])
        if row is None:
            found.append(f"There is no role {role}.")
        elif any(row):
            found.append(f"The role {role} may more than it needs; it should be {HARMLESS}.")
    return found


def _loud(connection: BaseDatabaseWrapper) -> list[str]:
    wanted = {name: (value,) for name, value in QUIET.items()} | QUIET_SERVER
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*wanted]])
        present = dict(cursor.fetchall())
    return [
        f"PostgreSQL's {name} is {present[name] or 'empty'}, and should be {right[0]}: "
        "its log could tell what is in the database."
        for name, right in wanted.items()
        if name in present and present[name] not in right
    ]


def _rights(connection: BaseDatabaseWrapper) -> list[str]:
    found = []
    if may_migrate(connection):
        found.append("The web process may change tables; give it a role of its own.")
    if _one(connection, "SELECT has_database_privilege(current_database(), 'TEMPORARY')"):
        found.append("The web process may make temporary tables.")
    question = "SELECT has_table_privilege(to_regclass(%s), 'UPDATE, DELETE, TRUNCATE')"
    added = [table for table, (web, _) in DECISIONS.items() if web == ADDED[0]]
    writable = [table for table in added if _one(connection, question, [table])]
    found += [f"The web process may change what stands in {table}." for table in writable]
    return found


def _row(
    connection: BaseDatabaseWrapper, query: str, values: list[Any] | None = None
) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _one(connection: BaseDatabaseWrapper, query: str, values: list[Any] | None = None) -> Any:
    row = _row(connection, query, values)
    return row[0] if row else None
