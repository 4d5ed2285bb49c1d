"""Pieces of bytes on their way from one thread to another."""

import contextlib
import queue
import threading
import time

WAITING = 8


class Abandoned(Exception):
    """The other side of a pipe has gone."""


class Pipe:
    """Bytes from one thread to another, a few pieces at most waiting."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[int, bytes] | None] = queue.Queue(WAITING)
        self._gone = threading.Event()

    def put(self, piece: tuple[int, bytes] | None) -> None:
        """Hand a piece over, None at the end. Raises Abandoned once nobody takes any more."""
        while True:
            if self._gone.is_set():
                raise Abandoned
            with contextlib.suppress(queue.Full):
                self._waiting.put(piece, timeout=0.2)
                return

    def take(self) -> tuple[int, bytes] | None:
        """Wait for a piece. Raises Abandoned once nobody gives any more."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._waiting.get(timeout=0.2)
            if self._gone.is_set():
                raise Abandoned

    def leave(self) -> None:
        """Let the other side end too."""
        self._gone.set()


def wait_for(thread: threading.Thread) -> None:
    """Wait for its end, though Ctrl+C came while it began: Rust aborts who leaves before it."""
    for _ in range(100):
        with contextlib.suppress(RuntimeError):
            thread.join()
            return
        time.sleep(0.01)
