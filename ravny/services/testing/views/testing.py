"""The page of one test, and each of its moments."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.forms import Form
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE
from ravny.core.staff.access import StaffRequest, staff_page

from .. import acting, operations, pages
from ..forms import GiveForm, ResultForm, VoidForm
from ..queries import get_test_for
from ..stepping import waits_for_a_step


@staff_page("testing.view")
def test(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Show one test: its moments, its assays, what can still be done."""
    return render(request, "testing/test.html", pages.test_context(request.actor, test_id))


test.__test__ = False  # type: ignore[attr-defined]  # not a test of pytest's


@staff_page("testing.record")
@require_POST
def give(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Write down that the result was given back."""
    form = GiveForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        operations.give_result(
            actor=request.actor,
            test_id=test_id,
            day=data["returned_on"],
            post_counselled_on=data["returned_on"] if data["post_counselled"] else None,
        )

    return _done(request, test_id, form, act, _("The result is given back."))


@staff_page("testing.record")
@require_POST
def result(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Write down a result that came later."""
    form = ResultForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        operations.record_result(
            actor=request.actor, test_id=test_id, result=data["result"], day=data["result_on"]
        )

    return _done(request, test_id, form, act, _("The result is recorded."))


@staff_page("testing.record")
@require_POST
def assay(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Write down the next assay of the strategy, or a repeated rapid test."""
    fact = get_test_for(request.actor, test_id)
    slot = acting.next_slot(fact)
    if slot is None:
        raise NotYours
    form = acting.assay_form(request.actor, fact, slot, request.POST)

    def act() -> None:
        operations.add_assay(actor=request.actor, test_id=test_id, assay=form.assay())

    return _done(request, test_id, form, act, _("The assay is recorded."))


@staff_page("testing.record")
@require_POST
def conclude(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Write down what another service concluded."""
    fact = get_test_for(request.actor, test_id)
    form = acting.conclude_form(request.actor, fact, request.POST)

    def act() -> None:
        data = form.cleaned_data
        operations.conclude_elsewhere(
            actor=request.actor,
            test_id=test_id,
            conclusion=data["conclusion"],
            day=data["concluded_on"],
            proof=data["proof"],
            service_id=form.service_id,
        )

    return _done(request, test_id, form, act, _("The conclusion is recorded."))


@staff_page("testing.record")
@require_POST
def void(request: StaffRequest, test_id: UUID) -> HttpResponse:
    """Take a test out of every count."""
    form = VoidForm(request.POST)

    def act() -> None:
        operations.void_test(
            actor=request.actor, test_id=test_id, reason=form.cleaned_data["reason"]
        )

    return _done(request, test_id, form, act, _("The test does not count any more."))


def _done(
    request: StaffRequest, test_id: UUID, form: Form, act: Callable[[], None], words: Text
) -> HttpResponse:
    """Act when the form is right; else show the test's page with the form as it was sent."""
    get_test_for(request.actor, test_id)
    if form.is_valid():
        try:
            act()
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, words)
            return HttpResponseRedirect(_next_address(request, test_id))
    context: dict[str, Any] = pages.test_context(request.actor, test_id, form)
    return render(request, "testing/test.html", context, status=UNPROCESSABLE)


def _next_address(request: StaffRequest, test_id: UUID) -> str:
    """Return where to go on: a result that turned out reactive leads to its next step."""
    fact = get_test_for(request.actor, test_id)
    fresh = waits_for_a_step(fact) and not fact.step
    asks = fresh and request.path in {
        reverse("testing:result", args=[test_id]),
        reverse("testing:assay", args=[test_id]),
    }
    return reverse("testing:next_step" if asks else "testing:test", args=[test_id])
