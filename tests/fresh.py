"""A fresh database after each test that commits.

Django would empty every table, and the journal refuses DELETE. So the migrated database is kept
as a template once, and copied back afterwards: a file on SQLCipher, CREATE DATABASE on PostgreSQL.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from django.db import connection


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _template(file: Path) -> Path:
    return file.with_name(f"{file.name}.template")


def keep() -> None:
    """Keep the database as it is now: migrated and empty."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        _copy_database(name, f"{name}_template")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(_file(), _template(_file()))


def restore() -> None:
    """Put the kept database back in place of what a test has committed."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        _copy_database(f"{name}_template", name)
        return
    connection.close()
    file = _file()
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    copy = file.with_name(f"{file.name}.new")
    shutil.copyfile(_template(file), copy)
    # A new file, not new content: a thread that still holds the old one harms nobody.
    os.replace(copy, file)


def _copy_database(source: str, target: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def after_a_test(_: Any) -> None:
    """Take the place of TransactionTestCase._fixture_teardown."""
    restore()
