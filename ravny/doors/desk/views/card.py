"""Search by code, and the client card: pages made of what the rooms hang up."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ravny.core.kit.errors import NotYours
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.clients.operations import note_opening
from ravny.people.clients.queries import find_by_code, get_client_for

from ..forms import FindForm
from ..queries import actions_of, panels_of, timeline_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("clients.view")
def find(request: StaffRequest) -> HttpResponse:
    """Lead to the card with this code, or say what is wrong with what was typed."""
    if request.method != "POST":
        return render_form(request, "desk/find.html", FindForm())
    form = FindForm(request.POST)
    if form.is_valid():
        client_id = find_by_code(request.actor, form.cleaned_data["code"])
        if client_id is not None:
            return HttpResponseRedirect(reverse("desk:card", args=[client_id]))
        form.add_error("code", _("Nobody you work with has this code."))
    return render_form(request, "desk/find.html", form)


@require_safe
@staff_page("clients.view")
def card(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Show a client's card; the opening stands in the journal."""
    client = get_client_for(request.actor, client_id)
    note_opening(actor=request.actor, client_id=client.client_id)
    context = {
        "client": client,
        "actions": actions_of(request.actor, client),
        "main": panels_of(request.actor, client, "main"),
        "aside": panels_of(request.actor, client, "aside"),
        "timeline": timeline_of(request.actor, client.client_ids),
    }
    return render(request, "desk/card.html", context)


@require_safe
@staff_page("clients.view")
def timeline(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Show an older stretch of a client's timeline."""
    client = get_client_for(request.actor, client_id)
    try:
        before = date.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        raise NotYours from None
    page = timeline_of(request.actor, client.client_ids, before=before)
    return render(request, "desk/timeline.html", {"client": client, "timeline": page})
