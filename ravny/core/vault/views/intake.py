"""The intake keys: which there are, which phones have the newest, the button to change them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries
from ..forms.phones import ChangeKeyForm


@require_GET
@staff_page("vault.keys")
def intake(request: StaffRequest) -> HttpResponse:
    """Show the keys and how far the newest ones have come."""
    house = request.actor.organisation_id
    context = {
        "status": queries.intake_status(house),
        "lines": queries.intake_lines(house),
        "behind": queries.phones_behind(request.actor),
        "may_change": request.actor.may("vault.intake"),
    }
    return render(request, "vault/intake.html", context)


@require_POST
@staff_page("vault.intake")
def change(request: StaffRequest) -> HttpResponse:
    """Change the key, once for one look at the page."""
    form = ChangeKeyForm(request.POST)
    if form.is_valid():
        operations.change_intake(actor=request.actor, seen=form.cleaned_data["seen"])
        say(request, _("The key is changed. Phones take the new one when they send."))
    return redirect("vault:intake")
