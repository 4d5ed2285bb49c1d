"""The boxes above the list of phones, and what the button that changes the intake key sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor

from ..types import PhoneState


class PhoneFilters(FilterForm):
    """Phones by their state."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("any")), *PhoneState.choices])


def phone_filters(actor: Actor) -> type[PhoneFilters]:
    """Return the form for one person; who sees everybody's phones may choose whose.

    Who left is offered too: their phones are still here.
    """
    if not actor.may("vault.keys"):
        return PhoneFilters
    people = [(str(one.account_id), one.pseudonym) for one in list_staff(actor, active_only=False)]
    person = forms.ChoiceField(label=_("Whose"), choices=[("", _("anybody")), *people])
    return type("HousePhoneFilters", (PhoneFilters,), {"person": person})


class ChangeKeyForm(forms.Form):
    """Which key stood on the page as the current one."""

    seen = forms.IntegerField(min_value=1)
