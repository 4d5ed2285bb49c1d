"""The phone's page, its service worker, its registration and its sync."""

import json
import re
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.vault.operations import verify_batch
from ravny.core.vault.queries import phone_of
from ravny.core.vault.types import PhoneFact
from ravny.services.encounters.types import AGE_GROUPS, KEY_GROUPS, Channel, Language, Topic

from . import operations
from .queries import icons, shell_files, worker_script
from .types import LARGEST_BODY, WireError
from .wire import read_batch, read_bytes, read_registration, read_uuid

RETRY_SECONDS = "30"
LANGUAGE_AGE = 365 * 24 * 3600
View = Callable[..., HttpResponse]


def page_language() -> str:
    """Return the language of the app: one of those staff work in."""
    language = (get_language() or "ru")[:2]
    return language if language in settings.STAFF_LANGUAGES else settings.LANGUAGE_CODE


def patient(view: View) -> View:
    """Answer 503 when nothing can be stored now: the phone keeps everything and asks again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (DatabaseError, InterfaceError, OSError):
            answer = JsonResponse({"reason": "busy"}, status=503)
            answer["Retry-After"] = RETRY_SECONDS
            return answer

    return guarded


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the form: the same page for everybody, filled in on the phone."""
    with override(page_language()):
        context = {
            "ages": AGE_GROUPS,
            "groups": KEY_GROUPS,
            "topics": Topic.choices,
            "channels": Channel.choices,
            "spoken": Language.choices,
            "languages": [one for one in settings.LANGUAGES if one[0] in settings.STAFF_LANGUAGES],
        }
        answer = render(request, "field/home.html", context)
    answer["Vary"] = "Cookie, Accept-Language"
    return answer


@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language of the pages on this phone."""
    if code not in settings.STAFF_LANGUAGES:
        raise NotYours
    answer = HttpResponseRedirect("/")
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=LANGUAGE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker with the list of what it keeps."""
    shell = json.dumps(shell_files(page_language(), home(request).content))
    answer = HttpResponse(f"self.__SHELL={shell};\n{worker_script()}", "text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve what makes the page installable; nothing in it leads to us."""
    with override(page_language()):
        drawn = [
            {"src": address, "sizes": size, "type": "image/png", "purpose": "any maskable"}
            for address, size in zip(icons(), ("192x192", "512x512"), strict=True)
        ]
        answer = JsonResponse(
            {
                "name": _("Shift"),
                "short_name": _("Shift"),
                "start_url": "/",
                "scope": "/",
                "display": "standalone",
                "background_color": "#181015",
                "theme_color": "#181015",
                "icons": drawn,
            }
        )
    answer["Content-Type"] = "application/manifest+json"
    return answer


@csrf_exempt
@require_POST
@patient
def register(request: HttpRequest) -> HttpResponse:
    """Register a phone by its one-time code (docs/openapi-field.yaml)."""
    if too_large(request):
        return JsonResponse({"reason": "too_large"}, status=413)
    try:
        wanted = read_registration(request.body)
        answer = operations.register(wanted=wanted)
    except WireError as error:
        return JsonResponse({"reason": error.reason}, status=422)
    except DomainError as error:
        return JsonResponse({"reason": error.code, "message": str(error.message)}, status=422)
    return JsonResponse(answer)


def too_large(request: HttpRequest) -> bool:
    """Tell whether the body is larger than any batch, or does not say, before reading it."""
    length = request.headers.get("Content-Length", "")
    return re.fullmatch(r"[0-9]{1,9}", length) is None or int(length) > LARGEST_BODY


def signed_phone(request: HttpRequest) -> PhoneFact:
    """Return the phone that signed the body; the same NotYours for unknown and for forged."""
    phone_id = read_uuid(request.headers.get("X-Ravny-Phone"))
    signature = read_bytes(request.headers.get("X-Ravny-Signature"), 64)
    phone = phone_of(phone_id) if phone_id else None
    if phone is None or not verify_batch(phone, request.body, signature or b""):
        raise NotYours
    return phone


@csrf_exempt
@require_POST
@patient
def sync(request: HttpRequest) -> HttpResponse:
    """Take in a batch of sealed records (docs/openapi-field.yaml)."""
    if too_large(request):
        return JsonResponse({"reason": "too_large"}, status=413)
    phone = signed_phone(request)
    try:
        batch = read_batch(request.body)
    except WireError as error:
        return JsonResponse({"reason": error.reason}, status=422)
    return JsonResponse(operations.take_batch(phone=phone, batch=batch))
