"""What revoked phones sent: looked at, let in or dropped, one by one or all; and what was lost."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ravny.core.kit.errors import NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms import DropForm
from ..held import in_words, labels_for
from ..held_lists import Held
from ..held_queries import get_held_phone_for
from ..queries import get_tray_record_for
from ..types import IntakeState, TrayFact


def _onward(request: StaffRequest, phone_id: UUID) -> HttpResponseRedirect:
    """Go to what is left of the phone, else to the tray."""
    try:
        get_held_phone_for(request.actor, phone_id)
    except NotYours:
        return redirect("outreach:tray")
    return redirect("outreach:held", phone_id)


def _record(request: StaffRequest, held_id: UUID) -> TrayFact:
    return get_tray_record_for(request.actor, held_id, IntakeState.QUARANTINED.value)


@require_GET
@staff_page("outreach.tray")
def held(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Show what is held back of a phone."""
    return Held(get_held_phone_for(request.actor, phone_id)).respond(request)


@staff_page("outreach.tray")
def held_record(request: StaffRequest, held_id: UUID) -> HttpResponse:
    """Show what one record says; drop it for a reason."""
    record = _record(request, held_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        operations.drop_held(
            actor=request.actor, phone_id=record.phone_id, reason=reason, record_id=held_id
        )
        say(request, _("Dropped."))
        return _onward(request, record.phone_id)
    told = in_words(record, labels_for(request.actor))
    return render_form(request, "outreach/held_record.html", form, {"record": told})


@require_POST
@staff_page("outreach.tray")
def release_record(request: StaffRequest, held_id: UUID) -> HttpResponse:
    """Let one record in."""
    record = _record(request, held_id)
    operations.release_held(actor=request.actor, phone_id=record.phone_id, record_id=held_id)
    say(request, _("Let in."))
    return _onward(request, record.phone_id)


@require_POST
@staff_page("outreach.tray")
def release(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Let in everything a revoked phone sent."""
    count = operations.release_held(actor=request.actor, phone_id=phone_id)
    words = ngettext("%(count)s record let in.", "%(count)s records let in.", count)
    say(request, words % {"count": count})
    return _onward(request, phone_id)


@staff_page("outreach.tray")
def drop_held(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Drop everything a revoked phone sent."""
    phone = get_held_phone_for(request.actor, phone_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        operations.drop_held(
            actor=request.actor, phone_id=phone_id, reason=form.cleaned_data["reason"]
        )
        say(request, _("Dropped."))
        return _onward(request, phone_id)
    lead = ngettext(
        "%(count)s record of %(worker)s", "%(count)s records of %(worker)s", phone.records
    )
    context = {
        "title": _("Drop what was held back"),
        "lead": lead % {"count": phone.records, "worker": phone.worker},
        "back_url": reverse("outreach:held", args=[phone_id]),
        "submit": _("Drop them"),
    }
    return render_form(request, "kit/form.html", form, context)


@require_POST
@staff_page("outreach.tray")
def settle_lost(request: StaffRequest, phone_id: UUID) -> HttpResponse:
    """Take note of what is lost on a phone."""
    operations.settle_lost(actor=request.actor, phone_id=phone_id)
    say(request, _("Noted."))
    return redirect("outreach:tray")
