"""One server and one installation with three roles for all tests of this folder."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.installed import Installed
from tests.postgres_production import server as servers

# The suite's own database is asked there; SQLite has no such keys.
if os.environ.get("RAVNY_TEST_DATABASE") != "postgresql":
    collect_ignore = ["test_composite.py"]
ROLES = ("ravny_web", "ravny_worker", "ravny_owner")


@dataclass
class Production:
    """An installation on PostgreSQL, as the handbook sets it up."""

    installed: Installed
    server: servers.Server

    def connect(self, role: str) -> psycopg.Connection:
        """Sign in as one of the roles."""
        return psycopg.connect(self.server.by_socket(role), autocommit=True)

    def refused(self, role: str, statement: str) -> bool:
        """Tell whether the database refuses a statement for want of a right."""
        with self.connect(role) as connection, connection.transaction(force_rollback=True):
            try:
                connection.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                return True
        return False


def write_toml(installed: Installed, **addresses: str) -> None:
    """Write the addresses of a database into `ravny.toml`."""
    lines = "".join(f'{name} = "{url}"\n' for name, url in addresses.items())
    (installed.home / "ravny.toml").write_text(lines, "utf-8")


def three(server: servers.Server) -> dict[str, str]:
    """The three addresses over the socket."""
    keys = ("database", "worker_database", "migrate_database")
    return {key: server.by_socket(role) for key, role in zip(keys, ROLES, strict=True)}


@pytest.fixture(scope="session")
def server() -> Iterator[servers.Server]:
    with servers.running() as one:
        yield one


@pytest.fixture(scope="session")
def production(
    server: servers.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    """Three roles made by the command, the tables by the owner, a small organisation of people."""
    folder: Path = tmp_path_factory.mktemp("production")
    installed = Installed(folder)
    write_toml(installed, **three(server))
    made = installed.ravny("postgres", "setup", "--apply", server.superuser)
    assert made.returncode == 0, made.stderr
    installed.demo(clients=25)
    yield Production(installed, server)
