"""Answers that every room gives in the same way, and the page that shows all components."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import override

from .errors import NotYours
from .showcase import showcase

UNPROCESSABLE = 422


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


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    """Answer without a database, a session or a translation: none of them may be there."""
    door = getattr(request, "door", "portal")
    context: dict[str, object] = {"door": door, "status": status}
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
    """Answer 400 to what is not a request of ours."""
    return _refusal(request, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 and say nothing about the fault."""
    return _refusal(request, 500)
