"""The mending form: what a phone sent, each fault beside its box, and nothing of it lost."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, Choices, Form, Stepper
from ravny.core.staff.types import Actor
from ravny.services.encounters.queries import list_sites
from ravny.services.encounters.types import (
    AGE_GROUPS,
    KEY_GROUPS,
    LONGEST_TRAINING,
    MOST_OF_ONE,
    Channel,
    Language,
    Material,
    Service,
    Topic,
    Who,
)
from ravny.services.stock.queries import list_items

from .forms import settle_teams
from .types import FIELD_OF, IntakeKind, Problem, TrayFact

_LISTS = ("groups", "topics", "materials", "services")


class MendForm(Form):
    """A record of the tray as boxes; a value that no box can hold stands as text above them."""

    day = forms.DateField(label=_("Day"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    channel = forms.ChoiceField(
        label=_("Where"), choices=Channel.choices, widget=Choice(layout="tight"), required=False
    )
    who = forms.ChoiceField(label=_("Who"), choices=Who.choices, widget=Choice, required=False)
    code = forms.CharField(label=_("Client's code"), max_length=20, required=False)
    age = forms.ChoiceField(
        label=_("Age"),
        choices=[("", _("not said")), *AGE_GROUPS],
        required=False,
        widget=Choice(layout="tight"),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("not said")), *Language.choices], required=False
    )
    groups = forms.MultipleChoiceField(
        label=_("Key groups"), choices=KEY_GROUPS, required=False, widget=Choices(layout="tight")
    )
    topics = forms.MultipleChoiceField(
        label=_("Talked about"),
        choices=Topic.choices,
        required=False,
        widget=Choices(layout="tight"),
    )
    materials = forms.MultipleChoiceField(
        label=_("Materials"),
        choices=Material.choices,
        required=False,
        widget=Choices(layout="tight"),
    )
    services = forms.MultipleChoiceField(
        label=_("Services"),
        choices=Service.choices,
        required=False,
        widget=Choices(layout="tight"),
    )
    training = forms.IntegerField(
        label=_("Mini-training, minutes"),
        min_value=0,
        max_value=LONGEST_TRAINING,
        required=False,
        widget=Stepper(by=5),
    )
    campaign = forms.CharField(label=_("Campaign's code"), max_length=16, required=False)
    leave_out_note = forms.BooleanField(
        label=_("Leave the damaged note out: nobody can open it"), required=False
    )

    def __init__(self, actor: Actor, record: TrayFact, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=_first_values(record.facts), **kwargs)
        self.record = record
        every = [(str(site.site_id), site.label) for site in list_sites(actor, active_only=False)]
        self.fields["site"].choices = [("", _("no site")), *every]  # type: ignore[attr-defined]  # a ChoiceField
        self.items = list_items(actor.organisation_id)
        settle_teams(self, actor)
        if record.kind == IntakeKind.CONTACT:
            self._add_items(record.facts.get("given"))
        else:
            for name in set(self.fields) - {"day", "site", "team"}:
                del self.fields[name]
        if Problem.NOTE not in record.problems:
            self.fields.pop("leave_out_note", None)

    def _add_items(self, given: object) -> None:
        known = given if isinstance(given, dict) else {}
        for item in self.items:
            self.fields[f"given_{item.item_id}"] = forms.IntegerField(
                label=item.label,
                min_value=0,
                max_value=MOST_OF_ONE,
                required=False,
                initial=known.get(str(item.item_id)),
                widget=Stepper(by=item.step),
            )

    @property
    def handout_boxes(self) -> list[forms.BoundField]:
        """The steppers of what was given."""
        names = [f"given_{item.item_id}" for item in self.items]
        return [self[name] for name in names if name in self.fields]

    def show_faults(self) -> None:
        """Write each fault beside its box, as a refused form would."""
        for code in self.record.problems:
            field = FIELD_OF[code] if FIELD_OF[code] in self.fields else None
            if field == "given":
                field = None
            self.errors.setdefault(field or "__all__", self.error_class()).append(
                str(dict(Problem.choices)[code])
            )

    def changes(self) -> dict[str, Any]:
        """Return the record's fields as they stand in the boxes, by their names on the wire."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            "day": data["day"].isoformat() if data["day"] else None,
            "site": data["site"] or None,
            "team": data["team"] or None,
        }
        if self.record.kind != IntakeKind.CONTACT:
            return found
        given = {str(item.item_id): data.get(f"given_{item.item_id}") for item in self.items}
        return found | {
            **{name: data[name] for name in ("channel", "who", "age", "language", "campaign")},
            **{name: list(data[name]) for name in _LISTS},
            "code": data["code"].replace(" ", "").replace("-", "") or None,
            "training": data["training"] or 0,
            "given": {item: quantity for item, quantity in given.items() if quantity},
            "leave_out_note": bool(data.get("leave_out_note")),
        }


def _first_values(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the boxes can hold of a record; what they cannot is shown by `as_sent`."""
    plain = ("day", "site", "team", "channel", "who", "code", "age", "language", "campaign")
    values: dict[str, Any] = {
        name: facts[name] for name in plain if isinstance(facts.get(name), str)
    }
    for name in _LISTS:
        if isinstance(facts.get(name), list):
            values[name] = [code for code in facts[name] if isinstance(code, str)]
    if type(facts.get("training")) is int:
        values["training"] = facts["training"]
    return values


def as_sent(record: TrayFact) -> list[tuple[str, str]]:
    """Return the wrong fields as the phone sent them, cut short: so that nothing is guessed."""
    names = {FIELD_OF[code] or code for code in record.problems} - {"note", "code_unknown"}
    return [(name, str(record.facts[name])[:120]) for name in sorted(names) if name in record.facts]
