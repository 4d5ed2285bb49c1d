"""Trainings: those that took place, and who has what valid until when."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from ..forms.trainings import TrainingForm
from ..operations.training import record_training
from ..pages.trainings import Trainings, valid_context


@staff_page("supervision.own")
def trainings(request: StaffRequest) -> HttpResponse:
    """Show the trainings one took part in, a coordinator's all."""
    return Trainings().respond(request)


@staff_page("supervision.lead")
def new_training(request: StaffRequest) -> HttpResponse:
    """Write a training down with who took part."""
    form = TrainingForm(request.actor, request.POST if request.method == "POST" else None)
    back = reverse("supervision:trainings")
    if form.is_bound and form.is_valid():
        try:
            record_training(actor=request.actor, facts=form.facts())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return HttpResponseRedirect(back)
    context = {"title": _("Write a training down"), "back_url": back}
    return render_form(request, "kit/form.html", form, context)


@staff_page("supervision.lead")
def valid(request: StaffRequest) -> HttpResponse:
    """Show who is trained in what until when."""
    return render(request, "supervision/valid.html", valid_context(request.actor))
