"""The gate in front of every desk page: signed in, scoped, permitted, or the same 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.errors import NotYours

from .types import Actor

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request whose sign-in was checked."""

    actor: Actor


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]


def staff_page(permission: str | None = None) -> Callable[[StaffView[P]], Callable[..., Any]]:
    """Let only signed-in people with the permission in; scope every query to their organisation.

    Nobody signed in: to the sign-in page, and back afterwards. Not permitted: the same 404 as
    for a page that is not there.
    """

    def gate(view: StaffView[P]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None:
                target = reverse("staff:sign_in")
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{target}?{query}")
            if permission is not None and not actor.may(permission):
                raise NotYours
            with scope(organisation=actor.organisation_id):
                return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the gate guard
        return guarded

    return gate
