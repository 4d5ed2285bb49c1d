"""What can still be done with a test: which small forms its page shows, and in which order."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.staff.types import Actor
from ravny.people.directory.queries import service_choices
from ravny.services.referrals.types import NextStep

from .algorithm import conclude
from .forms import AssayForm, ConcludeForm, GiveForm, ResultForm, VoidForm, kits_at
from .queries import may_void
from .rules import rules_of
from .types import CONCLUDES, TRIAGE, Conclusion, Purpose, Result, Slot, TestFact

GIVEN_BACK = frozenset({Result.REACTIVE.value, Result.NONREACTIVE.value})


def next_slot(fact: TestFact) -> str | None:
    """Return the slot of the assay to run next, None for none."""
    if fact.purpose in TRIAGE:
        return Slot.A0.value if fact.result == Result.INVALID else None
    by_assays = rules_of(fact.infection).strategy == "three_assays"
    if fact.purpose != Purpose.CONFIRMATION or fact.conclusion or not by_assays:
        return None
    return conclude([(one.slot, one.result) for one in fact.assays]).next_slot


def verdict_words(fact: TestFact) -> str:
    """Say what the assays of a confirmation mean so far."""
    if fact.purpose != Purpose.CONFIRMATION or fact.void_reason:
        return ""
    slot = next_slot(fact)
    if slot:
        return _("Not concluded yet. Next: %(slot)s.") % {"slot": Slot(slot).label}
    if fact.conclusion == Conclusion.INCONCLUSIVE:
        return _("Inconclusive: run the whole strategy again after fourteen days.")
    return ""


def acts_for(actor: Actor, fact: TestFact, sent: Any = None) -> list[dict[str, Any]]:
    """Return the small forms that fit the test's state, the one that was sent in its place."""
    if fact.void_reason:
        return []
    forms = [sent if type(sent) is type(one) else one for one in _fit(actor, fact)]
    if sent is not None and sent not in forms:
        forms.insert(0, sent)  # the test went on meanwhile: what was refused still says why
    return [
        {"form": form, "url": reverse(f"testing:{form.name}", args=[fact.test_id])}
        for form in forms
    ]


def _fit(actor: Actor, fact: TestFact) -> list[Any]:
    found: list[Any] = []
    if fact.result == Result.NONE and fact.purpose != Purpose.CONFIRMATION:
        found.append(ResultForm())
    known = fact.result in GIVEN_BACK or bool(fact.conclusion)
    if known and fact.returned_on is None:
        found.append(GiveForm())
    slot = next_slot(fact)
    if slot is not None:
        found.append(assay_form(actor, fact, slot))
    if fact.purpose in CONCLUDES and not fact.conclusion:
        found.append(conclude_form(actor, fact))
    if may_void(actor, fact.worker_id):
        found.append(VoidForm())
    return found


def assay_form(actor: Actor, fact: TestFact, slot: str, data: Any = None) -> AssayForm:
    """Return the form of the next assay with the kits in the worker's bag."""
    kits = [
        kit for kit in kits_at(actor, actor.account_id, None) if fact.infection in kit.infections
    ]
    return AssayForm(slot, kits, data)


def conclude_form(actor: Actor, fact: TestFact, data: Any = None) -> ConcludeForm:
    """Return the form of a conclusion that was made elsewhere."""
    kinds = {*rules_of(fact.infection).refer_to, "laboratory", "clinic", "hospital"}
    return ConcludeForm(service_choices(actor, kinds=kinds), data)


def step_word(fact: TestFact) -> str:
    """Return the step that was chosen, in words."""
    return str(dict(NextStep.choices).get(fact.step, "")) if fact.step else ""


def confirm_address(fact: TestFact) -> str:
    """Return the form for a confirmation of a reactive test, "" where there is none to confirm."""
    if fact.result != Result.REACTIVE or fact.purpose not in TRIAGE or not fact.client_id:
        return ""
    query = f"client={fact.client_id}&infection={fact.infection}&purpose=confirmation"
    return f"{reverse('testing:record')}?{query}"
