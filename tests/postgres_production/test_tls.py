"""Over a network PostgreSQL is spoken to by verified TLS or not at all, and it is said plainly."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ravny.config.installation import Installation
from ravny.config.installation import database as settings_of
from ravny.config.postgres_url import DatabaseProblem
from tests.installed import Installed
from tests.postgres_production import authority, server
from tests.postgres_production.conftest import ROLES, write_toml

PASSWORD = "three-words-for-a-test"


@dataclass
class Away:
    """A server that takes TLS only, an installation that reaches it over the network's road."""

    server: server.Server
    installed: Installed

    def reach(self, host: str = authority.HOST, **options: str) -> str:
        """Write the three addresses; return what `ravny postgres check` says of the road."""
        query = "&".join(f"{name}={value}" for name, value in options.items())
        keys = ("database", "worker_database", "migrate_database")
        road = f"{host}:{self.server.port}/ravny?{query}"
        write_toml(
            self.installed,
            **{
                key: f"postgresql://{role}:{PASSWORD}@{road}"
                for key, role in zip(keys, ROLES, strict=True)
            },
        )
        told = self.installed.ravny("migrate", "--check")
        return told.stderr


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    made = authority.make()
    files = {"server.key": made.server_key, "server.pem": made.server}
    folder: Path = tmp_path_factory.mktemp("away")
    installed = Installed(folder)
    (folder / "root.pem").write_bytes(made.root)
    (folder / "wrong.pem").write_bytes(authority.make().root)
    with server.running(tls=True, files=files) as one:
        road = Away(one, installed)
        road.reach(sslmode="verify-full", sslrootcert=str(folder / "root.pem"))
        ready = installed.ravny("postgres", "setup", "--apply", one.superuser)
        assert ready.returncode == 0, ready.stderr
        assert installed.ravny("migrate", "--verbosity", "0").returncode == 0
        yield road


@pytest.mark.slow
def test_verified_tls_with_a_password_works(away: Away) -> None:
    assert (
        away.reach(sslmode="verify-full", sslrootcert=str(away.installed.folder / "root.pem")) == ""
    )


@pytest.mark.slow
def test_without_tls_nobody_enters(away: Away) -> None:
    assert "takes nobody without TLS" in away.reach(sslmode="disable")


@pytest.mark.slow
def test_another_authority_is_refused_in_a_sentence(away: Away) -> None:
    told = away.reach(sslmode="verify-full", sslrootcert=str(away.installed.folder / "wrong.pem"))
    assert "certificate" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_a_missing_file_of_the_authority_is_said(away: Away) -> None:
    told = away.reach(sslmode="verify-full", sslrootcert="/nowhere/root.pem")
    assert "sslrootcert" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_the_password_is_in_no_log_of_the_server(away: Away) -> None:
    assert PASSWORD not in away.server.log.read_text("utf-8", "replace")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ravny@db.example.org/ravny",
        "postgresql://ravny@db.example.org/ravny?sslmode=require",
        "postgresql://ravny@192.0.2.7/ravny?sslmode=verify-ca",
        "postgresql://ravny@[2001:db8::7]/ravny?sslmode=prefer",
        "postgresql://ravny@/ravny?host=/run/postgresql,db.example.org",
        "postgresql://ravny@localhost/ravny?hostaddr=192.0.2.7",
        "postgresql://ravny@/ravny?service=elsewhere",
        "mysql://ravny@localhost/ravny",
    ],
)
def test_an_address_that_others_could_hear_is_refused(url: str) -> None:
    with pytest.raises(DatabaseProblem):
        settings_of(Installation(database=url), Path("/nowhere"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ravny@localhost/ravny",
        "postgresql://ravny@127.0.0.2:5433/ravny",
        "postgresql://ravny@[::1]/ravny",
        "postgresql://ravny@/ravny?host=/run/postgresql",
        "postgresql:///ravny",
        "postgresql://ravny@db.example.org/ravny?sslmode=verify-full&sslrootcert=/etc/root.pem",
    ],
)
def test_an_address_on_this_machine_or_verified_is_taken(url: str) -> None:
    assert settings_of(Installation(database=url), Path("/nowhere"))["NAME"] == "ravny"
