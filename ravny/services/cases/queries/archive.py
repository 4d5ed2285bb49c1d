"""Questions about the archive of strategic cases: what a case tells it, what readers may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Switch
from django.db.models import CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.services.encounters.queries import given_since
from ravny.services.referrals.queries import referrals_of, was_escorted

from ..anonymity import NAMES, Quasi, Release, raw_values, release
from ..models import Case, Member, Request
from ..models.ending import ArchivedCase
from ..models.plan import Step
from ..models.work import Agreement, Assessment, Contact
from ..types import ArchiveState, CaseFact, ContactKind, Duty, RequestKind, StepState
from ..types.ending import ArchiveFacts, Tool


def quarter_start(day: date) -> date:
    """Return the first day of a day's quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def may_be_archived(actor: Actor, case: CaseFact) -> bool:
    """Tell whether an ended case may be proposed: once, and one case of a person only."""
    if case.is_open or not actor.may("cases.open"):
        return False
    return not _archived(actor, case)


def may_be_archived_anew(actor: Actor, case: CaseFact) -> bool:
    """Tell whether an entry with this ended case's facts was withdrawn, so that it may go again."""
    if case.is_open or not actor.may("cases.agree"):
        return False
    with scope(organisation=actor.organisation_id):
        if not Case.objects.filter(id=case.case_id, archived_on__isnull=False).exists():
            return False
        return twins(facts_of_case(actor, case)).exists()


def _archived(actor: Actor, case: CaseFact) -> bool:
    client = get_client_for(actor, case.client_id)
    with scope(organisation=actor.organisation_id):
        cases = Case.objects.filter(client_id__in=client.client_ids)
        return cases.filter(archived_on__isnull=False).exists()


def facts_of_case(actor: Actor, case: CaseFact) -> ArchiveFacts:
    """Return what an ended case that passed the gate would tell the archive. Some queries."""
    client = get_client_for(actor, case.client_id)
    end = case.ended_on or case.opened_on
    with scope(organisation=actor.organisation_id):
        asks = list(Request.objects.filter(case_id=case.case_id).values_list("kind", "result"))
        tools = _tools(case)
    if any(kind == RequestKind.INFORMATION for kind, _result in asks):
        tools.add(Tool.CONSULTATION.value)
    if any(one.made_on >= case.opened_on for one in referrals_of(actor, client.client_ids)):
        tools.add(Tool.REFERRAL.value)
    if was_escorted(actor, client.client_ids, case.opened_on):
        tools.add(Tool.ESCORT.value)
    tools |= given_since(actor, client.client_ids, case.opened_on)
    return ArchiveFacts(
        region=case.region,
        country=client.facts.country,
        quarter=quarter_start(case.opened_on),
        status=client.facts.legal_status,
        asked=tuple(sorted({kind for kind, _result in asks})),
        results=tuple(sorted({result for _kind, result in asks if result})),
        tools=tuple(sorted(tools)),
        exit_reason=case.exit_reason,
        is_remote=case.is_remote,
        months=(end.year - case.opened_on.year) * 12 + end.month - case.opened_on.month,
    )


STEPS: Mapping[Tool, frozenset[str]] = {
    Tool.ESCORT: frozenset({"birth_escort"}),
    Tool.DOCUMENTS: frozenset(
        {
            "list_papers", "new_passport", "papers_translated", "decision_copy", "family_papers",
            "power_of_attorney", "records_extract", "border_letter", "birth_certificate",
        }
    ),
    Tool.AID: frozenset({"child_aid", "milk_formula", "nappies"}),
}  # fmt: skip
"""Steps of the catalogue that, once done, say what was used."""


