"""Peer chains: the waves, and coupons for paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from ..chains import CouponForm, chains_context


@require_safe
@staff_page("outreach.view")
def chains(request: StaffRequest) -> HttpResponse:
    """Show how many came by coupon in each wave."""
    return render(request, "outreach/chains.html", chains_context(request.actor))


@staff_page("outreach.view")
def coupons(request: StaffRequest) -> HttpResponse:
    """Ask what the coupons say, then show the sheet; nothing is written down."""
    form = CouponForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        context = {
            "coupon": form.coupon(),
            "copies": range(form.cleaned_data["many"]),
            "language": form.cleaned_data["language"],
        }
        return render(request, "outreach/coupons_paper.html", context)
    return render_form(request, "outreach/coupons.html", form, {"title": _("Print coupons")})
