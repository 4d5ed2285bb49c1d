"""One's own keys: today's PIN and passkeys, a new phrase. Everything is the asker's own."""

from base64 import urlsafe_b64encode
from datetime import datetime
from math import ceil
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.kit.clock import now
from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.staff.queries import phrase_changed_on

from .. import operations, session_keys, wire
from ..queries import own as own_queries
from ..types.own import PhraseChange
from .locks import LOCKED, while_open

SECRET_BYTES = 32


@require_safe
@staff_page()
def own(request: StaffRequest) -> HttpResponse:
    """Show one's keys: what is missing, what opens again today, the passkeys, the phrase."""
    armed = session_keys.armed(request.sign_in_id)
    context = {
        "state": own_queries.key_state(request.actor),
        "passkeys": own_queries.passkeys_of(request.actor),
        "armed": armed,
        "phrase_changed_on": phrase_changed_on(request.actor),
        "words_url": static(f"page/words-{translation.get_language()}.txt"),
    }
    return render(request, "vault/own.html", context)


@require_http_methods(["GET", "POST"])
@staff_page()
@wire.answers_json
def passkeys(request: StaffRequest) -> HttpResponse:
    """Return the asker's passkeys and which of them opens again today, or keep a new one."""
    if request.method == "POST":
        return _add_passkey(request)
    armed = session_keys.armed(request.sign_in_id)
    kept = [
        {
            "id": str(one.passkey_id),
            "credential": _base64url(one.credential_id),
            "salt": wire.text_of(one.salt),
        }
        for one in own_queries.passkeys_of(request.actor)
    ]
    armed_id = str(armed.passkey_id) if armed.passkey_id else None
    return JsonResponse({"passkeys": kept, "armed": armed_id})


def _base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


@while_open
def _add_passkey(request: StaffRequest) -> HttpResponse:
    body = wire.body_of(request)
    passkey_id = operations.add_passkey(
        actor=request.actor,
        credential_id=wire.octets(body.get("credential")),
        salt=wire.octets(body.get("salt")),
    )
    return JsonResponse({"id": str(passkey_id)}, status=201)


@require_POST
@staff_page()
@wire.answers_json
def passkey_today(request: StaffRequest) -> HttpResponse:
    """Let one of the asker's passkeys open again until the day is over."""
    body = wire.body_of(request)
    secret = wire.octets(body.get("secret"))
    if len(secret) != SECRET_BYTES:
        raise wire.unreadable()
    passkey = own_queries.passkey_for(request.actor, wire.identifier(body.get("passkey")))
    kept = session_keys.set_passkey(request.sign_in_id, passkey.passkey_id, secret)
    return HttpResponse(status=204 if kept else LOCKED)


@require_POST
@staff_page()
def remove_passkey(request: StaffRequest, passkey_id: UUID) -> HttpResponse:
    """Forget one of the asker's passkeys; it opens nothing from this moment on."""
    operations.remove_passkey(actor=request.actor, passkey_id=passkey_id)
    session_keys.drop_passkey(passkey_id)
    say(request, str(_("The passkey is removed.")))
    return HttpResponseRedirect(reverse("vault:own"))


@require_POST
@staff_page()
@wire.answers_json
def phrase(request: StaffRequest) -> HttpResponse:
    """Take what a new phrase derives, and the same keys under it."""
    body = wire.body_of(request)
    change = PhraseChange(
        old_secret=wire.octets(body.get("old_secret")),
        new_secret=wire.octets(body.get("new_secret")),
        code="".join(str(body.get("code", "")).split()),
        before=wire.octets(body.get("before")),
        keyring=wire.octets(body.get("keyring")),
    )
    outcome = operations.change_phrase(
        actor=request.actor, sign_in_id=request.sign_in_id, change=change
    )
    if outcome.account_id is None:
        raise DomainError(_refusal(outcome.wait_until))
    session_keys.lock_everywhere(request.actor.account_id, besides=request.sign_in_id)
    return JsonResponse({"changed": True})


def _refusal(wait_until: datetime | None) -> str:
    if wait_until is None:
        return str(
            _("The words you have now or the code is not right. A code works once: wait for the"
              " next one.")
        )  # fmt: skip
    minutes = max(1, ceil((wait_until - now()).total_seconds() / 60))
    return ngettext(
        "Too many tries with this account. Try again in %(minutes)d minute.",
        "Too many tries with this account. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
