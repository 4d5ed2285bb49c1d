"""The pages of a SQLCipher database, opened one by one with its key: freed ones and the WAL too.

A connection shows rows; a page shows what was a row. The format is SQLCipher 4's with a raw key:
AES-256-CBC, the last 80 bytes of each page are IV and HMAC, the file's first 16 are salt.
"""

from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_RESERVED, _SALT, _IV = 80, 16, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def pages_of(raw: bytes, key: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (number, content) of each page of the database file."""
    for at in range(0, len(raw) - PAGE + 1, PAGE):
        yield at // PAGE + 1, _opened(raw[at : at + PAGE], key, is_first=at == 0)


def frames_of(raw: bytes, key: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (number of its page, content) of each frame of the WAL, also of an earlier round."""
    step = _FRAME_HEADER + PAGE
    for at in range(_WAL_HEADER, len(raw) - step + 1, step):
        number = int.from_bytes(raw[at : at + 4], "big")
        page = raw[at + _FRAME_HEADER : at + step]
        yield number, _opened(page, key, is_first=number == 1)


def _opened(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    body = page[_SALT if is_first else 0 : -_RESERVED]
    iv = page[-_RESERVED : -_RESERVED + _IV]
    opener = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    return opener.update(body) + opener.finalize()
