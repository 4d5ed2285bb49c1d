"""What a locked browser is answered, and what is refused to it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpResponse, JsonResponse

from ravny.core.staff.access import StaffRequest, StaffView

from .. import session_keys, wire

SECONDS = int(session_keys.IDLE.total_seconds())
LOCKED = 409
P = ParamSpec("P")


def key_answer(key: bytes | None, request: StaffRequest) -> HttpResponse:
    """Return a session key as JSON, or 409 and whether a PIN would open again."""
    if key is None:
        pin = session_keys.ways(request.sign_in_id).pin
        return JsonResponse({"locked": True, "pin": pin}, status=LOCKED)
    return JsonResponse({"key": wire.text_of(key), "idle_seconds": SECONDS})


def while_open(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> StaffView[P]:
    """Refuse a browser whose sign-in was locked elsewhere, or before the server was restarted.

    What it holds in its memory it forgets when it is answered so.
    """

    @wraps(view)
    def refusing(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if session_keys.take(request.sign_in_id) is None:
            return key_answer(None, request)
        return view(request, *args, **kwargs)

    return cast("StaffView[P]", refusing)
