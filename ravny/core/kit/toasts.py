"""A short word on the next page after something was done: "Saved"."""

from dataclasses import dataclass

from django.http import HttpRequest

from .registries import Text

SESSION_KEY = "toasts"


@dataclass(frozen=True)
class Toast:
    """What is said, and where to post to take it back."""

    text: str
    undo_url: str = ""


def say(request: HttpRequest, text: Text, *, undo_url: str = "") -> None:
    """Keep a word for the next page. A fixed phrase only: it lies in the session's row."""
    waiting = request.session.get(SESSION_KEY, [])
    request.session[SESSION_KEY] = [*waiting, [str(text), undo_url]]


def heard(request: HttpRequest) -> list[Toast]:
    """Return what waits to be said, and forget it."""
    session = getattr(request, "session", None)
    if session is None or SESSION_KEY not in session:
        return []
    if "X-Ravny-Fetch" in request.headers:
        return []  # a script only asks where it is sent; the page itself is loaded next
    return [Toast(text, undo_url) for text, undo_url in session.pop(SESSION_KEY)]
