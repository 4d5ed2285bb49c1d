"""A backup's file: an `age` file (opened by the standard tool too) around a stream of frames.

A frame is a msgpack array [what, how, bytes]: `what` is one of HEADER, TABLE, ROWS, TRAILER, `how`
tells whether the bytes are deflated. They are msgpack again. Whole files are never in memory:
reading the database, packing and sealing pass pieces from hand to hand.
"""

import contextlib
import hashlib
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgpack
import pyrage

from .pipes import Abandoned, Pipe, wait_for
from .problems import BackupError, of_disk

HEADER, TABLE, ROWS, TRAILER = 1, 2, 3, 4
_PLAIN, _DEFLATED = 0, 1
_SAMPLE = 16 * 1024
# More than any piece we write: what is larger was made by somebody else.
_MOST = 64 * 1024 * 1024
_STEP = 1024 * 1024
# So that the end of a large file does not wait for all of it to reach the disk.
_SYNC_EVERY = 64 * 1024 * 1024


def _framed(what: int, raw: bytes) -> bytes:
    """Return a frame; deflated where a glance at its beginning says that it pays."""
    sample = raw[:_SAMPLE]
    if len(zlib.compress(sample, 1)) < len(sample) * 0.8:
        return msgpack.packb([what, _DEFLATED, zlib.compress(raw, 1)], use_bin_type=True)
    return msgpack.packb([what, _PLAIN, raw], use_bin_type=True)


class _Frames:
    """What `age` reads from: the frames that come through a pipe, in small pieces."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe, self._rest, self._at, self._ended = pipe, memoryview(b""), 0, False

    def read(self, size: int) -> bytes:
        while self._at >= len(self._rest) and not self._ended:
            piece = self._pipe.take()
            self._ended = piece is None
            self._rest, self._at = memoryview(_framed(*piece) if piece else b""), 0
        part = self._rest[self._at : self._at + size]
        self._at += len(part)
        return bytes(part)


class _Disk:
    """What `age` writes to; keeps the file's digest and size, and what went wrong."""

    problem: OSError | None = None

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._stream = os.fdopen(descriptor, "wb", buffering=_STEP)
        self._digest = hashlib.sha256()
        self.size = self._synced = 0

    def write(self, data: bytes) -> int:
        try:
            self._stream.write(data)
            if self.size - self._synced > _SYNC_EVERY:
                self._sync()
        except OSError as error:
            self.problem = error
            raise
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """`age` asks at its end; `close` does it."""

    def _sync(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._synced = self.size

    @property
    def digest(self) -> str:
        """SHA-256 of what was written, in hexadecimal digits."""
        return self._digest.hexdigest()

    def close(self, *, whole: bool) -> None:
        """Let go of the file; a whole one is on the disk then."""
        try:
            if whole:
                self._sync()
        finally:
            with contextlib.suppress(OSError):
                self._stream.close()


class Writer:
    """Seals frames to a recipient, into a file that must not be there yet.

    Use `put` for each frame, then `close`; `abandon` where it is given up. Raises OSError for what
    the disk says.
    """

    def __init__(self, path: Path, recipient: str) -> None:
        self._recipient = pyrage.x25519.Recipient.from_str(recipient)
        self._disk, self._pipe = _Disk(path), Pipe()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._seal, name="ravny-seal", daemon=True)
        self._began = False

    def _seal(self) -> None:
        whole = False
        try:
            pyrage.encrypt_io(_Frames(self._pipe), self._disk, [self._recipient])
            whole = True
        except Exception as error:
            self._failed = self._disk.problem or error
        try:
            self._disk.close(whole=whole)
        except OSError as error:
            self._failed = self._failed or error
        self._pipe.leave()

    def _begin(self) -> None:
        if not self._began:
            self._began = True
            self._thread.start()

    def put(self, what: int, raw: bytes) -> None:
        """Hand one frame over; the first begins the sealing."""
        self._begin()
        try:
            self._pipe.put((what, raw))
        except Abandoned:
            self._thread.join()
            raise (self._failed or OSError("nothing is written any more")) from None

    def close(self, waiting: Callable[[], None] = lambda: None) -> tuple[int, str]:
        """Finish the file and have it on the disk; return its size and SHA-256 (hexadecimal).

        `waiting` is called every second meanwhile: a slow disk takes its time.
        """
        self._begin()
        with contextlib.suppress(Abandoned):
            self._pipe.put(None)
        while self._thread.is_alive():
            self._thread.join(1)
            waiting()
        if self._failed is not None:
            raise self._failed
        return self._disk.size, self._disk.digest

    def abandon(self) -> None:
        """Stop sealing; the file stays as it is, for the caller to remove."""
        self._pipe.leave()
        if self._began:
            wait_for(self._thread)
        else:
            self._disk.close(whole=False)


