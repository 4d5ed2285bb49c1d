"""A client's word, scope by scope: given, refused, withdrawn; and what hangs on it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..consent_texts import latest_texts, words_in
from ..models import Client, Consent, KeyGroupFact
from ..queries import consents_of, get_client_for, has_consent, profile_of
from ..types import DECLINED, ClientCard, ConsentState, KeyGroup, Scope

ALONE = frozenset({KeyGroup.NONE.value, DECLINED})


def _refuse_nonsense(
    actor: Actor, card: ClientCard, scope_code: str, state: str, day: date
) -> None:
    if day > today():
        raise DomainError(_("This day has not come yet."), field="day")
    if scope_code not in Scope.values or state not in ConsentState.values:
        raise DomainError(_("Choose one of the answers on the page."))
    last = {fact.scope: fact.state for fact in consents_of(actor, card.client_ids)}
    if state == ConsentState.WITHDRAWN and last[scope_code] != ConsentState.GIVEN:
        raise DomainError(_("Only what was given can be withdrawn."), field="scope")
    keeps_groups = profile_of(actor.country).key_groups == "card"
    if scope_code == Scope.KEEP_GROUPS and state == ConsentState.GIVEN and not keeps_groups:
        raise DomainError(_("Key groups are not kept on cards in this country."), field="scope")


@transaction.atomic
def record_consent(
    *,
    actor: Actor,
    consent_id: UUID,
    client_id: UUID,
    scope_code: str,
    state: str,
    language: str = "ru",
    day: date | None = None,
) -> None:
    """Add a client's word on one scope, by the newest text; nothing is ever overwritten.

    Repeating it with the same id changes nothing. Withdrawing "keeping the key group" removes
    what was kept. Raises DomainError, NotYours.
    """
    card = get_client_for(actor, client_id)
    with scope(organisation=actor.organisation_id):
        Client.objects.select_for_update().get(id=card.client_id)
        if Consent.objects.filter(id=consent_id).exists():
            return
        _refuse_nonsense(actor, card, scope_code, state, day or today())
        last = Consent.objects.filter(client_id=card.client_id).aggregate(n=Max("number"))["n"]
        Consent.objects.create(
            id=consent_id,
            organisation_id=actor.organisation_id,
            client_id=card.client_id,
            number=(last or 0) + 1,
            scope=scope_code,
            state=state,
            day=day or today(),
            text_version=latest_texts()[scope_code].version,
            language=words_in(latest_texts()[scope_code], language)[0],
            account_id=actor.account_id,
        )
        if scope_code == Scope.KEEP_GROUPS and state != ConsentState.GIVEN:
            KeyGroupFact.objects.filter(client_id__in=card.client_ids).delete()
    write(actor=actor, verb=f"clients.consent_{state}", subject=card.client_id)


@transaction.atomic
def record_key_groups(
    *,
    actor: Actor,
    record_id: UUID,
    client_id: UUID,
    groups: tuple[str, ...],
    day: date | None = None,
) -> None:
    """Note on the card what a client said of their key groups on a day.

    Only where the profile keeps them on the card and the client agreed to that scope; raises
    DomainError otherwise. Repeating it with the same id changes nothing.
    """
    card = get_client_for(actor, client_id)
    profile = profile_of(actor.country)
    if profile.key_groups != "card":
        raise DomainError(_("Key groups are not kept on cards in this country."), field="groups")
    if not groups or not set(groups) <= set(profile.key_group_codes):
        raise DomainError(_("Choose one of the answers on the page."), field="groups")
    if set(groups) & ALONE and len(set(groups)) > 1:
        raise DomainError(_("“None of these” and “declined to say” stand alone."), field="groups")
    if not has_consent(actor, card.client_ids, Scope.KEEP_GROUPS):
        raise DomainError(_("The client has not agreed to keep this on the card."), field="groups")
    values: dict[str, Any] = {
        "organisation_id": actor.organisation_id,
        "client_id": card.client_id,
        "groups": groups,
        "day": day or today(),
    }
    with scope(organisation=actor.organisation_id):
        _fact, made = KeyGroupFact.objects.get_or_create(id=record_id, defaults=values)
    if made:
        write(actor=actor, verb="clients.groups_noted", subject=card.client_id)
