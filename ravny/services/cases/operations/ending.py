"""A case ends: proposed with what shows it, agreed to by somebody else, opened again if need be."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.services.referrals.types import Proof

from ..ladder import rungs
from ..models import Case
from ..models.ending import Exit
from ..queries.exits import may_end, open_things
from ..queries.silence import standing_of
from ..types import Evidence, ExitReason, ExitState
from ..types.ending import RULES, NewExit, ReopenWhy
from . import rules
from .closing import close
from .settling import locked_case, settle


@transaction.atomic
def propose_exit(*, actor: Actor, facts: NewExit) -> None:
    """Propose the end of a case; the same id again changes nothing.

    What is open gets its fate first. Raises DomainError beside "reason", a code of evidence, or
    the key of what has no fate; NotYours for a case of others.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, facts.case_id)
        if not may_end(actor, case):
            raise NotYours
        with scopes_disabled():  # an id known anywhere is never used again
            if Exit.objects.filter(id=facts.exit_id).exists():
                return
        if Exit.objects.filter(case=case, state=ExitState.PROPOSED).exists():
            raise DomainError(_("An end of this case is proposed already."), code="already")
        evidence = {code: proof for code, proof in facts.evidence.items() if proof}
        _check(actor, case, facts.reason, evidence)
        close(case, facts.fates)
        Exit.objects.create(
            id=facts.exit_id,
            organisation_id=actor.organisation_id,
            case=case,
            reason=facts.reason,
            evidence=evidence,
            proposed_by_id=actor.account_id,
            words=facts.words,
        )
        _done(actor, case, "cases.exit_proposed")


def _check(actor: Actor, case: Case, reason: str, evidence: Mapping[str, str]) -> None:
    """Refuse an end that nothing shows."""
    rules.check_code(reason, ExitReason.values, "reason")
    for code, proof in evidence.items():
        rules.check_code(code, Evidence.values, "reason")
        rules.check_code(proof, Proof.values, f"proof_{code}")
    rule = RULES[reason]
    if rule.one_of and not rule.one_of & set(evidence):
        text = _("This end needs something that shows it: %(what)s.") % {"what": rule.words}
        raise DomainError(text, field="reason", code="evidence")
    if reason == ExitReason.LOST and not (is_lost(case) or actor.may("cases.agree")):
        text = _("Nobody is lost before every rung of the ladder was tried. Go on looking.")
        raise DomainError(text, field="reason", code="ladder")


def is_lost(case: Case) -> bool:
    """Tell whether the ladder has come to its last rung, where the team decides. Three queries.

    Days alone do not count: every rung below that the client leaves open was tried.
    """
    return standing_of(case).reached(today()) == rungs()[-1].code


def _waiting(actor: Actor, exit_id: UUID, state: ExitState) -> tuple[Exit, Case] | None:
    """Return a proposal that waits and its case, both held; None when it has this state already.

    Raises DomainError for one that was decided otherwise. Needs the organisation's scope.
    """
    found = Exit.objects.filter(id=exit_id).first()
    if found is None:
        raise NotYours
    ended = Case.objects.filter(id=found.case_id, ended_on__isnull=False).exists()
    case = locked_case(actor, found.case_id, ended=ended)
    found = Exit.objects.select_for_update().get(id=exit_id)
    if found.state == state:
        return None
    if found.state != ExitState.PROPOSED or case.ended_on is not None:
        raise DomainError(_("This was decided already."), code="decided")
    return found, case


@transaction.atomic
def agree_exit(*, actor: Actor, exit_id: UUID) -> None:
    """Agree to the end of a case that somebody else proposed; agreeing again changes nothing."""
    with scope(organisation=actor.organisation_id):
        if not actor.may("cases.agree"):
            raise NotYours
        waiting = _waiting(actor, exit_id, ExitState.AGREED)
        if waiting is None:
            return
        found, case = waiting
        if found.proposed_by_id == actor.account_id:
            text = _("Nobody agrees to their own proposal. Ask another coordinator.")
            raise DomainError(text, code="own")
        if open_things(case.id):
            text = _("Something was opened since. Give the proposal back, so that it gets an end.")
            raise DomainError(text, code="open")
        _decide(actor, found, ExitState.AGREED)
        case.ended_on, case.exit_reason = today(), found.reason
        case.save(update_fields=["ended_on", "exit_reason"])
        _done(actor, case, "cases.exit_agreed")


@transaction.atomic
def return_exit(*, actor: Actor, exit_id: UUID, answer: bytes | None = None) -> None:
    """Give a proposal back with an answer, or take back one's own."""
    with scope(organisation=actor.organisation_id):
        waiting = _waiting(actor, exit_id, ExitState.RETURNED)
        if waiting is None:
            return
        found, case = waiting
        own = found.proposed_by_id == actor.account_id
        if not own and not actor.may("cases.agree"):
            raise NotYours
        found.answer = answer
        _decide(actor, found, ExitState.RETURNED)
        _done(actor, case, "cases.exit_taken_back" if own else "cases.exit_returned")


def _decide(actor: Actor, found: Exit, state: ExitState) -> None:
    found.state, found.decided_on, found.decided_by_id = state.value, today(), actor.account_id
    found.save(update_fields=["state", "decided_on", "decided_by", "answer"])


@transaction.atomic
def reopen_case(*, actor: Actor, case_id: UUID, why: str) -> None:
    """Open an ended case again; its team and its words are as they were left.

    Raises DomainError beside "why"; or when the client has another open case by now.
    """
    rules.check_code(why, set(ReopenWhy.values) - {""}, "why")
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id, ended=True)
        if not may_end(actor, case):
            raise NotYours
        client = get_client_for(actor, case.client_id)
        if Case.objects.filter(client_id__in=client.client_ids, ended_on=None).exists():
            raise _another()
        last = Exit.objects.filter(case=case, state=ExitState.AGREED).order_by("-decided_on", "-id")
        Exit.objects.filter(id__in=list(last.values_list("id", flat=True)[:1])).update(
            reopened_on=today(), reopened_why=why
        )
        case.ended_on, case.exit_reason = None, ""
        try:
            with transaction.atomic():  # two people who open at once: the index lets one in
                case.save(update_fields=["ended_on", "exit_reason"])
        except IntegrityError as error:
            raise _another() from error
        _done(actor, case, "cases.reopened", heard=why != ReopenWhy.MISTAKE)


def _another() -> DomainError:
    return DomainError(_("This client has another open case by now. Go on there."), code="another")


def _done(actor: Actor, case: Case, verb: str, *, heard: bool = False) -> None:
    settle(actor=actor, case=case, by=verb, heard=heard)
    journal.write(actor=actor, verb=verb, subject=case.id)
