"""The pages about meetings: the log, one meeting, recording, voiding, settling a day."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.forms import Form
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from . import operations, pages
from .forms import ClockForm, EncounterForm, VoidForm
from .log import log_for
from .queries import get_encounter_for, get_site_for
from .site_forms import SiteForm, site_values


def _to_encounter(encounter_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("encounters:encounter", args=[encounter_id]))


@staff_page("encounters.view")
def log(request: StaffRequest) -> HttpResponse:
    """Show the meetings of the person's teams."""
    return log_for(request.actor).respond(request)


@staff_page("encounters.record")
def record(request: StaffRequest) -> HttpResponse:
    """Write a meeting down at the desk."""
    first = pages.first_answers(request.actor, request.GET)
    form = EncounterForm(
        request.actor, request.POST if request.method == "POST" else None, initial=first
    )
    if form.is_bound and form.is_valid():
        try:
            operations.record_encounter(
                actor=request.actor,
                encounter_id=form.cleaned_data["record_id"],
                facts=form.facts(),
                note=form.cleaned_data["note"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The meeting is recorded."))
            return _to_encounter(form.cleaned_data["record_id"])
    return render_form(request, "encounters/record.html", form)


@staff_page("encounters.view")
def encounter(request: StaffRequest, encounter_id: UUID) -> HttpResponse:
    """Show one meeting."""
    return _page(request, encounter_id, VoidForm())


@staff_page("encounters.record")
@require_POST
def void(request: StaffRequest, encounter_id: UUID) -> HttpResponse:
    """Take a meeting out of every count."""
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            operations.void_encounter(
                actor=request.actor,
                encounter_id=encounter_id,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The meeting does not count any more; what was given is back."))
            return _to_encounter(encounter_id)
    return _page(request, encounter_id, form)


@staff_page("encounters.record")
@require_POST
def settle(request: StaffRequest, encounter_id: UUID) -> HttpResponse:
    """Say on which day a meeting really was."""
    form = ClockForm(get_encounter_for(request.actor, encounter_id), request.POST)
    if form.is_valid():
        try:
            operations.settle_clock(
                actor=request.actor, encounter_id=encounter_id, day=form.cleaned_data["day"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The day is settled."))
            return _to_encounter(encounter_id)
    return _page(request, encounter_id, form)


@staff_page("outreach.plan")
def edit_site(request: StaffRequest, site_id: UUID | None = None) -> HttpResponse:
    """Make a site or change it."""
    first = site_values(get_site_for(request.actor, site_id)) if site_id else {}
    form = SiteForm(
        request.actor, request.POST if request.method == "POST" else None, initial=first
    )
    if form.is_bound and form.is_valid():
        identifier = site_id or form.cleaned_data["record_id"]
        try:
            operations.save_site(actor=request.actor, site_id=identifier, entry=form.entry())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(reverse("outreach:site", args=[identifier]))
    title = _("Change the site") if site_id else _("A new site")
    context = {"title": title, "back_url": reverse("outreach:sites"), "back_label": _("Sites")}
    return render_form(request, "kit/form.html", form, context)


def _page(request: HttpRequest, encounter_id: UUID, form: Form) -> HttpResponse:
    context = pages.encounter_context(request.actor, encounter_id, form)  # type: ignore[attr-defined]  # set by the gate
    return render_form(request, "encounters/encounter.html", form, context)