class _Arrivals:
    """Where `age` writes what it opened: into a pipe."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def write(self, data: bytes) -> int:
        self._pipe.put((0, bytes(data)))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


class _Opening(threading.Thread):
    """Opens an `age` file into a pipe; `failed` says why it could not."""

    def __init__(self, path: Path, identity: pyrage.x25519.Identity, pipe: Pipe) -> None:
        super().__init__(name="ravny-open", daemon=True)
        self.path, self.identity, self.pipe = path, identity, pipe
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            with self.path.open("rb", buffering=_STEP) as stream:
                pyrage.decrypt_io(stream, _Arrivals(self.pipe), [self.identity])
            self.pipe.put(None)
        except Abandoned:
            return
        except (pyrage.DecryptError, OSError) as error:
            self.failed = error
            self.pipe.leave()


def frames(path: Path, identity: str) -> Iterator[tuple[int, Any]]:
    """Yield (what, content) of every frame of a file, in order.

    Raises BackupError: "not_age", "other_key", "broken" (cut short or altered), "foreign" (opens,
    and is no backup of ours). A file is whole only once this has ended without one.
    """
    check_age(path)
    try:
        known = pyrage.x25519.Identity.from_str(identity)
    except pyrage.IdentityError as error:
        raise BackupError("identity") from error
    pipe = Pipe()
    opening = _Opening(path, known, pipe)
    try:
        opening.start()
        yield from _parsed(opening, pipe)
    finally:
        pipe.leave()
        wait_for(opening)


def _parsed(opening: _Opening, pipe: Pipe) -> Iterator[tuple[int, Any]]:
    unpacker = msgpack.Unpacker(raw=False, use_list=True, max_buffer_size=_MOST)
    while True:
        try:
            piece = pipe.take()
        except Abandoned:
            raise _trouble(opening.failed) from opening.failed
        if piece is None:
            return
        try:
            unpacker.feed(piece[1])
            for frame in unpacker:
                yield _content(frame)
        except (ValueError, TypeError, msgpack.UnpackException, zlib.error) as error:
            raise BackupError("foreign") from error


def _trouble(failed: Exception | None) -> BackupError:
    if isinstance(failed, pyrage.DecryptError) and "matching" in str(failed):
        return BackupError("other_key")
    return BackupError("broken")


def _content(frame: Any) -> tuple[int, Any]:
    what, how, raw = frame
    if what not in (HEADER, TABLE, ROWS, TRAILER) or how not in (_PLAIN, _DEFLATED):
        raise ValueError("an unknown frame")
    if how == _DEFLATED:
        inflating = zlib.decompressobj()
        raw = inflating.decompress(raw, _MOST)
        if inflating.unconsumed_tail or not inflating.eof:
            raise ValueError("a frame that is too large")
    return what, raw


def check_age(path: Path) -> None:
    """Look at what can be seen without a key. Raises BackupError "not_age" or "broken"."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE)
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise of_disk(error, reading=True) from error
    if not head.startswith(b"age-encryption.org/v1\n-> X25519 "):
        raise BackupError("not_age")
    mac = head.find(b"\n--- ")
    end = head.find(b"\n", mac + 1)
    if mac < 0 or end < 0:
        raise BackupError("broken")
    # A nonce of 16 bytes, then pieces of 64 KiB with a tag of 16 each; the last is never empty.
    rest = (size - (end + 1) - 16) % (64 * 1024 + 16)
    if size <= end + 1 + 16 + 16 or 0 < rest <= 16:
        raise BackupError("broken")
