"""Django's SQLite backend over SQLCipher: the same database, encrypted with a raw key."""
