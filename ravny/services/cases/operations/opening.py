"""A case is opened: whose, where they are, what is asked for, who carries it."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard

from ..models import Case, Member, Request, StageMove
from ..sources import kind_of
from ..stages import stage_of
from ..types import REMOTE, Duty, NewCase, RequestKind, Source, Stage
from . import rules
from .settling import work_of


@transaction.atomic
def open_case(*, actor: Actor, facts: NewCase) -> UUID:
    """Open a case and return its id; the same id again changes nothing.

    Raises NotYours for a client of others, DomainError beside a field: one open case per client
    (merged cards are one client), the day not ahead, a region or country where one is needed, a
    source that is known and about this client.
    """
    if not actor.may("cases.open"):
        raise NotYours
    client = get_client_for(actor, facts.client_id)
    with scopes_disabled():  # an id known anywhere is never used again
        if Case.objects.filter(id=facts.case_id).exists():
            return facts.case_id
    region, country = _checked(actor, client, facts)
    manager_id = facts.manager_id or actor.account_id
    rules.colleague(actor, manager_id, "cases.open", "manager")
    with scope(organisation=actor.organisation_id):
        if Case.objects.filter(client_id__in=client.client_ids, ended_on=None).exists():
            raise _already()
        case = _case(actor, client, facts, manager_id, (region, country))
        _write(actor, case, facts)
        journal.write(actor=actor, verb="cases.opened", subject=case.id)
    return case.id


def _already() -> DomainError:
    return DomainError(_("This client has an open case already."), code="already")


def _checked(actor: Actor, client: ClientCard, facts: NewCase) -> tuple[str, str]:
    """Refuse what cannot be; return the region and the country."""
    rules.check_past(facts.day)
    rules.check_code(facts.source, Source.values, "source")
    kind = kind_of(facts.source)
    if facts.source_id and not (kind and kind.is_theirs(actor, client, facts.source_id)):
        raise DomainError(_("Choose one of the list."), field="source", code="source")
    rules.check_language(facts.language, "language")
    rules.check_language(facts.interpreter, "interpreter")
    rules.check_circumstances(facts.circumstances)
    for request_kind, _words in facts.asks:
        rules.check_code(request_kind, RequestKind.values, "kinds")
    return rules.settled_place(facts.where, facts.region, facts.country, actor.country)


def _case(
    actor: Actor, client: ClientCard, facts: NewCase, manager_id: UUID, place: tuple[str, str]
) -> Case:
    try:
        with transaction.atomic():  # two people who open at once: the index lets one in
            return Case.objects.create(
                id=facts.case_id,
                organisation_id=actor.organisation_id,
                client_id=client.client_id,
                team_id=client.team_id,
                manager_id=manager_id,
                opened_on=facts.day,
                source=facts.source,
                source_id=facts.source_id,
                where=facts.where,
                region=place[0],
                country=place[1],
                is_remote=facts.where in REMOTE,
                language=facts.language,
                interpreter=facts.interpreter,
                circumstances=facts.circumstances,
                stage_on=facts.day,
                heard_on=facts.day,
            )
    except IntegrityError as error:
        raise _already() from error


def _write(actor: Actor, case: Case, facts: NewCase) -> None:
    """Write the requests, the manager's place on the team and the way through the stages."""
    for kind, words in facts.asks:
        Request.objects.create(
            id=day_id(facts.day),
            organisation_id=actor.organisation_id,
            case=case,
            kind=kind,
            asked_on=facts.day,
            owner_id=case.manager_id,
            words=words,
        )
    Member.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        account_id=case.manager_id,
        duty=Duty.MANAGER,
        since=facts.day,
    )
    stages = [Stage.INTAKE, stage_of(work_of(case))]
    for stage in dict.fromkeys(stages):
        StageMove.objects.create(
            case=case,
            stage=stage.value,
            day=facts.day,
            by="cases.opened",
            account_id=actor.account_id,
        )
    if case.stage != stages[-1]:
        case.stage = stages[-1].value
        case.save(update_fields=["stage"])
