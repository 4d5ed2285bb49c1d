"""What the log, the lots and the retests can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.filters import FilterForm
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import infection_choices
from ravny.services.encounters.types import Channel

from ..queries.tests import WAITING
from ..types import Conclusion, Purpose, Result
from .choices import ANY, lot_choices, site_choices, team_choices, worker_choices


class LogFilters(FilterForm):
    """The testing log's boxes."""

    first = forms.DateField(label=_("From day"))
    last = forms.DateField(label=_("To day"))
    infection = forms.ChoiceField(label=_("Infection"))
    purpose = forms.ChoiceField(label=_("Kind of test"), choices=[ANY, *Purpose.choices])
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[ANY, *Result.choices[1:], (WAITING, Result.choices[0][1])],
    )
    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        choices=[ANY, *Conclusion.choices[1:], (WAITING, Conclusion.choices[0][1])],
    )
    not_returned = forms.BooleanField(label=_("Result not given back"))
    channel = forms.ChoiceField(label=_("Where"), choices=[ANY, *Channel.choices])
    site = forms.ChoiceField(label=_("Site"))
    worker = forms.ChoiceField(label=_("Worker"))
    team = forms.ChoiceField(label=_("Team"))
    lot = forms.ChoiceField(label=_("Lot"))
    voided = forms.BooleanField(label=_("Voided ones too"))


class RetestFilters(FilterForm):
    """The boxes of the retests that are due."""

    last = forms.DateField(label=_("Due by"))
    infection = forms.ChoiceField(label=_("Infection"))
    worker = forms.ChoiceField(label=_("Worker"))
    team = forms.ChoiceField(label=_("Team"))


def _boxes(actor: Actor) -> dict[str, Any]:
    return {
        "infection": forms.ChoiceField(label=_("Infection"), choices=[ANY, *infection_choices()]),
        "worker": forms.ChoiceField(label=_("Worker"), choices=[ANY, *worker_choices(actor)]),
        "team": forms.ChoiceField(label=_("Team"), choices=[ANY, *team_choices(actor)]),
    }


def log_filters(actor: Actor, lot: str = "") -> type[LogFilters]:
    """Return the log's filters with this person's sites, colleagues, teams and lots.

    `lot`: the one asked for, which may be used up.
    """
    sites = [ANY, *site_choices(actor, active_only=False)]
    boxes = {
        **_boxes(actor),
        "site": forms.ChoiceField(label=_("Site"), choices=sites),
        "lot": forms.ChoiceField(label=_("Lot"), choices=[ANY, *lot_choices(actor, lot)]),
    }
    return type("LogFilters", (LogFilters,), boxes)


def retest_filters(actor: Actor) -> type[RetestFilters]:
    """Return the filters of the retests with this person's colleagues and teams."""
    return type("RetestFilters", (RetestFilters,), _boxes(actor))
