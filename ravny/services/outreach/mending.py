"""The mending form: what a phone sent, each fault beside its box, and nothing of it lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Form
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import infection_label, infections
from ravny.services.encounters.queries import list_sites, team_choices
from ravny.services.encounters.types import (
    add_given,
    given_field,
    one_of,
    settle_team,
    several_of,
    training_box,
)
from ravny.services.stock.queries import list_items
from ravny.services.testing.types import Result

from .types import FIELD_OF, TEST_PROBLEMS, IntakeKind, Problem, TrayFact

WAIT = "wait"
_LISTS = ("groups", "topics", "materials", "services")


class MendForm(Form):
    """A record of the tray as boxes; a value that no box can hold stands as text above them."""

    day = forms.DateField(label=_("Day"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    channel = one_of("channel")
    who = one_of("who")
    code = forms.CharField(label=_("Client's code"), max_length=20, required=False)
    age = one_of("age_group")
    language = one_of("language")
    groups = several_of("key_groups")
    topics = several_of("topics")
    materials = several_of("materials")
    services = several_of("services")
    training = training_box()
    campaign = forms.CharField(label=_("Campaign's code"), max_length=16, required=False)
    leave_out_note = forms.BooleanField(
        label=_("Leave the damaged note out: nobody can open it"), required=False
    )

    leave_out_tests = forms.BooleanField(
        label=_("Leave the tests out: they will not count"), required=False
    )

    def __init__(self, actor: Actor, record: TrayFact, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=_first_values(record.facts), **kwargs)
        self.record = record
        every = [(str(site.site_id), site.label) for site in list_sites(actor, active_only=False)]
        self.fields["site"].choices = [("", _("no site")), *every]  # type: ignore[attr-defined]  # a ChoiceField
        self.items = list_items(actor.organisation_id)
        settle_team(self, team_choices(actor))
        if record.kind == IntakeKind.CONTACT:
            given = record.facts.get("given")
            add_given(self, self.items, given if isinstance(given, dict) else None)
        else:
            for name in set(self.fields) - {"day", "site", "team"}:
                del self.fields[name]
        if Problem.NOTE not in record.problems:
            self.fields.pop("leave_out_note", None)
        if "leave_out_tests" not in self.data:
            self.fields.pop("leave_out_tests", None)
        self.offer_without_tests(record.problems)

    def offer_without_tests(self, problems: Iterable[str]) -> None:
        """Offer to leave the tests out, if it is they that are wrong."""
        if self.record.facts.get("tests") and TEST_PROBLEMS.intersection(problems):
            self.fields["leave_out_tests"] = self.base_fields["leave_out_tests"]

    @property
    def handout_boxes(self) -> list[forms.BoundField]:
        """The steppers of what was given."""
        names = [given_field(item.item_id) for item in self.items]
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
        given = {str(item.item_id): data.get(given_field(item.item_id)) for item in self.items}
        return found | {
            **{name: data[name] for name in ("channel", "who", "age", "language", "campaign")},
            **{name: list(data[name]) for name in _LISTS},
            "code": data["code"].replace(" ", "").replace("-", "") or None,
            "training": data["training"] or 0,
            "given": {item: quantity for item, quantity in given.items() if quantity},
            "leave_out_note": bool(data.get("leave_out_note")),
            "leave_out_tests": bool(data.get("leave_out_tests")),
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
    if told_tests(record):
        names -= {"tests", "kit", "next"}
    return [(name, str(record.facts[name])[:120]) for name in sorted(names) if name in record.facts]


def told_tests(record: TrayFact) -> list[tuple[str, str]]:
    """Return what each test of a record says: its infection and its result in words."""
    return tests_told(record.facts)


def tests_told(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what each test says in the facts a phone sent, whatever stands there."""
    late = facts.get("type") == IntakeKind.TEST_RESULT
    tests = [facts] if late else facts.get("tests")
    words = {**dict(Result.choices), WAIT: gettext("waits for its result")}
    told = [one for one in tests if isinstance(one, dict)] if isinstance(tests, list) else []
    return [
        (
            _in_words(one.get("infection"), {code: infection_label(code) for code in infections()}),
            _in_words(one.get("result"), words),
        )
        for one in told
    ]


def _in_words(told: object, words: Mapping[str, Any]) -> str:
    """Return the words of a code, or what was sent instead of one, cut short."""
    known = words.get(told) if isinstance(told, str) else None
    return str(known or told)[:40]
