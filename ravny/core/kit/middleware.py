"""Which door a request came to, and what every answer carries."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

Answer = Callable[[HttpRequest], HttpResponse]

_BASE = (
    "default-src 'none'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
)
_PICTURES = "img-src 'self' data:"
POLICIES = {
    # Argon2id is WebAssembly, so the desk and the field may compile it. A document that was opened
    # at the desk is shown out of the page's own memory (blob:), a PDF by a worker of ours.
    "desk": _BASE
    + f"{_PICTURES} blob:; media-src blob:; worker-src 'self'; "
    + "script-src 'self' 'wasm-unsafe-eval'",
    "field": _BASE
    + f"{_PICTURES}; "
    + "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    + "manifest-src 'self'; media-src 'self'",
    "portal": _BASE + f"{_PICTURES}; script-src 'self'",
}


def door_of(request: HttpRequest) -> str:
    """Return desk, field or portal by the request's host; "" for a host we do not serve.

    A host that is none is answered alike, and not worth a line of the log: robots send many.
    """
    try:
        urlconf = settings.DOORS.get(request.get_host().lower(), "")
    except DisallowedHost:
        return ""
    return urlconf.rpartition("_")[2]


def is_foreign_static(path: str, door: str) -> bool:
    """Tell whether a static file is another door's: a phone or a client is shown only its own."""
    if door == "desk" or not path.startswith(settings.STATIC_URL):
        return False
    return not path.startswith(f"{settings.STATIC_URL}page/{door}")


class DoorByHost:
    """Give each hostname its own table of addresses; an unknown host gets a bare 404."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = door_of(request)
        if not door or is_foreign_static(request.path, door):
            return HttpResponseNotFound()
        # Behind a proxy that holds the certificate nothing of the request says so, and a form sent
        # from an https page would be refused as another page's.
        request.META["wsgi.url_scheme"] = settings.INSTALLATION.scheme
        request.door = door  # type: ignore[attr-defined]  # our own attribute on Django's request
        request.urlconf = settings.DOORS[request.get_host().lower()]
        return self.get_response(request)


class SecurityHeaders:
    """Strict policy, no cache for pages, no referrer, nothing remembered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        door = getattr(request, "door", "portal")
        static = request.path.startswith(settings.STATIC_URL)
        response.headers.setdefault("Content-Security-Policy", POLICIES[door])
        # Nothing to other hosts. With "no-referrer" a browser sends forms with Origin: null,
        # which Django's CSRF check refuses, so that nothing would work without script.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        camera = "self" if door == "field" else ""
        microphone = "self" if door == "desk" else ""
        response.headers.setdefault(
            "Permissions-Policy",
            f"camera=({camera}), microphone=({microphone}), geolocation=(), interest-cohort=()",
        )
        # Left out, the server below would write its own name and so what it is weak against.
        response.headers["Server"] = ""
        if not static:
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.SESSION_COOKIE_SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
