"""What the pages of recording and of one test show, as plain values."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Link
from ravny.core.kit.forms import Form
from ravny.core.staff.types import Actor
from ravny.core.vault.types import SealedValue
from ravny.people.clients.queries import client_tags, get_client_for
from ravny.people.directory.queries import infection_label, infections, service_labels
from ravny.services.encounters.queries import get_encounter_for
from ravny.services.encounters.types import AGE_GROUPS, Channel
from ravny.services.stock.queries import lot_labels

from . import acting
from .documents import documents_of
from .forms.choices import team_labels
from .forms.sheet import Sheet
from .queries import get_test_for, has_led_on
from .stepping import step_address, tag_of, waits_for_a_step
from .types import (
    TRIAGE,
    Assistance,
    Conclusion,
    Previous,
    Proof,
    Purpose,
    Result,
    Safety,
    Slot,
    Specimen,
    TestFact,
    VoidReason,
)
from .wording import by_questions, purpose_word


def word(choices: Any, code: str) -> str:
    """Return the words of a code."""
    return str(dict(choices.choices).get(code, code))


def meeting_of(actor: Actor, query: Mapping[str, str]) -> Any:
    """Return the meeting the test belongs to, None for none; NotYours for somebody else's."""
    try:
        return get_encounter_for(actor, UUID(query.get("encounter", "")))
    except ValueError:
        return None


def first_answers(actor: Actor, query: Mapping[str, str], met: Any) -> dict[str, Any]:
    """Return what the form begins with: the meeting, the client, the infection that led here."""
    first: dict[str, Any] = {}
    if met:
        first = {"day": met.day, "channel": met.channel, "age_group": met.age_group}
        first |= {"site": str(met.site_id or ""), "team": str(met.team_id)}
        first["code"] = client_tags(actor, [met.client_id]).get(met.client_id, "")
    if query.get("infection", "") in infections():
        first["infections"] = [query["infection"]]
    if query.get("purpose", "") in Purpose.values:
        first["purpose"] = query["purpose"]
    try:
        card = get_client_for(actor, UUID(query.get("client", "")))
    except ValueError:
        return first
    first.setdefault("age_group", _age(card.facts.age_group))
    return {**first, "code": card.code, "team": first.get("team", str(card.team_id))}


def _age(code: str) -> str:
    return code if code in dict(AGE_GROUPS) else ""


def after_recording(sheet: Sheet) -> str:
    """Return where to go on: a reactive result's next step, else the test, the card or the log."""
    tests = [
        (block.test_id, block.cleaned_data["purpose"] in TRIAGE, block.cleaned_data["result"])
        for block in sheet.blocks
    ]
    reactive = [test for test, triage, result in tests if triage and result == Result.REACTIVE]
    if reactive:
        return step_address(reactive)
    if len(tests) == 1:
        return reverse("testing:test", args=[tests[0][0]])
    if sheet.who.client_id:
        return reverse("desk:card", args=[sheet.who.client_id])
    return reverse("testing:log")


def test_facts(actor: Actor, fact: TestFact) -> list[tuple[str, Any]]:
    """Return (label, value) for everything that is known of a test; nothing for the unsaid."""
    service = service_labels(actor.organisation_id).get(fact.service_id) if fact.service_id else ""
    met = (
        Link(_("the meeting"), reverse("encounters:encounter", args=[fact.encounter_id]))
        if (fact.encounter_id and actor.may("encounters.view"))
        else ""
    )
    pairs: list[tuple[str, Any]] = [
        (_("Kind of test"), purpose_word(fact.purpose, fact.infection)),
        (_("Self-test"), word(Assistance, fact.assistance) if fact.assistance else ""),
        (_("Where"), word(Channel, fact.channel) if fact.channel else ""),
        (_("Site"), fact.site),
        (_("Worker"), fact.worker),
        (_("Service"), service),
        (_("Met"), met),
        (_("Age"), dict(AGE_GROUPS).get(fact.age_group, "")),
        (_("Safety"), word(Safety, fact.safety)),
        (_("Tested before"), word(Previous, fact.previous)),
        (_("Takes PrEP"), _("yes") if fact.on_prep else ""),
        (_("Possible exposure"), fact.exposed_on or ""),
        (_("Test again on"), fact.retest_on or ""),
    ]
    return [pair for pair in pairs if pair[1] not in ("", None)]


def moments(fact: TestFact) -> list[dict[str, Any]]:
    """Return the moments of a test with their days; one that has not come has no day."""
    result = word(Result, fact.result)
    told = (_("Result: %(result)s") % {"result": result}, fact.result_on, fact.result)
    done: list[tuple[str, Any, str]] = [
        (_("Pre-test counselling"), fact.counselled_on, ""),
        (_("Agreed to the test"), fact.consented_on, ""),
        (_("The test"), fact.day, ""),
        *([told] if fact.purpose != Purpose.CONFIRMATION else []),
        (_("Result given back"), fact.returned_on, ""),
        (_("Post-test counselling"), fact.post_counselled_on, ""),
    ]
    if fact.purpose not in TRIAGE:
        conclusion = {"conclusion": word(Conclusion, fact.conclusion)}
        done.append((_("Conclusion: %(conclusion)s") % conclusion, fact.concluded_on, ""))
    return [
        {"title": title, "day": day, "strip": strip, "state": "done" if day else ""}
        for title, day, strip in done
    ]


def assay_rows(actor: Actor, fact: TestFact) -> list[dict[str, Any]]:
    """Return the assays as the table shows them. One query."""
    lots = lot_labels(
        actor.organisation_id, {one.lot_id for one in fact.assays if one.lot_id is not None}
    )
    asked = by_questions(fact.infection) and purpose_word(fact.purpose, fact.infection)
    return [
        {
            "day": one.day,
            "slot": asked if asked and one.slot == Slot.A0 else word(Slot, one.slot),
            "lot": lots.get(one.lot_id) if one.lot_id else None,
            "specimen": word(Specimen, one.specimen) if one.specimen else "",
            "result": one.result,
            "result_word": word(Result, one.result),
        }
        for one in fact.assays
    ]


def test_context(actor: Actor, test_id: UUID, sent: Form | None = None) -> dict[str, Any]:
    """Return what the page of one test shows; `sent`: the small form that was sent, if any."""
    fact = get_test_for(actor, test_id)
    code, code_url = tag_of(actor, fact)
    return {
        "fact": fact,
        "infection": infection_label(fact.infection),
        "code": code,
        "code_url": code_url,
        "facts": test_facts(actor, fact),
        "moments": moments(fact),
        "assays": assay_rows(actor, fact),
        "documents": documents_of(actor, fact),
        "sealed_note": SealedValue(fact.note, "test.note", fact.test_id) if fact.note else None,
        "team": team_labels(actor).get(fact.team_id, ""),
        "concludes": fact.purpose not in TRIAGE,
        "conclusion": word(Conclusion, fact.conclusion),
        "proof": word(Proof, fact.proof) if fact.proof else "",
        "void_word": word(VoidReason, fact.void_reason) if fact.void_reason else "",
        "may_record": actor.may("testing.record"),
        "asks_step": waits_for_a_step(fact)
        and actor.may("testing.record")
        and not has_led_on(actor, test_id),
        "step_word": acting.step_word(fact),
        "verdict": acting.verdict_words(fact),
        "acts": acting.acts_for(actor, fact, sent) if actor.may("testing.record") else [],
        "confirm_url": acting.confirm_address(fact) if actor.may("testing.record") else "",
    }
