"""The gate in front of every desk page: signed in, scoped, permitted, or the same 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from ravny.core.kit import gate

from .types import Actor

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request whose sign-in was checked."""

    actor: Actor
    sign_in_id: UUID


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]


def staff_page(permission: str | None = None) -> Callable[[StaffView[P]], Callable[..., Any]]:
    """Let only signed-in people with the permission in; scope every query to their organisation.

    Nobody signed in: to the sign-in page, and back afterwards. Not permitted: the same 404 as
    for a page that is not there.
    """

    def guard(view: StaffView[P]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            refused = gate.refusal(request, permission)
            if refused is not None:
                return refused
            with scope(organisation=request.actor.organisation_id):
                return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the gate guard
        return guarded

    return guard
