"""The settings of the suite: an installation of its own in a temporary folder, a fixed key.

`RAVNY_TEST_DATABASE` is `sqlcipher` (default) or `postgresql`; the suite passes on both.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="ravny-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
(_HOME / "static").mkdir()
# Frozen: a derived secret is the same in every run, so that a failure can be repeated.
(_HOME / "instance.key").write_text("17" * 32 + "\n", "ascii")
(_HOME / "instance.key").chmod(0o600)
for name in ("RAVNY_PORT", "RAVNY_KEY_FD", "RAVNY_KEY_FILE", "CREDENTIALS_DIRECTORY"):
    os.environ.pop(name, None)
os.environ["RAVNY_HOME"] = str(_HOME)

_DATABASE = os.environ.get("RAVNY_TEST_DATABASE", "sqlcipher")
if _DATABASE == "postgresql":
    from tests.postgres import server_url

    (_HOME / "ravny.toml").write_text(f'database = "{server_url()}"\n', "utf-8")
elif _DATABASE != "sqlcipher":
    raise ValueError(f"RAVNY_TEST_DATABASE is sqlcipher or postgresql, not {_DATABASE!r}")

from ravny.config.settings import *  # noqa: E402, F403  (the home must stand before it is read)
from ravny.config.settings import DATABASES, STORAGES  # noqa: E402  (named, since changed below)

if _DATABASE == "sqlcipher":
    DATABASES["default"]["TEST"] = {"NAME": str(_HOME / "test.db")}
    # A crash of the suite loses nothing that anybody needs, so the disk need not be waited for.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
DATABASES["default"]["CONN_MAX_AGE"] = 0

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
ALLOWED_HOSTS = ["localhost", "field.localhost", "portal.localhost", "127.0.0.1"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"
