"""The optional hint for a lost code. The answers stay in the browser; a 32-byte hash arrives.

It is computed from little (a year, a few letters), so that whoever holds the key can try all
answers: it is kept only as an HMAC, looked up slowly, and every look is in the journal.
"""

import hmac
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import write
from ravny.core.kit.clock import now
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor
from ravny.core.vault.instance import code_key

from ..models import Client, HintSearches
from ..queries import by_hint, profile_of, row_for
from ..types import Likeness

HASH_BYTES = 32
SEARCHES = 10
WINDOW = timedelta(hours=1)


def hint_of(organisation_id: UUID, answer_hash: bytes) -> str:
    """Return what is kept of a hint: 64 hexadecimal digits, another for each organisation."""
    message = b"ravny hint 1" + organisation_id.bytes + answer_hash
    return hmac.digest(code_key(), message, "sha256").hex()


def settled_hint(actor: Actor, answer_hash: bytes | None) -> str:
    """Return the hint to keep, "" for none; raises DomainError where the profile forbids it."""
    if not answer_hash:
        return ""
    if not profile_of(actor.country).hint_allowed:
        raise DomainError(_("Hints are not kept in this country."), field="hint")
    if len(answer_hash) != HASH_BYTES:
        raise DomainError(_("The hint did not arrive whole. Answer again."), field="hint")
    return hint_of(actor.organisation_id, answer_hash)


@transaction.atomic
def keep_hint(*, actor: Actor, client_id: UUID, answer_hash: bytes | None) -> None:
    """Keep another hint for a card, or none. Raises DomainError, NotYours."""
    row = row_for(actor, client_id)
    with scope(organisation=actor.organisation_id):
        Client.objects.filter(id=row.id).update(hint=settled_hint(actor, answer_hash))
    write(actor=actor, verb="clients.hint_kept", subject=row.id)


@transaction.atomic
def find_by_hint(*, actor: Actor, answer_hash: bytes) -> list[Likeness]:
    """Return the cards that carry this hint, by code only; people decide.

    Ten searches an hour per account, then DomainError "throttled". Each is journalled, with the
    number of cards it showed.
    """
    hint = settled_hint(actor, answer_hash)
    with scope(organisation=actor.organisation_id):
        searches, _made = HintSearches.objects.select_for_update().get_or_create(
            account_id=actor.account_id, defaults={"organisation_id": actor.organisation_id}
        )
        if now() - searches.since >= WINDOW:
            searches.since, searches.count = now(), 0
        if searches.count >= SEARCHES:
            raise DomainError(
                _("Ten searches an hour is the limit. Try again later."), code="throttled"
            )
        searches.count += 1
        searches.save(update_fields=["since", "count"])
    found = by_hint(actor, hint)
    write(actor=actor, verb="clients.hint_searched", count=len(found))
    return found
