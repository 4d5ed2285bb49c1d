"""The SQL that makes PostgreSQL ready: three roles, the database, nothing for anybody else.

`setup_sql` writes it for `psql`; `apply` runs the same as a superuser. Both may be repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg

from .postgres_grants import quoted
from .postgres_url import DatabaseProblem, Part, Urls, database_of, role_of, url_for

# What keeps values and statements out of the server's log, its crash report and its views. Only a
# superuser may set most of them; a session cannot take them back.
QUIET = {
    "log_statement": "none",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "debug_print_parse": "off",
    "debug_print_rewritten": "off",
    "debug_print_plan": "off",
    "track_activities": "off",
}
# Nobody may set these for one database: they stand in postgresql.conf.
QUIET_SERVER = {"log_connections": ("off", ""), "log_disconnections": ("off",)}
HARMLESS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


@dataclass(frozen=True)
class Names:
    """The database and its three roles."""

    database: str
    web: str
    worker: str
    owner: str

    @property
    def roles(self) -> tuple[str, str, str]:
        """Every role, the owner first."""
        return (self.owner, self.web, self.worker)


def names(urls: Urls) -> Names:
    """Read the names from the three addresses. Raises DatabaseProblem when they are not three."""
    if not urls.database:
        raise DatabaseProblem("This installation keeps its data in SQLCipher, not in PostgreSQL.")
    addresses = {part: url_for(urls, part) for part in Part}
    roles = [role_of(url) for url in addresses.values()]
    if len(set(roles)) != 3 or not all(roles):
        raise DatabaseProblem(
            "Write three addresses with three roles into ravny.toml: database (web), "
            "worker_database, migrate_database (owner)."
        )
    if len({database_of(url) for url in addresses.values()}) != 1:
        raise DatabaseProblem("The three addresses in ravny.toml name different databases.")
    return Names(
        database_of(urls.database),
        *(role_of(addresses[part]) for part in (Part.WEB, Part.WORKER, Part.OWNER)),
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def role_lines(known: Names) -> list[str]:
    """Return what makes the roles."""
    lines = []
    for role in known.roles:
        lines += [
            "DO $do$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles "
            f"WHERE rolname = {_literal(role)}) "
            f"THEN CREATE ROLE {quoted(role)} LOGIN; END IF; END $do$",
            f"ALTER ROLE {quoted(role)} LOGIN {HARMLESS}",
        ]
    return lines


def database_line(known: Names) -> str:
    """Return what makes the database; not inside a transaction, and only when there is none."""
    return (
        f"CREATE DATABASE {quoted(known.database)} OWNER {quoted(known.owner)} "
        "TEMPLATE template0 ENCODING 'UTF8'"
    )


def inside_lines(known: Names) -> list[str]:
    """Return what is done inside the database: who may enter, who owns, what is logged."""
    database, owner = quoted(known.database), quoted(known.owner)
    entering = ", ".join(quoted(role) for role in (known.web, known.worker))
    lines = [
        f"ALTER DATABASE {database} OWNER TO {owner}",
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {entering}",
        f"GRANT CONNECT ON DATABASE {database} TO {entering}",
        f"ALTER SCHEMA public OWNER TO {owner}",
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {entering}",
        f"GRANT USAGE ON SCHEMA public TO {entering}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        *_takeover(known.owner),
    ]
    for setting, value in QUIET.items():
        told = f"SET {setting} TO {_literal(value)}"
        lines.append(f"ALTER DATABASE {database} {told}")
        lines += [f"ALTER ROLE {quoted(r)} IN DATABASE {database} {told}" for r in known.roles]
    return lines


def _takeover(owner: str) -> Iterator[str]:
    """Let the owner own what another role made before there were three."""
    for word, query in (
        ("TABLE", "SELECT format('%I', relname) FROM pg_class WHERE relkind = 'r'"
                  " AND relnamespace = 'public'::regnamespace AND relowner <> wanted"),
        ("FUNCTION", "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE"
                     " pronamespace = 'public'::regnamespace AND proowner <> wanted"),
    ):  # fmt: skip
        yield (
            f"DO $do$ DECLARE wanted oid := {_literal(owner)}::regrole; thing text; BEGIN "
            f"FOR thing IN {query} LOOP "
            f"EXECUTE 'ALTER {word} ' || thing || ' OWNER TO {quoted(owner)}'; END LOOP; END $do$"
        )


def setup_sql(known: Names) -> str:
    """Return the whole as a script for `psql`, run by a superuser."""
    there = f"SELECT 1 FROM pg_database WHERE datname = {_literal(known.database)}"
    make = f"SELECT {_literal(database_line(known))} WHERE NOT EXISTS ({there}) \\gexec"
    passwords = [f"--   \\password {quoted(role)}" for role in known.roles]
    return "\n".join(
        [
            *(f"{line};" for line in role_lines(known)),
            make,
            f"\\connect {quoted(known.database)}",
            *(f"{line};" for line in inside_lines(known)),
            "-- Where a password is asked for, give each role one; psql hashes it here:",
            *passwords,
            "-- Then, as the owner: ravny migrate",
            "",
        ]
    )


def apply(urls: Urls, superuser_url: str) -> None:
    """Run it as a superuser; the passwords of the addresses are set as SCRAM verifiers.

    Raises DatabaseProblem.
    """
    known = names(urls)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        if connection.info.parameter_status("is_superuser") != "on":
            raise DatabaseProblem("Only a superuser of PostgreSQL can make roles and settings.")
        for line in role_lines(known):
            connection.execute(line.encode())
        for part, role in zip((Part.OWNER, Part.WEB, Part.WORKER), known.roles, strict=True):
            _set_password(connection, role, unquote(urlsplit(url_for(urls, part)).password or ""))
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [known.database]
        ).fetchone()
        if not found:
            connection.execute(database_line(known).encode())
    with psycopg.connect(superuser_url, dbname=known.database) as connection:
        for line in inside_lines(known):
            connection.execute(line.encode())


def _set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Hash it here: neither the server's log nor its views ever hold it."""
    if password:
        hashed = connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        )
        line = f"ALTER ROLE {quoted(role)} PASSWORD {_literal(hashed.decode())}"
        connection.execute(line.encode())
