"""Opening a referral in steps that are links: what for, where to, who learns what, the form."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from .. import operations
from ..chosen import Chosen, chosen_from
from ..forms.referral import SendForm, WhatForForm
from ..pages import opening as refer_pages
from ..queries import get_referral_for


@staff_page("referrals.edit")
def refer(request: StaffRequest) -> HttpResponse:
    """Refer a client: one question a page, nothing preselected."""
    chosen = chosen_from(request.GET)
    client = get_client_for(request.actor, chosen.client_id)
    if chosen.asks_step:
        context = refer_pages.ways_context(request.actor, client, chosen)
        return render(request, "referrals/ways.html", context)
    if not chosen.reason:
        form = WhatForForm(
            request.GET if "reason" in request.GET or "asked" in request.GET else None
        )
        context = {"client": client, "chosen": chosen}
        return render_form(request, "referrals/what_for.html", form, context)
    if not chosen.service:
        context = refer_pages.places_context(request.actor, client, chosen)
        return render(request, "referrals/places.html", context)
    return _write(request, client, chosen)


def _write(request: StaffRequest, client: ClientCard, chosen: Chosen) -> HttpResponse:
    page = refer_pages.refer_page(request.actor, client, chosen)
    form = page.form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        referral_id = form.cleaned_data["record_id"]
        try:
            operations.open_referral(
                actor=request.actor, referral_id=referral_id, facts=form.facts(chosen)
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The referral is written down."))
            return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]))
    return render_form(request, "referrals/refer.html", form, page.context)


@staff_page("referrals.edit")
def send(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Choose where to and send a draft, or send again after a refusal or a silence."""
    row = get_referral_for(request.actor, referral_id)
    if request.method == "POST" and row.state == "sent":  # the same form sent twice
        return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]))
    page = refer_pages.send_page(request.actor, row, request.GET.get("service", ""))
    if page.service_id is None:
        return render(request, "referrals/places.html", page.context)
    form = SendForm(request.POST if request.method == "POST" else None)
    form.settle_agreement(chosen=True, must_warn=page.must_warn)
    if form.is_bound and form.is_valid():
        try:
            operations.move(
                actor=request.actor,
                referral_id=referral_id,
                to="sent",
                sending=form.sending(page.service_id),
                **form.days(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Sent."))
            return HttpResponseRedirect(reverse("referrals:referral", args=[referral_id]))
    return render_form(request, "referrals/refer.html", form, page.context)