def _tools(case: CaseFact) -> set[str]:
    """Return what the records say was used; a person adds what they do not say."""
    duties = {
        Duty.LAWYER: Tool.LEGAL,
        Duty.PSYCHOLOGIST: Tool.PSYCHOLOGY,
        Duty.INTERPRETER: Tool.INTERPRETER,
    }
    of_case = {"case_id": case.case_id}
    served = set(Member.objects.filter(**of_case).values_list("duty", flat=True))
    done = Step.objects.filter(**of_case, state=StepState.DONE).exclude(code="")
    steps = set(done.values_list("code", flat=True))
    contacts = set(Contact.objects.filter(**of_case).values_list("kind", flat=True))
    used = {
        Tool.ASSESSMENT: Assessment.objects.filter(**of_case, finished_on__isnull=False).exists(),
        Tool.AGREEMENT: Agreement.objects.filter(**of_case).exists(),
        Tool.PLAN: case.plan_version > 0,
        Tool.TALK: ContactKind.TALK in contacts,
        Tool.NEGOTIATION: ContactKind.OFFICIAL in contacts,
        **{tool: duty in served for duty, tool in duties.items()},
        **{tool: bool(codes & steps) for tool, codes in STEPS.items()},
    }
    if case.interpreter:
        used[Tool.INTERPRETER] = True
    return {tool.value for tool, was in used.items() if was}


@dataclass(frozen=True)
class Shelf:
    """The archive as one reader meets it: the release, and column → code → the values it hides."""

    release: Release
    codes: Mapping[str, Mapping[str, Sequence[object]]]

    def choices(self, name: str) -> list[str]:
        """Return the codes of a column that some shown entry has."""
        return sorted({getattr(look, name) for look in self.release.shown.values()})


def shelf_of(actor: Actor) -> Shelf:
    """Return the archive as it may be seen now. One query."""
    with scope(organisation=actor.organisation_id):
        rows = ArchivedCase.objects.filter(state=ArchiveState.SIGNED).values_list("id", *NAMES)
        entries = {key: Quasi(*values) for key, *values in rows}
    found, quasis = release(entries), entries.values()
    codes = {
        name: raw_values(name, found.levels[name], sorted({getattr(one, name) for one in quasis}))
        for name in NAMES
    }
    return Shelf(found, codes)


def shown_entries(actor: Actor, shelf: Shelf, filters: Mapping[str, Any]) -> QuerySet[ArchivedCase]:
    """Return the shown entries, each with its codes as `seen_…`; filtered by those alone.

    The database sorts by what is shown: a finer order would tell what the codes keep. An entry
    signed a moment ago is in no release yet, so it is not here either.
    """
    with scope(organisation=actor.organisation_id):
        rows = ArchivedCase.objects.filter(id__in=list(shelf.release.shown))
    rows = rows.annotate(**{f"seen_{name}": _seen(name, shelf) for name in NAMES})
    for name in NAMES:
        if name in filters:
            rows = rows.filter(**{f"seen_{name}": filters[name]})
    for name in ("asked", "results", "tools"):
        if name in filters:
            padded = Concat(Value(" "), Cast(name, CharField()), Value(" "))
            rows = rows.alias(**{f"in_{name}": padded})
            rows = rows.filter(**{f"in_{name}__contains": f" {filters[name]} "})
    if "exit_reason" in filters:
        rows = rows.filter(exit_reason=filters["exit_reason"])
    return rows


def _seen(name: str, shelf: Shelf) -> Switch:
    whens = [
        When(**{f"{name}__in": list(values)}, then=Value(code))
        for code, values in shelf.codes[name].items()
    ]
    return Switch(*whens, default=Value(""), output_field=CharField())


def waiting_entries(actor: Actor) -> list[ArchivedCase]:
    """Return the entries that wait for a second person; one's own are among them. One query."""
    with scope(organisation=actor.organisation_id):
        return list(ArchivedCase.objects.filter(state=ArchiveState.PROPOSED).order_by("id"))


def waiting_count(actor: Actor) -> int:
    """Return how many entries wait for this person's signature. One query."""
    if not actor.may("cases.agree"):
        return 0
    with scope(organisation=actor.organisation_id):
        rows = ArchivedCase.objects.filter(state=ArchiveState.PROPOSED)
        return rows.exclude(proposed_by_id=actor.account_id).count()


def twins(facts: ArchiveFacts) -> QuerySet[ArchivedCase]:
    """Return the withdrawn entries with the facts of a case that nobody can leave out."""
    return ArchivedCase.objects.filter(
        state=ArchiveState.WITHDRAWN,
        quarter=facts.quarter,
        exit_reason=facts.exit_reason,
        is_remote=facts.is_remote,
        months=facts.months,
    )
