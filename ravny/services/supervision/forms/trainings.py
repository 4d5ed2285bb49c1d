"""The boxes of a training."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choices, RecordForm
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor

from ..types import TrainingFacts, TrainingKind


class TrainingFilters(FilterForm):
    """What in."""

    kind = forms.ChoiceField(label=_("Training"), choices=[("", _("any")), *TrainingKind.choices])


class TrainingForm(RecordForm):
    """A training that took place, and who was there."""

    kind = forms.ChoiceField(label=_("Training"), choices=TrainingKind.choices)
    day = forms.DateField(label=_("Day"), initial=today)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, initial=120)
    months = forms.IntegerField(
        label=_("Valid, months"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("Left empty: as usual for this training. 0: for ever."),
    )
    is_external = forms.BooleanField(label=_("Led by somebody from outside"), required=False)
    people = forms.MultipleChoiceField(label=_("Who took part"), widget=Choices(layout="tight"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]
        self.fields["people"].choices = people  # type: ignore[attr-defined]  # a ChoiceField

    def facts(self) -> TrainingFacts:
        """Return what was told."""
        told = self.cleaned_data
        return TrainingFacts(
            training_id=told["record_id"],
            kind=told["kind"],
            day=told["day"],
            minutes=told["minutes"],
            months=told["months"],
            is_external=told["is_external"],
            people=frozenset(UUID(one) for one in told["people"]),
        )
