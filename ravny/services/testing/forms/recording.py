"""Recording tests at a desk: who and where, safety, and one block for each infection."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, ClientCodeField, Form
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import find_by_code
from ravny.people.directory.queries import infection_choices
from ravny.services.encounters.types import AGE_GROUPS, Channel

from ..types import Safety
from .choices import offer, place_choices, site_choices, team_choices, worker_choices

NOT_SAID: tuple[str, Text] = ("", _("not said"))


class WhoForm(Form):
    """The first step: who was tested, when, where, and for what."""

    code = ClientCodeField(
        required=False, help_text=_("Ten digits. Empty: somebody without a code.")
    )
    age_group = forms.ChoiceField(
        label=_("Age"),
        choices=[NOT_SAID, *AGE_GROUPS],
        required=False,
        widget=Choice(layout="tight"),
    )
    day = forms.DateField(label=_("Day"), initial=today)
    channel = forms.ChoiceField(
        label=_("Where"), choices=Channel.choices, widget=Choice(layout="tight")
    )
    site = forms.ChoiceField(label=_("Site"), required=False)
    team = forms.ChoiceField(label=_("Team"))
    worker = forms.ChoiceField(label=_("Worker"), required=False)
    place = forms.ChoiceField(label=_("Kits come from"), required=False)
    infections = forms.MultipleChoiceField(label=_("Tested for"), widget=Choices(layout="tight"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.client_id: UUID | None = None
        teams = team_choices(actor)
        offer(self, "team", teams)
        if teams:
            self.initial.setdefault("team", teams[0][0])
        if len(teams) == 1:
            self.fields["team"].widget = forms.HiddenInput()
        offer(self, "site", [("", _("no site")), *site_choices(actor)])
        offer(self, "place", place_choices(actor))
        offer(self, "infections", infection_choices())
        if actor.may("testing.every_team"):
            offer(self, "worker", worker_choices(actor))
            self.initial.setdefault("worker", str(actor.account_id))
        else:
            del self.fields["worker"]

    def clean_day(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """A code leads to a card the person may see."""
        data = super().clean() or self.cleaned_data
        code = data.get("code")
        if code:
            self.client_id = find_by_code(self.actor, code)
            if self.client_id is None:
                self.add_error("code", _("Nobody you may see has this code."))
        return data

    @property
    def chosen_worker(self) -> UUID:
        """Who tested: the person chosen, else who writes it down. A wrong answer is no id."""
        try:
            return UUID(str(self["worker"].value() if "worker" in self.fields else ""))
        except ValueError:
            return self.actor.account_id

    @property
    def chosen_place(self) -> UUID | None:
        """Where the kits come from, None for the worker's bag."""
        known = {value for value, _label in place_choices(self.actor)}
        value = str(self["place"].value() or "")
        return UUID(value) if value and value in known else None

    @property
    def chosen_day(self) -> date:
        """The day of the tests, today while it is not said."""
        found = getattr(self, "cleaned_data", {}).get("day")
        return found if isinstance(found, date) else today()

    @property
    def chosen_infections(self) -> list[str]:
        """The infections chosen so far, in the order they are offered; unknown ones left out."""
        asked = set(self["infections"].value() or ())
        return [code for code, _label in infection_choices() if code in asked]


class SafetyForm(Form):
    """Asked alone, before anything about partners or earlier tests."""

    safety = forms.ChoiceField(
        label=_("Does the person feel safe at home and with those around them?"),
        help_text=_("Ask when nobody else can hear, before anything about partners."),
        choices=Safety.choices,
        widget=Choice,
    )
