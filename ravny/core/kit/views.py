"""Answers that every room gives in the same way, and the page that shows all components."""

import errno
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import override

from .errors import NotYours
from .showcase import showcase

UNPROCESSABLE = 422
RETRY_SECONDS = "30"
LARGEST_KEPT = 256 * 1024


def render_form(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    context: Mapping[str, Any] | None = None,
    status: int | None = None,
) -> HttpResponse:
    """Render a page with its form; 422 when what was sent is wrong, with everything typed kept."""
    if status is None:
        status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {**(context or {}), "form": form}, status=status)


def components(request: HttpRequest) -> HttpResponse:
    """Show every component once, in a language that is already there (`?language=en`)."""
    if not settings.INSTALLATION.demo and getattr(request, "actor", None) is None:
        raise NotYours
    language = "en" if request.GET.get("language") == "en" else "ru"
    with override(language):
        return render(request, "kit/showcase.html", {**showcase(), "shown_language": language})


_NOT_HERE = {
    "ru": "Здесь ничего нет",
    "uz": "Bu yerda hech narsa yoʻq",
    "en": "There is nothing here",
}
_FAILED = {
    "ru": "Не получилось. Попробуйте ещё раз",
    "uz": "Boʻlmadi. Qayta urinib koʻring",
    "en": "It did not work. Please try again",
}


def _refusal(
    request: HttpRequest, status: int, typed: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Answer without a database, a session or a translation: none of them may be there."""
    door = getattr(request, "door", "portal")
    context: dict[str, object] = {"door": door, "status": status, "typed": typed}
    if door == "portal":
        page = "kit/portal_error.html"
        context.update(_three_tongues(request.path, status))
    else:
        page = "kit/error.html"
    return HttpResponse(render_to_string(page, context), status=status)


def _three_tongues(path: str, status: int) -> dict[str, object]:
    """Return the words of a refusal, first in the language that stands in the address."""
    chosen = path.split("/")[1]
    words = _NOT_HERE if status == HttpResponseNotFound.status_code else _FAILED
    first = chosen if chosen in words else "ru"
    known = chosen in dict(settings.LANGUAGES)
    return {
        "LANGUAGE_CODE": first,
        "home": f"/{chosen}/" if known else "/",
        "tongues": sorted(words.items(), key=lambda pair: pair[0] != first),
    }


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for "not there" and "not yours"."""
    return _refusal(request, HttpResponseNotFound.status_code)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form from another page or from before a sign-in."""
    return _refusal(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 to what is not a request of ours.

    Django calls a session that found no room on the disk a bad request, too.
    """
    return _later(request) if _passes(exception) else _refusal(request, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 and say nothing about the fault; 503 when nothing can be kept just now.

    A full disk or a database that is away ends by itself or by the keeper's hand: what was typed
    stays on the page, to be sent again.
    """
    return _later(request) if _passes(sys.exc_info()[1]) else _refusal(request, 500)


def _later(request: HttpRequest) -> HttpResponse:
    answer = _refusal(request, 503, typed=_typed(request))
    answer["Retry-After"] = RETRY_SECONDS
    return answer


def _passes(fault: BaseException | None) -> bool:
    """Tell whether a fault, or what led to it, is a disk or a database that may come back."""
    if fault is None:
        return False
    full = isinstance(fault, OSError) and fault.errno in {errno.ENOSPC, errno.EDQUOT}
    if full or isinstance(fault, OperationalError | InterfaceError):
        return True
    return _passes(fault.__cause__ or fault.__context__)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what somebody signed in has sent as a form, to hand it back to the same browser."""
    small = int(request.headers.get("Content-Length") or 0) <= LARGEST_KEPT
    if request.method != "POST" or getattr(request, "actor", None) is None or not small:
        return []
    if request.content_type != "application/x-www-form-urlencoded":
        return []
    return [(name, str(one)) for name, values in request.POST.lists() for one in values]
