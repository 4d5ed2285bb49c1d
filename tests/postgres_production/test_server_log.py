"""What PostgreSQL itself writes down holds no value of a row, whatever goes wrong."""

import contextlib
import os
import threading
import time

import psycopg
import pytest

from tests.postgres_production.conftest import ROLES, Production

pytestmark = pytest.mark.slow
WEB = ROLES[0]
CANARY = "kanareika-v-zhurnale"


def told(production: Production) -> str:
    return production.server.log.read_text("utf-8", "replace")


def test_neither_statements_nor_their_errors_reach_the_log(production: Production) -> None:
    job = f"insert into upkeep_done (job, ran_at, well) values ('{CANARY}', now(), true)"
    with production.connect(WEB) as connection:
        connection.execute(job.encode())
        for wrong in (
            job,  # DETAIL: Key (job)=(…) already exists
            f"SELECT '{CANARY}'::uuid",
            f"SELECT * FROM upkeep_done WHERE job = '{CANARY}' AND nothing = 1",
            f"DO $$ BEGIN RAISE EXCEPTION '{CANARY}'; END $$",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(wrong.encode())
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT %s::uuid", [CANARY], prepare=True)
        connection.execute("SELECT pg_sleep(0.3), %s::text", [CANARY])
        connection.execute("DELETE FROM upkeep_done WHERE job = %s", [CANARY])
    assert CANARY not in told(production)


def test_a_deadlock_is_told_without_its_statements(production: Production) -> None:
    with production.connect(WEB) as one, production.connect(WEB) as other:
        for name in "ab":
            one.execute(
                "INSERT INTO upkeep_done (job, ran_at, well) VALUES (%s, now(), true)",
                [f"{CANARY}{name}"],
            )
        one.execute("BEGIN")
        other.execute("BEGIN")
        _touch(one, "a")
        _touch(other, "b")
        waiting = threading.Thread(target=_touch_quietly, args=(one, "b"))
        waiting.start()
        _touch_quietly(other, "a")
        waiting.join(20)
        for connection in (one, other):
            connection.execute("ROLLBACK")
        one.execute("DELETE FROM upkeep_done WHERE job LIKE %s", [f"{CANARY}%"])
    assert CANARY not in told(production)


def _touch(connection: psycopg.Connection, name: str) -> None:
    sql = f"UPDATE upkeep_done SET well = false WHERE job = '{CANARY}{name}'"
    connection.execute(sql.encode())


def _touch_quietly(connection: psycopg.Connection, name: str) -> None:
    with contextlib.suppress(psycopg.Error):
        _touch(connection, name)


def test_a_killed_process_of_the_server_tells_nothing(production: Production) -> None:
    connection = production.connect(WEB)
    pid = connection.info.backend_pid
    sleeping = threading.Thread(
        target=lambda: _quietly(connection, f"SELECT pg_sleep(20), '{CANARY}'")
    )
    sleeping.start()
    time.sleep(0.5)
    os.kill(pid, 9)
    sleeping.join(30)
    _until_it_answers(production)
    log = told(production)
    assert "terminated by signal 9" in log, "the crash itself is written down"
    assert CANARY not in log


def _quietly(connection: psycopg.Connection, sql: str) -> None:
    with contextlib.suppress(psycopg.Error):
        connection.execute(sql.encode())


def _until_it_answers(production: Production) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError), production.connect(WEB):
            return
        time.sleep(0.2)
    raise TimeoutError
