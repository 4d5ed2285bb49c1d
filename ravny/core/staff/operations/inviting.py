"""Invitations: a one-time link by which a person makes their own secrets."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import now, today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.registries import events

from ..models import Account, Invitation, SignIn
from ..secrets import matching_step, new_token, secret_hash, token_hash, wrap_totp
from ..types import Actor, PersonJoined, PersonLeft, Role

VALID = timedelta(days=7)


def invite(account_id: UUID) -> str:
    """Replace an account's invitation and return the new token. Call within the scope."""
    token = new_token()
    Invitation.objects.update_or_create(
        account_id=account_id,
        defaults={"token_hash": token_hash(token), "expires_on": today() + VALID},
    )
    return token


@transaction.atomic
def invite_again(*, actor: Actor, account_id: UUID) -> str:
    """Let somebody join anew (lost phrase, lost phone, back again) and return the token.

    What they had opens nothing from now on: sign-ins end, the old secrets are gone, and keys
    made under them are given up. Raises NotYours, DomainError.
    """
    if account_id == actor.account_id:
        raise DomainError(_("Ask a colleague to invite you again."))
    with scope(organisation=actor.organisation_id):
        account = Account.objects.select_for_update().filter(id=account_id).first()
        if account is None:
            raise NotYours
        if Role.KEEPER.value in account.roles and Role.KEEPER.value not in actor.roles:
            raise DomainError(_("Only a system keeper changes a keeper's account."))
        had_joined = account.joined_on is not None
        Account.objects.filter(id=account_id).update(
            active=True, secret_hash=None, totp_wrapped=None, totp_step=0, joined_on=None
        )
        SignIn.objects.filter(account_id=account_id).delete()
        token = invite(account_id)
    if had_joined:
        events.emit(PersonLeft(actor.organisation_id, account_id, actor.account_id))
    journal.write(actor=actor, verb="staff.invited", subject=account_id)
    return token


@transaction.atomic
def accept_invitation(*, token: str, login_secret: bytes, totp_secret: bytes, code: str) -> UUID:
    """Keep what the browser derived and use the invitation up; return the account.

    Raises NotYours for a token that is unknown, used or past, DomainError for a wrong code.
    """
    with scopes_disabled():
        found = Invitation.objects.select_for_update().select_related("account")
        invitation = found.filter(token_hash=token_hash(token), expires_on__gte=today()).first()
        if invitation is None or not invitation.account.active:
            raise NotYours
        step = matching_step(totp_secret, code, now())
        if not step:
            raise DomainError(
                _("This code is not right. Wait for the next one and type it."), field="code"
            )
        account = invitation.account
        account.secret_hash = secret_hash(login_secret)
        account.totp_wrapped = wrap_totp(account.id, totp_secret)
        account.totp_step = step
        account.joined_on = today()
        account.save(update_fields=["secret_hash", "totp_wrapped", "totp_step", "joined_on"])
        SignIn.objects.filter(account_id=account.id).delete()
        invitation.delete()
    events.emit(PersonJoined(account.organisation_id, account.id))
    journal.write_for(
        organisation_id=account.organisation_id,
        actor_id=account.id,
        verb="staff.joined",
        subject=account.id,
    )
    return account.id
