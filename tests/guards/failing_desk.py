"""Addresses of an installation in which things fail, with a canary in each failure."""

import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django_tasks import task

from ravny.config.urls_desk import handler400, handler403, handler404, handler500
from ravny.config.urls_desk import urlpatterns as _ours

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
CANARY = "qanareikalog"


class Falling:
    """Fails while it is thrown away."""

    def __del__(self) -> None:
        raise ValueError(CANARY)


@task
def fail_later(words: str) -> None:
    """Fail in the background, with what it was told and what it knows."""
    known = words + CANARY
    raise ValueError(known)


def _raise(words: str = CANARY) -> None:
    raise LookupError(words)


def _pieces() -> Iterator[bytes]:
    yield b"begun"
    _raise()


def fails(request: HttpRequest, how: str) -> HttpResponse | StreamingHttpResponse:
    """Fail in the way that the address names."""
    if how == "view":
        _raise(f"{request.path} {request.GET} {request.META}")
    elif how == "thread":
        thread = threading.Thread(target=_raise)
        thread.start()
        thread.join()
    elif how == "unraisable":
        Falling()
    elif how == "warning":
        warnings.warn(CANARY, stacklevel=1)
    elif how == "stream":
        return StreamingHttpResponse(_pieces())
    elif how == "task":
        fail_later.enqueue("x")
    elif how == "file":
        Path(f"/nowhere/{CANARY}").read_text("utf-8")
    return HttpResponse(how)


def answering(get_response: Any) -> Any:
    """Fail outside of every view, on the way out."""

    def answer(request: HttpRequest) -> Any:
        response = get_response(request)
        if request.path == "/fails/middleware":
            _raise()
        return response

    return answer


urlpatterns = [path("fails/<str:how>", fails), *_ours]
HOW = ("view", "thread", "unraisable", "warning", "stream", "file", "middleware", "task")
