"""Writing contacts down, one contact, and the whole timeline of a case."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE, render_form
from ravny.core.staff.access import StaffRequest, staff_page

from ..forms.contact import FORMS, LookForm
from ..operations.contacting import follow_contact, record_contact
from ..pages.contact import contact_context, form_context
from ..pages.timeline import KINDS, timeline_context
from ..queries.gate import get_case_for


@staff_page("cases.work")
def contact_new(request: StaffRequest, case_id: UUID, contact_kind: str) -> HttpResponse:
    """Write down a contact; each kind has its own form."""
    case = get_case_for(request.actor, case_id)
    if contact_kind not in FORMS or not case.is_open:
        raise NotYours
    form = FORMS[contact_kind](request.actor, case, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_contact(actor=request.actor, case_id=case_id, entry=form.entry())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The contact is written down."))
            return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
    context = form_context(request.actor, case, form)
    return render_form(request, "cases/contact_form.html", form, context)


@staff_page("cases.view")
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Show one contact with its note, for whom it was written."""
    return render(request, "cases/contact.html", contact_context(request.actor, contact_id))


@staff_page("cases.work")
@require_POST
def contact_look(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Say that a planned look was taken, or plan it for another day."""
    form = LookForm(request.POST)
    if form.is_valid():
        try:
            follow_contact(actor=request.actor, contact_id=contact_id, day=form.cleaned_data["day"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return HttpResponseRedirect(reverse("cases:contact", args=[contact_id]))
    context = contact_context(request.actor, contact_id, form)
    return render(request, "cases/contact.html", context, status=UNPROCESSABLE)


@staff_page("cases.view")
def timeline(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show what happened in a case, of one kind or of all, a stretch at a time."""
    case, kind = get_case_for(request.actor, case_id), request.GET.get("kind", "")
    asked = request.GET.get("before", "")
    try:
        before = date.fromisoformat(asked) if asked else None
    except ValueError:
        raise NotYours from None
    if kind and kind not in KINDS:
        raise NotYours
    context = timeline_context(request.actor, case, kind=kind, before=before)
    return render(request, "cases/contact_timeline.html", context)
