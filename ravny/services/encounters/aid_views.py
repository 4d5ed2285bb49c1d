"""Giving humanitarian aid to a client."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.clients.queries import get_client_for

from . import operations
from .aid import AidForm


@staff_page("encounters.record")
def aid(request: StaffRequest) -> HttpResponse:
    """Write down what was given to a client; it leaves the stock of the place."""
    client = get_client_for(request.actor, _id(request.GET.get("client", "")))
    form = AidForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.record_encounter(
                actor=request.actor,
                encounter_id=form.cleaned_data["record_id"],
                facts=form.facts(request.actor, client),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The aid is written down."))
            return HttpResponseRedirect(reverse("desk:card", args=[client.client_id]))
    return render_form(request, "encounters/aid.html", form, {"client": client})


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotYours from error
