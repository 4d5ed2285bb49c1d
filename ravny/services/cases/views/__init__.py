"""The pages of the room; what several of them do stands here."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.forms import Form
from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest

from ..queries import get_case_for
from ..types import CaseFact


def to_case(request: StaffRequest, case_id: UUID, words: str = "") -> HttpResponse:
    """Say that it is done and go back to the case."""
    say(request, words or _("Written down."))
    return HttpResponseRedirect(reverse("cases:case", args=[case_id]))


def working_case(request: StaffRequest, case_id: UUID) -> CaseFact:
    """Return a case that goes on; raises NotYours for one that is over and one not theirs."""
    case = get_case_for(request.actor, case_id)
    if not case.is_open:
        raise NotYours
    return case


def done(form: Form, change: Callable[[], object]) -> bool:
    """Do what a valid form asks; False with the words beside their field when it cannot be."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        change()
    except DomainError as error:
        form.add_domain_error(error)
        return False
    return True
