"""How a client may be contacted: asked, and written down."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.vault.queries import circle_of

from ..forms.safe_contact import SafeContactForm
from ..operations.safe_contact import write_safe_contact
from ..queries.contacts import safe_of
from ..queries.gate import get_case_for


@staff_page("cases.work")
def safe(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Ask how the client may be contacted; the newest answer counts."""
    case = get_case_for(request.actor, case_id)
    if not case.is_open:
        raise NotYours
    circle, known = circle_of("case", case_id), safe_of(request.actor, case_id)
    form, back = SafeContactForm(circle, known, request.POST or None), _case_url(case_id)
    if request.method == "POST" and form.is_valid():
        try:
            write_safe_contact(actor=request.actor, case_id=case_id, entry=form.entry())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down. It stands in front of every contact."))
            return HttpResponseRedirect(back)
    words = {"title": _("Safe contact"), "back_url": back, "back_label": _("Back to the case")}
    context = {**words, "keyless": None if circle else case_id}
    return render_form(request, "cases/safe_form.html", form, context)


def _case_url(case_id: UUID) -> str:
    return reverse("cases:case", args=[case_id])
