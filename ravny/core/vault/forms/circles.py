"""What people choose about circles and groups."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choices, Form, RecordForm
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor

from .. import kinds

ANY = ("", _("any"))
STATES = (
    ("due", _("something is due")),
    ("left", _("somebody left")),
    ("unrecoverable", _("no sheets open it")),
)


class CircleFilters(FilterForm):
    """By kind, by person, by what is missing."""

    kind = forms.ChoiceField(label=_("Kind"))
    who = forms.ChoiceField(label=_("What a colleague can open"))
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *STATES])


def circle_filters(people: Sequence[tuple[str, str]]) -> type[CircleFilters]:
    """Return the filters with the kinds there are and the people one may ask about."""
    labels = [(kind.code, kind.label) for kind in kinds.every()]
    fields: dict[str, Any] = {
        "kind": forms.ChoiceField(label=_("Kind"), choices=[ANY, *labels]),
        "who": forms.ChoiceField(
            label=_("What a colleague can open"), choices=[("", _("anybody")), *people]
        ),
    }
    return type("CircleFilters", (CircleFilters,), fields)


class GroupForm(RecordForm):
    """A group's name and the people in it."""

    label = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("Says nothing about a client: colleagues read it on the page of circles."),
    )
    members = forms.MultipleChoiceField(label=_("Who is in it"), widget=Choices(layout="column"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]
        self.fields["members"].choices = people  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def people(self) -> set[UUID]:
        """The accounts that were ticked."""
        return {UUID(one) for one in self.cleaned_data["members"]}


class FloorForm(Form):
    """Whether a newcomer gets earlier text."""

    account = forms.UUIDField()
    how = forms.ChoiceField(choices=[("newest", ""), ("all", "")])
