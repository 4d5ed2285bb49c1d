"""The archive of strategic cases: an entry is proposed, signed by a second person, withdrawn.

No row leads from an entry to its case. All its times are the first day of a quarter, its id tells
a day that is the same for all, who proposed it is forgotten when it is decided, and the journal
names neither the case nor the entry.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for

from ..models import Case
from ..models.ending import ArchivedCase
from ..queries.archive import facts_of_case, quarter_start, twins
from ..queries.gate import fact_of
from ..types import ArchiveState
from ..types.ending import Tool
from . import rules
from .settling import locked_case

NO_DAY = date(2020, 1, 1)
"""The day every entry's id tells, so that none tells its own."""
LEAVABLE = frozenset({"region", "country", "status"})
"""Facts a person may leave out of an entry because they would give somebody away."""


@transaction.atomic
def propose_entry(
    *, actor: Actor, case_id: UUID, tools: Collection[str], left_out: Collection[str] = ()
) -> None:
    """Propose an ended case for the archive, once for each person we worked for.

    `tools`: what was used. `left_out`: facts that are not to be kept. Raises DomainError when the
    case or another of this client stands there already.
    """
    for code in tools:
        rules.check_code(code, Tool.values, "tools")
    for name in left_out:
        rules.check_code(name, LEAVABLE, "left_out")
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id, ended=True)
        if not actor.may("cases.open"):
            raise NotYours
        client = get_client_for(actor, case.client_id)
        theirs = Case.objects.filter(client_id__in=client.client_ids)
        if theirs.filter(archived_on__isnull=False).exists():
            text = _("The archive has a case of this client already: each person counts once.")
            raise DomainError(text, code="already")
        facts = replace(facts_of_case(actor, fact_of(case)), tools=tuple(sorted(set(tools))))
        values = {**facts.as_values(), **dict.fromkeys(left_out, "")}
        quarter = quarter_start(today())
        ArchivedCase.objects.create(
            id=day_id(NO_DAY),
            organisation_id=actor.organisation_id,
            entered_on=quarter,
            proposed_by_id=actor.account_id,
            **values,
        )
        case.archived_on = quarter
        case.save(update_fields=["archived_on"])
        journal.write(actor=actor, verb="cases.archive_proposed")


def _held(entry_id: UUID) -> ArchivedCase:
    found = ArchivedCase.objects.select_for_update().filter(id=entry_id).first()
    if found is None:
        raise NotYours
    return found


@transaction.atomic
def sign_entry(*, actor: Actor, entry_id: UUID) -> None:
    """Sign an entry somebody else proposed; signing again changes nothing."""
    if not actor.may("cases.agree"):
        raise NotYours
    with scope(organisation=actor.organisation_id):
        found = _held(entry_id)
        if found.state == ArchiveState.SIGNED:
            return
        if found.state != ArchiveState.PROPOSED:
            raise DomainError(_("This was decided already."), code="decided")
        if found.proposed_by_id == actor.account_id:
            text = _("A second person signs: somebody who did not propose it.")
            raise DomainError(text, code="own")
        _decide(found, ArchiveState.SIGNED)
        journal.write(actor=actor, verb="cases.archive_signed")


@transaction.atomic
def withdraw_entry(*, actor: Actor, entry_id: UUID) -> None:
    """Take an entry out of the archive, or one's own proposal back; again changes nothing."""
    with scope(organisation=actor.organisation_id):
        found = _held(entry_id)
        if not actor.may("cases.agree") and found.proposed_by_id != actor.account_id:
            raise NotYours
        if found.state == ArchiveState.WITHDRAWN:
            return
        _decide(found, ArchiveState.WITHDRAWN)
        journal.write(actor=actor, verb="cases.archive_withdrawn")


def _decide(found: ArchivedCase, state: ArchiveState) -> None:
    found.state, found.proposed_by_id = state.value, None
    found.save(update_fields=["state", "proposed_by"])


@transaction.atomic
def propose_anew(*, actor: Actor, case_id: UUID) -> None:
    """Let a case whose entry was withdrawn be proposed once more; that entry goes.

    Nothing leads from a case to its entry, so one withdrawn entry with the same facts is enough,
    and is used up: there are never more entries than cases.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id, ended=True)
        if not actor.may("cases.agree") or case.archived_on is None:
            raise NotYours
        twin = twins(facts_of_case(actor, fact_of(case))).select_for_update().first()
        if twin is None:
            text = _("No entry with these facts was withdrawn from the archive.")
            raise DomainError(text, code="twin")
        twin.delete()
        case.archived_on = None
        case.save(update_fields=["archived_on"])
        journal.write(actor=actor, verb="cases.archive_anew")


@transaction.atomic
def note_archive_export(*, actor: Actor, count: int) -> None:
    """Write down that the archive left as a file."""
    journal.write(actor=actor, verb="cases.archive_exported", count=count)
