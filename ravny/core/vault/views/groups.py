"""Groups chosen by hand: their people make, change and close them."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations
from ..forms.circles import GroupForm
from ..groups import group_for, group_lines


def _to_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("vault:groups"))


@require_safe
@staff_page("vault.circles")
def groups(request: StaffRequest) -> HttpResponse:
    """Show the groups one is in."""
    return render(request, "vault/groups.html", {"groups": group_lines(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("vault.circles")
def add_group(request: StaffRequest) -> HttpResponse:
    """Make a group."""
    own = {"members": [str(request.actor.account_id)]}
    form = GroupForm(request.actor, request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.make_group(
                actor=request.actor,
                group_id=data["record_id"],
                label=data["label"],
                members=form.people,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved"))
            return _to_list()
    context = {"title": _("Make a group"), "back_url": reverse("vault:groups")}
    return render_form(request, "vault/group_form.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("vault.circles")
def edit_group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Rename a group, add people, take them off."""
    group = group_for(request.actor, group_id, still_open=True)
    form = GroupForm(request.actor, request.POST or None, initial=group.as_initial)
    if request.method == "POST" and form.is_valid():
        label, members = form.cleaned_data["label"], form.people
        try:
            operations.change_group(
                actor=request.actor, group_id=group_id, label=label, members=members
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved"))
            return _to_list()
    context = {"title": group.label, "back_url": reverse("vault:groups"), "group": group}
    return render_form(request, "vault/group_form.html", form, context)


@require_POST
@staff_page("vault.circles")
def close_group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Close a group: nothing new is sealed to it."""
    operations.close_group(actor=request.actor, group_id=group_id)
    say(request, _("The group is closed. Its members can still read what was written."))
    return _to_list()
