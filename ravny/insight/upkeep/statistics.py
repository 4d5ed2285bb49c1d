"""What the database knows of its own tables.

Without it SQLite takes the first index that fits, and every index begins with the organisation:
a client's card would read all of the organisation's meetings.
"""

from django.db import connection

ROWS_LOOKED_AT = 1000


def refresh_statistics() -> None:
    """Let the query planner count again; a glance at each index, a moment even when large."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
