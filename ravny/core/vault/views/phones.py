"""A worker's phones: a code for a new one, the list, each one's page, its end and its return."""

from base64 import urlsafe_b64encode
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..pages.lists import phones_of
from ..pages.phones import phone_context


@require_http_methods(["GET", "POST"])
@staff_page("vault.phones")
def phones(request: StaffRequest) -> HttpResponse:
    """Show the phones; POST makes a code and shows it this once."""
    return (
        _new_code(request)
        if request.method == "POST"
        else phones_of(request.actor).respond(request)
    )


def _new_code(request: StaffRequest) -> HttpResponse:
    """Show a link whose fragment holds the code and what the phone is to believe.

    In the fragment: no server log and no Referer ever sees it. The page's script shows the picture
    only when the root in it is the one this browser pinned.
    """
    invited = operations.invite_phone(actor=request.actor)
    mark = queries.root_mark(request.actor.organisation_id)
    root = urlsafe_b64encode(mark).rstrip(b"=").decode() if mark else ""
    link = f"{settings.INSTALLATION.scheme}://{settings.FIELD_HOST}/#{invited.token}"
    link += f".{root}" if root else ""
    picture = segno.make(link, error="m").svg_inline(
        scale=6, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )
    waiting = queries.invitation_for(request.actor, invited.invitation_id)
    context = {"link": link, "picture": picture, "root": root, "invited": waiting}
    return render(request, "vault/phone_code.html", context)


@require_GET
@staff_page("vault.phones")
def invited(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """Say what became of a code; the page that shows it asks every few seconds."""
    found = queries.invitation_for(request.actor, invitation_id)
    return render(request, "vault/phone_invited.html", {"invited": found, "asked": True})


@require_GET
@staff_page("vault.phones")
def phone(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Show a phone: its state, its keys, its history, what may be done."""
    row = queries.get_phone_for(request.actor, phone_id)
    return render(request, "vault/phone.html", phone_context(request.actor, row))


@require_POST
@staff_page("vault.phones")
def revoke(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Switch a phone off: what it sends is held back."""
    operations.revoke_phone(actor=request.actor, phone_id=phone_id)
    say(request, _("Revoked. What it still sends is held back."))
    return redirect("vault:phone", phone_id)


@require_POST
@staff_page("vault.phones")
def restore(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Take a revocation back."""
    try:
        operations.restore_phone(actor=request.actor, phone_id=phone_id)
    except DomainError as error:
        row = queries.get_phone_for(request.actor, phone_id)
        context = phone_context(request.actor, row) | {"refused": error.message}
        return render(request, "vault/phone.html", context, status=422)
    say(request, _("In use again. What was held back waits for somebody to look at it."))
    return redirect("vault:phone", phone_id)


@require_POST
@staff_page("vault.phones")
def write_off(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Wait for a phone no more."""
    operations.write_off_phone(actor=request.actor, phone_id=phone_id)
    say(request, _("Written off. Nobody waits for it any more."))
    return redirect("vault:phone", phone_id)
