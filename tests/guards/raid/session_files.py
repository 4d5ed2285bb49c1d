"""Chromium's smaller keepers: session files, both HTTP caches, cookies' values."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

Piece = tuple[str, bytes]

SNSS = b"SNSS"
SIMPLE = b"\x30\x5c\x72\xa7\x1b\x6d\xfb\xfc"
_SIMPLE_HEADER = 24
_SIMPLE_END = b"\xd8\x41\x0d\x97\x45\x6f\xfa\xf4"
BLOCKFILE = b"\xc3\xca\x04\xc1"
_BLOCKFILE_HEADER = 8192
# Files of blocks by their number's type in an address: blocks of 36 B, 256 B, 1 KiB, 4 KiB.
_BLOCKS = {1: 36, 2: 256, 3: 1024, 4: 4096}


def session_commands(data: bytes) -> Iterator[Piece]:
    """Yield each command of a session file: open tabs, their addresses, what forms held."""
    at = 8
    while at + 3 <= len(data):
        size = int.from_bytes(data[at : at + 2], "little")
        if size == 0:
            return
        yield f"command {data[at + 2]}", data[at + 3 : at + 2 + size]
        at += 2 + size


def simple_cache(data: bytes) -> Iterator[Piece]:
    """Yield an entry's address, body and headers; bodies lie as they came, packed."""
    length = int.from_bytes(data[12:16], "little")
    start = _SIMPLE_HEADER + length
    yield "address", data[_SIMPLE_HEADER:start]
    for number, stream in enumerate(data[start:].split(_SIMPLE_END)):
        # What lies behind the mark of an end: flags, checksum, size.
        yield f"stream {number}", stream[16:] if number else stream


def blockfile_cache(files: dict[str, bytes]) -> Iterator[Piece]:
    """Yield the streams of each entry of a cache in blocks, put together from its files."""
    entries = files.get("data_1", b"")
    for at in range(_BLOCKFILE_HEADER, len(entries) - 255, 256):
        entry = entries[at : at + 256]
        numbers = [int.from_bytes(entry[i : i + 4], "little") for i in range(0, 96, 4)]
        # hash, next, rankings, reuse, refetch, state, created (2), key length, long key
        sizes, addresses = numbers[10:14], numbers[14:18]
        for stream, (size, address) in enumerate(zip(sizes, addresses, strict=True)):
            found = _at_address(address, size, files)
            if found:
                yield f"data_1 at {at}, stream {stream}", found


def _at_address(address: int, size: int, files: dict[str, bytes]) -> bytes:
    if not address >> 31:
        return b""
    kind = address >> 28 & 7
    if kind == 0:
        return files.get(f"f_{address & 0x0FFFFFFF:06x}", b"")[:size]
    width = _BLOCKS.get(kind)
    if width is None:
        return b""
    start = _BLOCKFILE_HEADER + (address & 0xFFFF) * width
    return files.get(f"data_{address >> 16 & 0xFF}", b"")[start : start + size]


def cookie_value(sealed: bytes) -> bytes:
    """Return what Chromium seals under a key everybody knows, where a system has no keyring."""
    if sealed[:3] not in (b"v10", b"v11") or len(sealed) % 16 != 3 or len(sealed) < 19:
        return b""
    key = PBKDF2HMAC(SHA1(), 16, b"saltysalt", 1).derive(b"peanuts")
    opener = Cipher(algorithms.AES128(key), modes.CBC(b" " * 16)).decryptor()
    return opener.update(sealed[3:]) + opener.finalize()
