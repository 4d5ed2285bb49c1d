"""What the browser asks while it unlocks, opens and seals. Everything is the asker's own."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.rosters import login_name

from .. import instance, operations, queries, session_keys, wire
from ..queries import own as own_queries
from .locks import LOCKED, SECONDS, key_answer, while_open


@require_GET
@staff_page()
def lock(request: StaffRequest) -> HttpResponse:
    """Return the window in which the phrase is typed, with the words scripts need."""
    state = own_queries.key_state(request.actor)
    context = {
        "account_id": request.actor.account_id,
        "account_name": login_name(request.actor),
        "instance_id": instance.instance_id(),
        "has_keys": state.made_on is not None,
        "missing": state.missing,
        "idle_seconds": SECONDS,
        "demo": settings.INSTALLATION.demo,
    }
    return render(request, "vault/lock.html", context)


@require_http_methods(["GET", "POST"])
@staff_page()
@wire.answers_json
def keyring(request: StaffRequest) -> HttpResponse:
    """Return the asker's keyring as their phrase sealed it, or keep a new one."""
    if request.method == "GET":
        sealed = queries.own_keyring(request.actor)
        return JsonResponse({"keyring": wire.text_of(sealed) if sealed else None})
    body = wire.body_of(request)
    operations.save_keyring(
        actor=request.actor,
        public_key=wire.octets(body.get("public_key")),
        signing_public=wire.octets(body.get("signing_public")),
        keyring=wire.octets(body.get("keyring")),
    )
    return JsonResponse({"stored": True}, status=201)


@require_http_methods(["POST", "DELETE"])
@staff_page()
@wire.answers_json
def session_key(request: StaffRequest) -> HttpResponse:
    """Return this sign-in's key (`make` a new one, `pin` or `passkey` to wake it), or lock."""
    if request.method == "DELETE":
        if request.GET.get("everywhere"):
            session_keys.lock_everywhere(request.actor.account_id)
        else:
            session_keys.lock(request.sign_in_id)
        return HttpResponse(status=204)
    body = wire.body_of(request)
    if body.get("make"):
        key: bytes | None = session_keys.make(request.sign_in_id, request.actor.account_id)
    elif "pin" in body:
        key = session_keys.wake(request.sign_in_id, str(body["pin"]))
    elif "passkey" in body:
        passkey_id, secret = wire.identifier(body["passkey"]), wire.octets(body.get("secret"))
        key = session_keys.wake_with_passkey(request.sign_in_id, passkey_id, secret)
    else:
        key = session_keys.take(request.sign_in_id)
    return key_answer(key, request)


@require_POST
@staff_page()
@wire.answers_json
def pin(request: StaffRequest) -> HttpResponse:
    """Let six digits open again until the day is over."""
    digits = str(wire.body_of(request).get("pin", ""))
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        raise DomainError(wire.PIN_SHAPE, field="pin")
    kept = session_keys.set_pin(request.sign_in_id, digits)
    return HttpResponse(status=204 if kept else LOCKED)


@require_GET
@staff_page()
@wire.answers_json
@while_open
def wraps(request: StaffRequest) -> HttpResponse:
    """Return the asker's wraps of the circles named, those of them they belong to now."""
    asked = wire.identifiers(request.GET.getlist("circle"))
    found = queries.wraps_for(request.actor, asked)
    answer = [
        {
            "circle": str(wrap.circle_id),
            "epoch": wrap.epoch,
            "envelope": wire.text_of(wrap.envelope),
        }
        for wrap in found
    ]
    return JsonResponse({"wraps": answer})


@require_POST
@staff_page()
@wire.answers_json
@while_open
def opened(request: StaffRequest) -> HttpResponse:
    """Write into the journal what is about to be read."""
    things = wire.opened_things(wire.body_of(request))
    operations.journal_opened(actor=request.actor, things=things)
    return HttpResponse(status=204)
