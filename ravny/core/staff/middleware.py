"""Puts the signed-in person on the request; a sign-in that was ended elsewhere ends here."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django_scopes import scopes_disabled

from .models import SignIn, this_hour
from .queries import living_sign_in


def session_hash(session_key: str) -> bytes:
    """Return what the database keeps of a session: 32 bytes that open nothing."""
    return hashlib.sha256(session_key.encode()).digest()


class SignedIn:
    """Sets `request.actor` (or None) from the session and the living sign-in behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]  # our own attribute
        if getattr(request, "door", "") == "desk":
            language = self.recognise(request) or translation.get_language()
            # A browser may ask for a language that only clients' pages have.
            if language not in settings.STAFF_LANGUAGES:
                language = settings.LANGUAGE_CODE
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)

    def recognise(self, request: HttpRequest) -> str | None:
        """Return the language of the person signed in, None for nobody."""
        key = request.session.session_key
        found = living_sign_in(session_hash(key)) if key else None
        if found is None:
            return None
        sign_in, actor = found
        if sign_in.seen_at < this_hour():
            with scopes_disabled():
                SignIn.objects.filter(id=sign_in.sign_in_id).update(seen_at=this_hour())
        request.actor = actor  # type: ignore[attr-defined]  # our own attribute
        request.sign_in_id = sign_in.sign_in_id  # type: ignore[attr-defined]  # our own attribute
        return actor.language
