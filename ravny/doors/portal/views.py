"""Pages for somebody we know nothing of: no session, no cookie, no script, nothing kept."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from ravny.core.kit.clock import today
from ravny.people.clients.countries import COUNTRIES

from . import queries
from .types import READ_BY_A_NATIVE


def _languages(country: str) -> list[tuple[str, str, str]]:
    """Return (code, own name, address of this page in it)."""
    place = "portal:country" if country else "portal:home"
    rest = [country] if country else []
    return [(code, name, reverse(place, args=[code, *rest])) for code, name in settings.LANGUAGES]


@require_safe
def home(request: HttpRequest, language: str = "", country: str = "") -> HttpResponse:
    """Show the notebook. The language stands in the address, so that no cookie has to hold it."""
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    if language not in READ_BY_A_NATIVE or (country and country not in COUNTRIES):
        raise Http404
    chosen = country or queries.own_country()
    with translation.override(language):
        context = {
            "portal_languages": _languages(country),
            "countries": queries.countries(),
            "chosen": queries.country(chosen) if chosen else None,
            "draft": not READ_BY_A_NATIVE[language],
        }
        response = render(request, "portal/home.html", context)
    response.headers["Content-Language"] = language
    return response


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Wipe what this site left in the browser and show a calendar, as if it had always been there.

    No redirect to somebody else's site: it would tell them where the reader came from and when.
    """
    response = render(request, "portal/month.html", {"month": queries.month_of(today())})
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
