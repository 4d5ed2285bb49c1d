"""Beginning several steps of one client with one form, and seeing them side by side."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.clients.queries import get_client_for

from .. import operations
from ..forms.helping import TogetherForm
from ..forms.referral import people
from ..pages import helping as help_pages
from ..queries import possible_owners


@staff_page("referrals.edit")
def together(request: StaffRequest) -> HttpResponse:
    """Begin several steps of one client at once, each somebody's task."""
    actor = request.actor
    client = get_client_for(actor, _id(request.GET.get("client", "")))
    owners = people(possible_owners(actor, client.team_id))
    sent = request.POST if request.method == "POST" else None
    form = TogetherForm(owners, str(actor.account_id), request.GET.get("first", ""), sent)
    if form.is_bound and form.is_valid():
        try:
            bundle_id = operations.open_together(
                actor=actor,
                client_id=client.client_id,
                bundle_id=form.cleaned_data["record_id"],
                steps=form.steps(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The steps are begun. Choose where to, one by one."))
            return HttpResponseRedirect(reverse("referrals:bundle", args=[bundle_id]))
    return render_form(request, "referrals/together.html", form, {"client": client})


@staff_page("referrals.view")
def bundle(request: StaffRequest, bundle_id: UUID) -> HttpResponse:
    """Show the steps that were begun together, with their states."""
    context = help_pages.bundle_context(request.actor, bundle_id)
    return render(request, "referrals/bundle.html", context)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotYours from error
