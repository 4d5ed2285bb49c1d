"""Everything that is packed in some bytes: gzip, zlib, deflate, zip, Brotli, Snappy.

What announces itself is found at any offset. Raw deflate, Brotli and raw Snappy do not: they are
tried at the beginning of a piece. Sealed files (age) stay shut.
"""

import re
import zlib
from collections.abc import Callable, Iterator

import cramjam

DEEPEST = 4
# More than a page, a file or a row of ours ever unpacks to.
LARGEST = 256 * 1024 * 1024
_STEP = 64 * 1024
# Shorter words than a client's code are not looked for.
_LEAST = 8
# Blink writes a large value of IndexedDB so: version tag, a pseudo version, "compressed".
_BLINK_SNAPPY = b"\xff\x11\x02"
_ZIP = b"PK\x03\x04"
_LINE_BREAK = re.compile(rb"=?\r?\n")


def layers(data: bytes, depth: int = DEEPEST) -> Iterator[bytes]:
    """Yield the bytes themselves and whatever is packed in them, packed again or not."""
    yield data
    if depth == 0 or len(data) < _LEAST:
        return
    if b"ransfer-" in data:  # mail breaks its lines in the middle of words
        yield _LINE_BREAK.sub(b"", data)
    for inner in _packed(data):
        if len(inner) >= _LEAST:
            yield from layers(inner, depth - 1)


def _packed(data: bytes) -> Iterator[bytes]:
    for magic, window in ((b"\x1f\x8b\x08", 31), *((head, 15) for head in _ZLIB)):
        for at in _places(data, magic):
            yield inflated(data, at, window)
    for at in _places(data, _ZIP):
        names = int.from_bytes(data[at + 26 : at + 28], "little")
        more = int.from_bytes(data[at + 28 : at + 30], "little")
        yield inflated(data, at + 30 + names + more, -15)
    for at in _places(data, _BLINK_SNAPPY):
        yield snappy(data[at + len(_BLINK_SNAPPY) :])
    yield _whole(cramjam.brotli.decompress, data)
    yield snappy(data)
    yield inflated(data, 0, -15)


# With a window of 32 KiB, as everybody writes it.
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def _places(data: bytes, magic: bytes) -> Iterator[int]:
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def inflated(data: bytes, at: int, window: int) -> bytes:
    """Return what is deflated from there on, as far as it can be read."""
    reader, found, size = zlib.decompressobj(window), [], 0
    # Most places that look like a beginning are none, and a few bytes tell.
    step = 64
    while at < len(data) and not reader.eof and size < LARGEST:
        try:
            piece = reader.decompress(data[at : at + step], LARGEST)
        except zlib.error:
            break
        found.append(piece)
        size += len(piece)
        at, step = at + step, _STEP
    return b"".join(found)


def snappy(data: bytes) -> bytes:
    """Return what is in a raw block of Snappy, nothing if it is none. Bytes after it do no harm."""
    size = at = shift = 0
    while True:
        if at >= min(5, len(data)):
            return b""
        size |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            break
    # Nothing packs better than about one to twenty-two; sixty-four is on the safe side.
    if not _LEAST <= size <= min(LARGEST, 64 * (len(data) - at)):
        return b""
    return _whole(cramjam.snappy.decompress_raw, data) or _step_by_step(data, at, size)


def _step_by_step(data: bytes, at: int, size: int) -> bytes:
    """Unpack Snappy's elements: letters as they are, and copies of what came before."""
    out = bytearray()
    while len(out) < size and at < len(data):
        tag, at = data[at], at + 1
        kind, length = tag & 3, (tag >> 2) + 1
        if kind == 0:
            if length > 60:
                width = length - 60
                length, at = int.from_bytes(data[at : at + width], "little") + 1, at + width
            if at + length > len(data):
                return b""
            out += data[at : at + length]
            at += length
            continue
        if kind == 1:
            length, width = (tag >> 2 & 7) + 4, 1
        else:
            width = 2 if kind == 2 else 4
        back = int.from_bytes(data[at : at + width], "little")
        at += width
        if kind == 1:
            back |= tag >> 5 << 8
        if not 0 < back <= len(out):
            return b""
        for _ in range(length):
            out.append(out[-back])
    return bytes(out) if len(out) == size else b""


def _whole(unpack: Callable[[bytes], cramjam.Buffer], data: bytes) -> bytes:
    try:
        return bytes(unpack(data))
    except cramjam.DecompressionError:
        return b""
