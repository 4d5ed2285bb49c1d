"""Puts the signed-in person on the request; a sign-in that was ended elsewhere ends here."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django_scopes import scopes_disabled

from ravny.core.kit.clock import now
from ravny.core.kit.errors import NotYours

from .models import SignIn
from .queries import actor_of

SEEN_EVERY = timedelta(minutes=30)


def session_hash(session_key: str) -> bytes:
    """Return what the database keeps of a session: 32 bytes that open nothing."""
    return hashlib.sha256(session_key.encode()).digest()


class SignedIn:
    """Sets `request.actor` (or None) from the session and the living sign-in behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]  # our own attribute
        if getattr(request, "door", "") == "desk" and request.session.session_key:
            self.recognise(request)
        return self.get_response(request)

    def recognise(self, request: HttpRequest) -> None:
        key = request.session.session_key or ""
        with scopes_disabled():
            sign_in = SignIn.objects.filter(session_hash=session_hash(key)).first()
            if sign_in is None:
                return
            try:
                actor = actor_of(sign_in.account_id)
            except NotYours:
                return
            if now() - sign_in.seen_at > SEEN_EVERY:
                SignIn.objects.filter(id=sign_in.id).update(seen_at=now())
        request.actor = actor  # type: ignore[attr-defined]  # our own attribute
        request.sign_in_id = sign_in.id  # type: ignore[attr-defined]  # our own attribute
        translation.activate(actor.language)
        request.LANGUAGE_CODE = actor.language
