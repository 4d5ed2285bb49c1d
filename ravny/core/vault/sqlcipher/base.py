"""The backend: key pragma first, own cursor class, adapters and converters registered again."""

import datetime
import decimal
from typing import Any

import sqlcipher3.dbapi2 as Database
from django.db.backends.sqlite3 import base as sqlite
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from ravny.core.vault.instance import database_key

Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", sqlite.decoder(parse_date))
Database.register_converter("time", sqlite.decoder(parse_time))
Database.register_converter("datetime", sqlite.decoder(parse_datetime))
Database.register_converter("timestamp", sqlite.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, datetime.date.isoformat)
Database.register_adapter(datetime.datetime, lambda moment: moment.isoformat(" "))


class CursorWrapper(Database.Cursor):
    """Django's two parameter styles over SQLite's (as django.db.backends.sqlite3.base has it)."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if hasattr(params, "keys") else None
        return super().execute(self.convert_query(query, names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        rows = list(param_list)
        names = list(rows[0]) if rows and hasattr(rows[0], "keys") else None
        return super().executemany(self.convert_query(query, names), rows)

    def convert_query(self, query: str, names: list[str] | None = None) -> str:
        if names is None:
            return str(sqlite.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))
        return query % {name: f":{name}" for name in names}


class DatabaseWrapper(sqlite.DatabaseWrapper):
    """SQLite whose file cannot be read without the instance key."""

    Database = Database
    display_name = "SQLCipher"
    init_commands: list[str]

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = Database.connect(**conn_params)
        connection.execute(f"PRAGMA key = \"x'{database_key().hex()}'\"")
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        for command in self.init_commands:
            if command.strip():
                connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=CursorWrapper)
