"""One's own page: settings and sign-ins. And who may do what, for everybody's eyes."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.kit import registries
from ravny.core.kit.registries import Permission, Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form

from .. import operations, queries
from ..access import StaffRequest, staff_page
from ..forms import OwnForm
from ..types import Actor, Role


def _own(actor: Actor) -> dict[str, Any]:
    found = queries.get_person_for(actor, actor.account_id)
    return {
        "language": actor.language,
        "languages": found.languages,
        "cultures": found.cultures,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def me(request: StaffRequest) -> HttpResponse:
    """Show and keep one's own settings; list one's sign-ins."""
    actor = request.actor
    form = OwnForm(request.POST or None, initial=_own(actor))
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        operations.save_own_settings(actor=actor, **form.settings())
        with translation.override(language):
            say(request, str(_("Saved")))
        return HttpResponseRedirect(reverse("staff:me"))
    context = {
        "title": actor.pseudonym,
        "sign_ins": queries.sign_ins_of(actor),
        "this_sign_in": request.sign_in_id,
        "phrase_changed_on": queries.phrase_changed_on(actor),
    }
    return render_form(request, "staff/me.html", form, context)


@require_POST
@staff_page()
def end_sign_in(request: StaffRequest, sign_in_id: UUID) -> HttpResponse:
    """End one of one's own sign-ins."""
    operations.end_sign_in(actor=request.actor, sign_in_id=sign_in_id)
    return HttpResponseRedirect(reverse("staff:me"))


def room_label(code: str) -> Text:
    """Return the name of the room a permission belongs to."""
    wanted = {"reports": "indicators"}.get(code, code)
    labels = {config.label: config.verbose_name for config in apps.get_app_configs()}
    return labels.get(wanted, code)


def _room(entry: Permission) -> str:
    return entry.code.partition(".")[0]


def _cells(entry: Permission) -> list[tuple[Text, bool]]:
    return [(label, role in entry.roles) for role, label in Role.choices]


def _rooms() -> list[tuple[Text, list[tuple[Permission, list[tuple[Text, bool]]]]]]:
    ordered = sorted(registries.permissions, key=lambda entry: entry.code)
    return [
        (room_label(code), [(entry, _cells(entry)) for entry in rows])
        for code, rows in groupby(ordered, key=_room)
    ]


@require_safe
@staff_page("staff.matrix")
def matrix(request: StaffRequest) -> HttpResponse:
    """Show every permission and which roles have it."""
    context = {"roles": Role.choices, "rooms": _rooms()}
    return render(request, "staff/matrix.html", context)
