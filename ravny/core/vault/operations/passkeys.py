"""A person's passkeys: rows that open nothing; what opens is derived anew in the browser."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff.types import Actor

from ..models.people import Passkey

MOST = 10
SALT_BYTES = 32
LONGEST_ID = 1023  # WebAuthn level 3, 4: credential ID


@transaction.atomic
def add_passkey(*, actor: Actor, credential_id: bytes, salt: bytes) -> UUID:
    """Keep which passkey to ask for and what to hand to its PRF; return its id.

    The same passkey sent again is the same row. Raises DomainError.
    """
    if not 16 <= len(credential_id) <= LONGEST_ID or len(salt) != SALT_BYTES:
        raise DomainError(_("This page is out of date. Open it again."), code="unreadable")
    with scope(organisation=actor.organisation_id):
        mine = Passkey.objects.select_for_update().filter(account_id=actor.account_id)
        known = {bytes(row.credential_id): row for row in mine}
        if credential_id in known:
            return known[credential_id].id
        if len(known) >= MOST:
            raise DomainError(_("Ten passkeys are enough. Remove one you no longer use."))
        try:
            with transaction.atomic():
                row = Passkey.objects.create(
                    organisation_id=actor.organisation_id,
                    account_id=actor.account_id,
                    credential_id=credential_id,
                    salt=salt,
                )
        except IntegrityError as error:
            raise NotYours from error  # somebody else's: an authenticator makes each id once
    journal.write(actor=actor, verb="vault.passkey_added", subject=actor.account_id)
    return row.id


@transaction.atomic
def remove_passkey(*, actor: Actor, passkey_id: UUID) -> None:
    """Forget one of the actor's own passkeys; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        rows = Passkey.objects.filter(account_id=actor.account_id, id=passkey_id)
        if not rows.delete()[0]:
            raise NotYours
    journal.write(actor=actor, verb="vault.passkey_removed", subject=actor.account_id)
