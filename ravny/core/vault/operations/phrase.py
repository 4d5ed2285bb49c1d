"""A new phrase for the same keys: what signs in and what unwraps change in one transaction."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.errors import DomainError
from ravny.core.staff import operations as staff
from ravny.core.staff.types import Actor, Outcome

from ..envelope import EnvelopeError, check_sealed
from ..framing import SUITE_AES
from ..models import StaffKey
from ..types.own import PhraseChange
from .circles import keyring_context

SECRET_BYTES = 32


def _check(actor: Actor, change: PhraseChange) -> None:
    try:
        header = check_sealed(change.keyring, keyring_context(actor.account_id))
    except EnvelopeError as error:
        raise _unreadable() from error
    secrets = {len(change.old_secret), len(change.new_secret), len(change.before)}
    if header.suite != SUITE_AES or secrets != {SECRET_BYTES}:
        raise _unreadable()
    if change.old_secret == change.new_secret:
        raise DomainError(_("These are the words you have. Take other ones."), code="same")


def _unreadable() -> DomainError:
    return DomainError(_("This page is out of date. Open it again."), code="unreadable")


@transaction.atomic
def change_phrase(*, actor: Actor, sign_in_id: UUID, change: PhraseChange) -> Outcome:
    """Keep the login secret and the keyring of a new phrase, both or none.

    The public keys stay, so nobody has to share anything anew. The same change sent again is no
    second one: the answer to the first may have been lost. Of two pages the first counts.
    Answers as `try_sign_in` does for a wrong old phrase or code; raises DomainError.
    """
    _check(actor, change)
    with scope(organisation=actor.organisation_id):
        row = StaffKey.objects.select_for_update().filter(account_id=actor.account_id).first()
        if row is None:
            raise DomainError(_("You have no keys yet. Sign in again: then they are made."))
        kept = bytes(row.keyring)
        if kept == change.keyring and staff.holds_secret(actor=actor, secret=change.new_secret):
            return Outcome(account_id=actor.account_id)
        if hashlib.sha256(kept).digest() != change.before:
            raise DomainError(
                _("Your phrase was changed in another window a moment ago. These new words do not"
                  " count: destroy the note with them."),
                code="changed",
            )  # fmt: skip
        outcome = staff.change_secret(
            actor=actor,
            sign_in_id=sign_in_id,
            old_secret=change.old_secret,
            code=change.code,
            new_secret=change.new_secret,
        )
        if outcome.account_id is not None:
            row.keyring = change.keyring
            row.save(update_fields=["keyring"])
    return outcome
