"""The whole page of recording: who, safety, and a block for each infection, as one form.

Two buttons. "Show the tests" asks for the blocks of the chosen infections and checks only the
first part; "Record" checks everything. Whatever was typed stays, with script and without.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from ravny.core.kit.errors import DomainError
from ravny.core.kit.forms import Form
from ravny.core.staff.types import Actor
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.queries import team_circles
from ravny.people.directory.queries import infection_label

from ..rules import Rules, rules_of
from ..types import TestFacts
from .block import Ground, TestBlock
from .choices import kits_at
from .recording import SafetyForm, WhoForm

SHOWN, SAVE = "shown", "save"


class Sheet:
    """Answers what a page asks of a form, for several of them together."""

    def __init__(self, actor: Actor, data: QueryDict | None, initial: dict[str, Any]) -> None:
        self.actor, self.data = actor, data
        self.is_bound = data is not None
        self.saving = data is not None and SAVE in data
        self.purpose = str(initial.get("purpose", ""))
        self.who = WhoForm(actor, data, initial=initial)
        self.shown = set(data.getlist(SHOWN)) if data else set()
        asked = self.who.chosen_infections
        started = self.is_bound and (self.who.is_valid() or bool(self.shown))
        self.codes = asked or [one for one in self._offered() if one in self.shown]
        self.blocks = self._blocks() if started else []
        self.safety = self._part(SafetyForm, bool(self.shown)) if self.blocks else None

    def _offered(self) -> list[str]:
        field: Any = self.who.fields["infections"]
        return [str(code) for code, _label in field.choices]

    def _blocks(self) -> list[TestBlock]:
        kits = kits_at(self.actor, self.who.chosen_worker, self.who.chosen_place)
        blocks = []
        for code in self.codes:
            rules = rules_of(code)
            ground = Ground(
                infection=code,
                label=infection_label(code),
                day=self.who.chosen_day,
                how=rules.how,
                specimens=rules.specimens,
                kits=[kit for kit in kits if code in kit.infections],
                purpose=self.purpose,
                means=str(rules.reactive_means),
                retest=retest_words(rules),
            )
            blocks.append(self._part(TestBlock, code in self.shown, ground))
        self._prepare_notes(blocks)
        return blocks

    def _part(self, kind: type[Any], stood_here: bool, *args: Any) -> Any:
        """Make one part: checked when it is to be saved, else only holding what was typed."""
        if self.data is None or not stood_here:
            return kind(*args)
        bound = kind(*args, self.data)
        return bound if self.saving else kind(*args, initial=typed(bound, self.data))

    def _prepare_notes(self, blocks: Sequence[TestBlock]) -> None:
        circles = team_circles(self.actor)
        for block in blocks:
            prepare_sealed(block, circles=circles)
            for field in block.fields.values():
                if isinstance(field, SealedFormField):
                    field.box.chosen_by = self.who["team"].html_name

    @property
    def parts(self) -> list[Form]:
        """The forms of the page, in its order."""
        return [self.who, *([self.safety] if self.safety else []), *self.blocks]

    @cached_property
    def is_ready(self) -> bool:
        """Whether "Record" was pressed on a page with blocks, and everything is right."""
        complete = self.saving and self.shown.issuperset(self.codes) and bool(self.blocks)
        right = [part.is_valid() for part in self.parts]  # every one, so that all errors show
        return complete and all(right)

    @property
    def errors(self) -> dict[str, Any]:
        """Every error of every part, by the name of its box."""
        found: dict[str, Any] = {
            part.add_prefix(name): faults
            for part in self.parts
            for name, faults in part.errors.items()
        }
        return found or dict.fromkeys(self.non_field_errors(), "")

    def non_field_errors(self) -> list[str]:
        """What belongs to no box, said with the infection it is about."""
        found = [str(fault) for fault in self.who.non_field_errors()]
        for block in self.blocks:
            found += [f"{block.ground.label}: {fault}" for fault in block.non_field_errors()]
        if self.saving and not self.shown.issuperset(self.codes):
            found.append(gettext("A test was added. Fill it in below, then record."))
        return found

    @property
    def hidden_faults(self) -> list[str]:
        """Errors of boxes nobody sees."""
        return [fault for part in self.parts for fault in part.hidden_faults]

    @property
    def faulty(self) -> list[BoundField]:
        """The boxes with errors, in the order of the page."""
        return [box for part in self.parts for box in part.faulty]

    def add_domain_error(self, block: TestBlock, error: DomainError) -> None:
        """Put what the operation refused beside its box: in the block, or in the first part."""
        field = error.field or ""
        part: Form = self.who if field in self.who.fields else block
        part.add_domain_error(error)

    def tests(self, encounter_id: UUID | None) -> list[tuple[TestBlock, TestFacts]]:
        """Return the facts of every block."""
        return [(block, self._facts(block, encounter_id)) for block in self.blocks]

    def _facts(self, block: TestBlock, encounter_id: UUID | None) -> TestFacts:
        who, data = self.who.cleaned_data, block.cleaned_data
        facts = TestFacts(
            test_id=block.test_id,
            infection=block.ground.infection,
            purpose=data["purpose"],
            day=who["day"],
            worker_id=self.who.chosen_worker,
            team_id=UUID(who["team"]),
            channel=who["channel"],
            encounter_id=encounter_id,
            site_id=UUID(who["site"]) if who["site"] else None,
            client_id=self.who.client_id,
            age_group=who["age_group"],
            place_id=self.who.chosen_place,
            previous=data["previous"],
            assistance=data["assistance"],
            on_prep=data["on_prep"],
            exposed_on=data["exposed_on"],
            retest_on=data["retest_on"],
            counselled_on=data["counselled_on"],
            consented_on=data["consented_on"],
            result=data["result"],
            result_on=who["day"] if data["result"] else None,
            returned_on=data["returned_on"],
            post_counselled_on=data["post_counselled_on"],
            assays=block.assays(),
            note=data["note"],
        )
        safety = self.safety.cleaned_data["safety"] if self.safety else facts.safety
        return replace(facts, safety=safety)


def typed(form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """Return what stood in a form's boxes, unchecked, to stand there again."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def retest_words(rules: Rules) -> str:
    """Say when the rules want a nonreactive test repeated."""
    if not rules.retest_months:
        return ""
    months = ngettext("in %(n)s month", "in %(n)s months", rules.retest_months)
    words = {"when": months % {"n": rules.retest_months}, "window": rules.window_days}
    return (
        gettext(
            "After a nonreactive result the rules propose to test again %(when)s, sooner on PrEP; "
            "after a risk not before %(window)s days."
        )
        % words
    )
