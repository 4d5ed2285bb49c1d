"""A worker's phones: a code for a new one, the list, the end of one."""

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..forms import EndPhoneForm


@require_http_methods(["GET", "POST"])
@staff_page("vault.phones")
def phones(request: StaffRequest) -> HttpResponse:
    """Show the phones; POST makes a code and shows it this once."""
    context: dict[str, object] = {
        "phones": queries.phone_lines(request.actor),
        "intake": queries.intake_lines(request.actor) if request.actor.may("vault.keys") else (),
    }
    if request.method == "POST":
        invited = operations.invite_phone(actor=request.actor)
        # In the fragment: no server log and no Referer ever sees it.
        scheme = settings.INSTALLATION.scheme
        link = f"{scheme}://{settings.FIELD_HOST}/#{invited.token}"
        picture = segno.make(link, error="m").svg_inline(
            scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
        )
        context |= {"link": link, "picture": picture, "label": invited.label}
    return render(request, "vault/phones.html", context)


@require_POST
@staff_page("vault.phones")
def end_phone(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Revoke a phone, or write it off."""
    form = EndPhoneForm(request.POST)
    if form.is_valid() and form.cleaned_data["how"] == "written_off":
        operations.write_off_phone(actor=request.actor, phone_id=phone_id)
    elif form.is_valid():
        operations.revoke_phone(actor=request.actor, phone_id=phone_id)
    return redirect("vault:phones")
