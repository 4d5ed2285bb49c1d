"""LevelDB as Chromium leaves it: what logs and tables hold, overwritten and deleted values too.

Checksums are not looked at: a raid reads what a database would refuse. Blocks are unpacked, and
keys, of which a table writes only what differs from the key before, are put together again.
"""

from collections.abc import Iterator

import cramjam

from .unpack import snappy

_LOG_BLOCK = 32 * 1024
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_FOOTER, _MAGIC = 48, b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
_STORED, _SNAPPY, _ZSTD = 0, 1, 2

Entry = tuple[bytes, bytes]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number in groups of seven bits and where it ends. Raises IndexError."""
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at
        if shift > 63:
            raise IndexError


def is_table(data: bytes) -> bool:
    """Whether these are the bytes of an .ldb file."""
    return data[-len(_MAGIC) :] == _MAGIC


def records_of(data: bytes) -> Iterator[bytes]:
    """Yield what a log (or a manifest) holds, record by record, with blocks joined."""
    begun = b""
    for block_at in range(0, len(data), _LOG_BLOCK):
        block = data[block_at : block_at + _LOG_BLOCK]
        at = 0
        while at + 7 <= len(block):
            length, kind = int.from_bytes(block[at + 4 : at + 6], "little"), block[at + 6]
            piece = block[at + 7 : at + 7 + length]
            at += 7 + length
            if kind in (_FULL, _FIRST):
                begun = piece
            elif kind in (_MIDDLE, _LAST):
                begun += piece
            else:
                break
            if kind in (_FULL, _LAST):
                yield begun
                begun = b""
    if begun:
        yield begun


def log_entries(data: bytes) -> Iterator[Entry]:
    """Yield (key, value) of every batch in a log; a deletion has no value."""
    for record in records_of(data):
        at = 12  # sequence and count
        try:
            while at < len(record):
                is_put, at = record[at] == 1, at + 1
                length, at = varint(record, at)
                key, at = record[at : at + length], at + length
                value = b""
                if is_put:
                    length, at = varint(record, at)
                    value, at = record[at : at + length], at + length
                yield key, value
        except IndexError:
            continue


def table_entries(data: bytes) -> Iterator[Entry]:
    """Yield (key, value) of every block that a table's index names."""
    footer = data[-_FOOTER:]
    try:
        _, at = varint(footer, 0)
        _, at = varint(footer, at)
        offset, at = varint(footer, at)
        size, at = varint(footer, at)
    except IndexError:
        return
    for _key, handle in _entries(_block(data, offset, size)):
        try:
            offset, at = varint(handle, 0)
            size, _ = varint(handle, at)
        except IndexError:
            continue
        yield from _entries(_block(data, offset, size))


def _block(data: bytes, offset: int, size: int) -> bytes:
    raw, kind = data[offset : offset + size], data[offset + size : offset + size + 1]
    if kind == bytes([_SNAPPY]):
        return snappy(raw)
    if kind == bytes([_ZSTD]):
        try:
            return bytes(cramjam.zstd.decompress(raw))
        except cramjam.DecompressionError:
            return b""
    return raw


def _entries(block: bytes) -> Iterator[Entry]:
    """Yield what lies before the restarts at a block's end."""
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 * (restarts + 1)
    at, key = 0, b""
    try:
        while at < end:
            shared, at = varint(block, at)
            own, at = varint(block, at)
            length, at = varint(block, at)
            key = key[:shared] + block[at : at + own]
            at += own
            yield key, block[at : at + length]
            at += length
    except IndexError:
        return
