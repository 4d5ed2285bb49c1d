"""Offering, answering, sharing keys, leaving a case."""

from collections.abc import Callable
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
from ravny.core.vault.queries import circle_of

from ..forms.handover import AnywayForm, ChosenForm, HandOverForm, NamedForm, ReturnForm
from ..operations import answering, leaving, offering
from ..pages.handover import hand_over_context, handover_context
from ..pages.listing import handovers_for
from ..queries.handovers import get_handover_for, get_item_for, offered_now
from ..queries.promised import carried_by
from ..queries.receivers import receivers


def _to(handover_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("supervision:handover", args=[handover_id]))


@staff_page("supervision.hand")
def handovers(request: StaffRequest) -> HttpResponse:
    """Show what is or was handed over."""
    return handovers_for(request.actor).respond(request)


def _form(request: StaffRequest, giver_id: UUID) -> HandOverForm:
    house = request.actor.organisation_id
    asked = ChosenForm(request.GET)
    chosen = asked.cleaned_data["case"] if asked.is_valid() else None
    return HandOverForm(
        carried_by(house, giver_id),
        receivers(request.actor, giver_id),
        offered_now(house, giver_id),
        request.POST if request.method == "POST" else None,
        chosen=chosen,
    )


@staff_page("supervision.hand")
def hand_over(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Offer cases and promises of somebody to colleagues."""
    offering.giver_for(request.actor, account_id)
    form = _form(request, account_id)
    if form.is_bound and form.is_valid():
        try:
            made = offering.offer(actor=request.actor, facts=form.offer(account_id))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Offered. You see here what is taken over."))
            return _to(made[0]) if len(made) == 1 else HttpResponseRedirect(_list())
    context = hand_over_context(request.actor, account_id, form)
    return render_form(request, "supervision/hand_over.html", form, context)


def _list() -> str:
    return reverse("supervision:handovers")


@staff_page("supervision.hand")
def handover(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """Show one handover."""
    row = get_handover_for(request.actor, handover_id)
    return render(request, "supervision/handover.html", handover_context(request.actor, row))


def _change(
    request: StaffRequest, handover_id: UUID, change: Callable[[], object], words: str
) -> HttpResponse:
    """Do it and go back to the handover; say there what was refused."""
    row = get_handover_for(request.actor, handover_id)
    try:
        change()
    except DomainError as error:
        context = {**handover_context(request.actor, row), "refused": str(error.message)}
        return render(request, "supervision/handover.html", context, status=UNPROCESSABLE)
    say(request, words)
    return _to(handover_id)


def _named(request: StaffRequest) -> set[UUID] | None:
    form = NamedForm(request.POST)
    if not form.is_valid():
        raise NotYours
    return form.ids


@staff_page("supervision.hand")
@require_POST
def accept(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """Take over everything offered, or one case or promise."""
    ids = _named(request)
    return _change(
        request,
        handover_id,
        lambda: answering.accept(actor=request.actor, handover_id=handover_id, item_ids=ids),
        _("Taken over."),
    )


@staff_page("supervision.hand")
@require_POST
def withdraw(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """Take back what nobody answered yet."""
    ids = _named(request)
    return _change(
        request,
        handover_id,
        lambda: answering.withdraw(actor=request.actor, handover_id=handover_id, item_ids=ids),
        _("Withdrawn."),
    )


@staff_page("supervision.hand")
@require_POST
def finish(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """End the giver's places in the cases that were taken over."""
    form = AnywayForm(request.POST)
    anyway = form.is_valid() and form.cleaned_data["anyway"]
    return _change(
        request,
        handover_id,
        lambda: leaving.finish(actor=request.actor, handover_id=handover_id, anyway=anyway),
        _("These cases are closed for who gave them."),
    )


@staff_page("supervision.hand")
def give_back(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """Say why a case or a promise is not taken over."""
    item = get_item_for(request.actor, offer_id)
    if item.handover.receiver_id != request.actor.account_id:
        raise NotYours
    circle = circle_of("session", item.handover_id)
    form = ReturnForm(offer_id, circle, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            answering.give_back(actor=request.actor, item_id=offer_id, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Given back."))
            return _to(item.handover_id)
    back = reverse("supervision:handover", args=[item.handover_id])
    keyless = None if circle else item.handover_id
    words = _("Give back")
    context = {"title": words, "back_url": back, "submit": words, "keyless": keyless}
    return render_form(request, "supervision/give_back.html", form, context)


@staff_page("supervision.hand")
@require_POST
def settle(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """Note that what came back was seen and stays with the giver."""
    item = get_item_for(request.actor, offer_id)
    answering.settle_returned(actor=request.actor, item_id=offer_id)
    say(request, _("Noted: it stays where it was."))
    return _to(item.handover_id)
