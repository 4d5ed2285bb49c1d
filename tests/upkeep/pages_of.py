"""What whoever has the database's key reads out of every page of its files, free ones too.

SQLCipher 4 with a raw key: each page of 4,096 bytes ends with 16 bytes of IV and 64 of HMAC; the
first begins with 16 bytes of salt in the open. The log has the same pages behind a header each.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, IV, MAC, SALT = 4096, 16, 64, 16
LOG_HEADER, FRAME_HEADER = 32, 24


def _opened(page: bytes, key: bytes, begin: int = 0) -> bytes:
    end = PAGE - IV - MAC
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
    return decryptor.update(page[begin:end]) + decryptor.finalize()


def _of_the_file(raw: bytes, key: bytes) -> Iterator[bytes]:
    for place in range(0, len(raw), PAGE):
        yield _opened(raw[place : place + PAGE], key, SALT if place == 0 else 0)


def _of_the_log(raw: bytes, key: bytes) -> Iterator[bytes]:
    for place in range(LOG_HEADER, len(raw), FRAME_HEADER + PAGE):
        page = raw[place + FRAME_HEADER : place + FRAME_HEADER + PAGE]
        if len(page) == PAGE:
            yield _opened(page, key)
            yield _opened(page, key, SALT)  # the file's first page


def opened(database: Path, key: bytes) -> bytes:
    """Return all pages of the file and its log, one after another."""
    log = database.with_name(f"{database.name}-wal")
    pages = list(_of_the_file(database.read_bytes(), key))
    if log.exists():
        pages += _of_the_log(log.read_bytes(), key)
    return b"".join(pages)
