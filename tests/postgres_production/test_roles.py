"""Web and worker do their work with the rights they are given, and have no others."""

import json
import subprocess
import sys
import time
import urllib.request

import psycopg
import pytest

from ravny.config.composite import composites
from ravny.config.postgres_grants import ADDED, DECISIONS
from ravny.core.kit import registries
from tests.guards import house
from tests.postgres_production.conftest import ROLES, Production, three, write_toml

pytestmark = pytest.mark.slow
WEB, WORKER, OWNER = ROLES


def test_every_table_has_its_decision(production: Production) -> None:
    with production.connect(OWNER) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    assert {name for (name,) in rows} == set(DECISIONS)


def test_no_role_is_more_than_a_role(production: Production) -> None:
    with production.connect(WEB) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolcreatedb "
            "OR rolcreaterole OR rolreplication OR rolbypassrls)",
            [list(ROLES)],
        ).fetchall()
    assert rows == []


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_neither_changes_tables(production: Production, role: str) -> None:
    for statement in (
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE clients_client ADD COLUMN a int",
        "DROP TABLE stock_lot",
        "DROP TRIGGER journal_entry_no_change ON journal_entry",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
        "TRUNCATE upkeep_lease",
        "SET ROLE ravny_owner",
        "SET log_statement TO 'all'",
        "SET session_replication_role TO replica",
    ):
        assert production.refused(role, statement), statement


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_what_is_only_added_to_is_never_changed(production: Production, role: str) -> None:
    kept = [table for table, letters in DECISIONS.items() if letters[0] == ADDED[0]]
    assert {"journal_entry", "journal_checkpoint", "journal_erased", "stock_movement"} <= set(kept)
    for table in kept:
        for statement in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET id = id",
            f"TRUNCATE {table}",
        ):
            assert production.refused(role, statement), statement


def test_the_worker_changes_no_keys(production: Production) -> None:
    for statement in (
        "UPDATE vault_staffkey SET keyring = ''",
        "INSERT INTO vault_wrap DEFAULT VALUES",
        "INSERT INTO vault_epoch DEFAULT VALUES",
        "UPDATE vault_intakekey SET state = ''",
        "UPDATE staff_account SET roles = '[]'",
        "UPDATE vault_certificate SET withdrawn_on = NULL",
        "INSERT INTO vault_root DEFAULT VALUES",
        "SELECT * FROM django_session",
    ):
        assert production.refused(WORKER, statement), statement


def test_nobody_else_enters(production: Production) -> None:
    with psycopg.connect(production.server.superuser, autocommit=True) as superuser:
        superuser.execute("DROP ROLE IF EXISTS stranger")
        superuser.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        production.connect("stranger")


def test_the_worker_does_its_work_with_its_rights(production: Production) -> None:
    installed = production.installed
    addresses = three(production.server)
    nobody = production.server.by_socket("nobody_of_this_name")
    try:
        write_toml(installed, **(addresses | {"database": nobody}))
        done = installed.ravny("worker", "--once")
    finally:
        write_toml(installed, **addresses)
    assert (done.returncode, done.stderr) == (0, "")
    jobs = _jobs(production)
    assert set(jobs) >= {one.name for one in registries.periodic if not one.needs_keys}
    house.none_of([f"{name} failed" for name, well in jobs.items() if not well])


def test_the_web_process_does_its_work_with_its_rights(production: Production) -> None:
    with production.connect(WEB) as connection:
        connection.execute("DELETE FROM upkeep_done")
    installed = production.installed
    with installed.served():
        _until_all_is_done(production)
        with urllib.request.urlopen(installed.loopback("/healthz"), timeout=20) as answer:
            assert json.load(answer)["database"]
        with urllib.request.urlopen(installed.loopback("/staff/sign-in"), timeout=20) as page:
            assert page.status == 200
    house.none_of([f"{name} failed" for name, well in _jobs(production).items() if not well])


def _jobs(production: Production) -> dict[str, bool]:
    with production.connect(WEB) as connection:
        return dict(connection.execute("SELECT job, well FROM upkeep_done").fetchall())


def _until_all_is_done(production: Production) -> None:
    until = time.monotonic() + 60
    missing = {one.name for one in registries.periodic}
    while missing:
        assert time.monotonic() < until, missing
        time.sleep(0.3)
        missing -= set(_jobs(production))


def test_serving_without_the_owner_says_who_brings_the_tables_up_to_date(
    production: Production,
) -> None:
    installed = production.installed
    addresses = three(production.server)
    with production.connect(OWNER) as connection:
        gone = connection.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations) "
            "RETURNING app, name, applied"
        ).fetchone()
        try:
            write_toml(installed, **(addresses | {"migrate_database": ""}))
            refused = installed.ravny("serve")
        finally:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", gone
            )
            write_toml(installed, **addresses)
    assert refused.returncode == 1
    assert "ravny migrate" in refused.stderr


def test_migrating_again_renews_the_rights(production: Production) -> None:
    with production.connect(OWNER) as connection:
        connection.execute("REVOKE ALL ON stock_lot FROM ravny_web")
        connection.execute("GRANT DELETE ON journal_entry TO ravny_worker")
    done = production.installed.ravny("migrate", "--verbosity", "0")
    assert (done.returncode, done.stderr) == (0, "")
    assert not production.refused(WEB, "SELECT * FROM stock_lot")
    assert production.refused(WORKER, "DELETE FROM journal_entry")


def test_the_check_is_content_and_says_what_is_not(production: Production) -> None:
    well = production.installed.ravny("postgres", "check")
    assert well.returncode == 0, well.stdout
    with psycopg.connect(production.server.superuser, autocommit=True) as superuser:
        superuser.execute("ALTER ROLE ravny_worker CREATEDB")
        superuser.execute("ALTER ROLE ravny_web IN DATABASE ravny SET log_statement TO 'all'")
        try:
            told = production.installed.ravny("postgres", "check")
        finally:
            superuser.execute("ALTER ROLE ravny_worker NOCREATEDB")
            superuser.execute("ALTER ROLE ravny_web IN DATABASE ravny SET log_statement TO 'none'")
    assert told.returncode == 1
    assert "ravny_worker" in told.stdout
    assert "log_statement" in told.stdout


def test_every_composite_key_stands_in_the_database(production: Production) -> None:
    with production.connect(WEB) as connection:
        rows = connection.execute("SELECT conname FROM pg_constraint WHERE contype = 'f'")
        there = {name for (name,) in rows.fetchall()}
    assert len(composites()) > 40
    house.none_of([one.name for one in composites() if one.name not in there])


def test_every_room_writes_with_the_rights_of_the_web_process(production: Production) -> None:
    """What an address's argument needs is made by the rooms' own operations, in the web's role."""
    installed = production.installed
    done = subprocess.run(
        [sys.executable, "-m", "tests.guards.raid.furnish", "olga", "aida"],
        env={**installed.environment, "DJANGO_SETTINGS_MODULE": "ravny.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
