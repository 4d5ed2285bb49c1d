"""The tray: what phones sent and somebody must mend or drop."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms import DropForm
from ..lists import Tray
from ..mending import MendForm, as_sent, told_tests
from ..queries import get_tray_record_for


def _to_tray() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("outreach:tray"))


@staff_page("outreach.tray")
def tray(request: StaffRequest) -> HttpResponse:
    """Show the records that wait."""
    return Tray().respond(request)


@staff_page("outreach.tray")
def mend(request: StaffRequest, record_id: UUID) -> HttpResponse:
    """Show a record with its faults beside its boxes; import it once it is right."""
    record = get_tray_record_for(request.actor, record_id)
    form = MendForm(request.actor, record, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        form.show_faults()
    elif form.is_valid():
        try:
            operations.mend_record(actor=request.actor, record_id=record_id, changes=form.changes())
        except operations.StillWrong as error:
            for field, words in error.faults:
                form.add_domain_error(DomainError(words, field=field))
            form.offer_without_tests(error.problems)
        else:
            say(request, _("Mended and imported."))
            return _to_tray()
    context = {"record": record, "sent": as_sent(record), "tests": told_tests(record)}
    return render_form(request, "outreach/mend.html", form, {**context, "drop_form": DropForm()})


@staff_page("outreach.tray")
def drop(request: StaffRequest, record_id: UUID) -> HttpResponse:
    """Drop a record for a reason."""
    record = get_tray_record_for(request.actor, record_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        operations.drop_record(
            actor=request.actor, record_id=record_id, reason=form.cleaned_data["reason"]
        )
        say(request, _("Dropped."))
        return _to_tray()
    context = {
        "title": _("Drop the record"),
        "back_url": reverse("outreach:mend", args=[record.record_id]),
    }
    return render_form(request, "kit/form.html", form, {**context, "submit": _("Drop it")})
