"""The first gate of every desk page, for rooms on any floor: signed in, permitted, or a 404."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from .errors import NotYours


def refusal(request: HttpRequest, permission: str | None) -> HttpResponse | None:
    """Return where somebody not signed in is sent, None for one who may pass.

    Raises NotYours for one who is signed in and may not: the same 404 as for no page at all.
    """
    actor: Any = getattr(request, "actor", None)
    if actor is None:
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    if permission is not None and not actor.may(permission):
        raise NotYours
    return None
