"""Online campaigns and what they brought."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, pages
from ..forms import OutcomeForm, PromotionForm, promotion_values
from ..lists import Promotions
from ..queries import get_promotion_for


@staff_page("outreach.view")
def promotions(request: StaffRequest) -> HttpResponse:
    """Show the campaigns of the person's teams."""
    return Promotions().respond(request)


@staff_page("outreach.plan")
def edit(request: StaffRequest, promotion_id: UUID | None = None) -> HttpResponse:
    """Make a campaign or change it."""
    first = promotion_values(get_promotion_for(request.actor, promotion_id)) if promotion_id else {}
    form = PromotionForm(
        request.actor, request.POST if request.method == "POST" else None, initial=first
    )
    if form.is_bound and form.is_valid():
        identifier = promotion_id or form.cleaned_data["record_id"]
        try:
            operations.save_promotion(
                actor=request.actor, promotion_id=identifier, entry=form.entry()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(reverse("outreach:promotion", args=[identifier]))
    title = _("Change the campaign") if promotion_id else _("A new campaign")
    context = {"title": title, "back_url": reverse("outreach:promotions")}
    return render_form(request, "kit/form.html", form, context)


@staff_page("outreach.view")
def promotion(request: StaffRequest, promotion_id: UUID) -> HttpResponse:
    """Show what a campaign brought, and write new numbers down."""
    row = get_promotion_for(request.actor, promotion_id)
    may_plan = request.actor.may("outreach.plan")
    numbers = {name: getattr(row, name) for name in ("views", "messages", "contacts", "clients")}
    form = OutcomeForm(
        request.POST if may_plan and request.method == "POST" else None, initial=numbers
    )
    if form.is_bound and form.is_valid():
        try:
            operations.record_outcome(
                actor=request.actor, promotion_id=promotion_id, outcome=form.outcome()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return HttpResponseRedirect(reverse("outreach:promotion", args=[promotion_id]))
    context = pages.promotion_context(request.actor, row)
    return render_form(request, "outreach/promotion.html", form, {**context, "may_plan": may_plan})
