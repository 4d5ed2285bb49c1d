"""Erasure at a client's wish: the page that asks, the list of those who asked."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.journal.queries import erased_in
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from ..forms.wishes import WishForm
from ..operations import wishes as operations
from ..pages.wishes import Wishes
from ..queries import wishes as queries


@require_safe
@staff_page(operations.ASK)
def wishes(request: StaffRequest) -> HttpResponse:
    """Show who asked to be erased."""
    return Wishes().respond(request)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(operations.ASK)
def erase(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Show what would go; file the wish, or carry it out."""
    try:
        client = get_client_for(request.actor, client_id)
    except NotYours:
        return _gone_already(request, client_id)
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _settle(request, client, form)
        except DomainError as error:
            form.add_domain_error(error)
            if error.code == "changed":
                form.ask_anew(queries.farewell_of(request.actor, client).seen)
    return _asked(request, client, form)


def _asked(request: StaffRequest, client: ClientCard, form: WishForm) -> HttpResponse:
    farewell = queries.farewell_of(request.actor, client)
    form.initial["seen"] = farewell.seen
    context = {
        "client": client,
        "farewell": farewell,
        "backups_until": queries.last_backup_opens_until(),
        "wish": queries.open_wish_of(request.actor, client.client_ids),
        "may_erase": request.actor.may(operations.ERASE),
        "back_url": reverse("desk:card", args=[client.client_id]),
    }
    return render_form(request, "upkeep/erase.html", form, context)


def _settle(request: StaffRequest, client: ClientCard, form: WishForm) -> HttpResponseRedirect:
    """Do what was pressed; raises DomainError, NotYours."""
    code = form.cleaned_data["code"]
    if "erase" in request.POST:
        operations.erase_at_wish(
            actor=request.actor,
            client_id=client.client_id,
            code=code,
            seen=form.cleaned_data["seen"],
        )
        say(request, _("The client is erased."))
    else:
        operations.ask_erasure(actor=request.actor, client_id=client.client_id, code=code)
        say(request, _("The wish is filed. A coordinator carries it out."))
    return redirect("upkeep:wishes")


def _gone_already(request: StaffRequest, client_id: UUID) -> HttpResponseRedirect:
    """Answer a button that was pressed twice; raises NotYours for anything else."""
    mine = request.actor.may(operations.ERASE) and request.method == "POST"
    if not mine or not erased_in(request.actor.organisation_id, [client_id]):
        raise NotYours
    say(request, _("The client is erased."))
    return redirect("upkeep:wishes")


@require_POST
@staff_page(operations.ASK)
def take_back(request: StaffRequest, wish_id: UUID) -> HttpResponse:
    """Take a wish back."""
    operations.take_back(actor=request.actor, wish_id=wish_id)
    say(request, _("The wish is taken back. Nothing was erased."))
    return redirect("upkeep:wishes")
