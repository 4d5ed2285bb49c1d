"""Online campaigns: where, in which language, and what each brought."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.types import Network
from ravny.services.encounters.types import Language

from ..models import Promotion
from ..types import PromotionEntry, PromotionOutcome
from .contacts import CAMPAIGN

LARGEST = 1_000_000_000


def _check(actor: Actor, entry: PromotionEntry) -> None:
    if not entry.label.strip():
        raise DomainError(_("Give it a label."), field="label", code="required")
    if not CAMPAIGN.fullmatch(entry.code):
        raise DomainError(
            _("2 to 16 small letters, digits or dashes, for example tg-uz-11."), field="code"
        )
    if entry.network not in Network.values:
        raise DomainError(_("Choose one of the list."), field="network")
    if entry.language not in Language.values:
        raise DomainError(_("Choose one of the list."), field="language")
    if entry.last_day and entry.last_day < entry.first_day:
        raise DomainError(_("The last day comes after the first."), field="last_day", code="order")
    if entry.team_id not in actor.teams and not actor.may("encounters.every_team"):
        raise NotYours


def _own(actor: Actor, promotion_id: UUID) -> Promotion | None:
    with scopes_disabled():  # an id of another house must be refused, not written over
        row = Promotion.objects.select_for_update().filter(id=promotion_id).first()
    if row is None:
        return None
    ours = row.organisation_id == actor.organisation_id
    if not ours or (row.team_id not in actor.teams and not actor.may("encounters.every_team")):
        raise NotYours
    return row


@transaction.atomic
def save_promotion(*, actor: Actor, promotion_id: UUID, entry: PromotionEntry) -> None:
    """Make a campaign or change it. Raises DomainError beside the field, NotYours."""
    _check(actor, entry)
    with scope(organisation=actor.organisation_id):
        row = _own(actor, promotion_id)
        if Promotion.objects.filter(code=entry.code).exclude(id=promotion_id).exists():
            raise DomainError(_("Another campaign has this code."), field="code", code="taken")
        row = row or Promotion(id=promotion_id, organisation_id=actor.organisation_id)
        row.label, row.code, row.network = entry.label.strip(), entry.code, entry.network
        row.language, row.team_id = entry.language, entry.team_id
        row.first_day, row.last_day = entry.first_day, entry.last_day
        row.save()
        journal.write(actor=actor, verb="outreach.promotion_saved", subject=promotion_id)


@transaction.atomic
def record_outcome(*, actor: Actor, promotion_id: UUID, outcome: PromotionOutcome) -> None:
    """Write down what a campaign brought, as counted by hand; the last numbers stay."""
    for name in ("views", "messages", "contacts", "clients"):
        if not 0 <= getattr(outcome, name) <= LARGEST:
            raise DomainError(_("Enter a number from 0."), field=name, code="range")
    if outcome.clients > outcome.contacts:
        raise DomainError(
            _("There cannot be more clients than contacts."), field="clients", code="order"
        )
    with scope(organisation=actor.organisation_id):
        row = _own(actor, promotion_id)
        if row is None:
            raise NotYours
        row.views, row.messages = outcome.views, outcome.messages
        row.contacts, row.clients = outcome.contacts, outcome.clients
        row.save(update_fields=["views", "messages", "contacts", "clients"])
        journal.write(actor=actor, verb="outreach.outcome_recorded", subject=promotion_id)
