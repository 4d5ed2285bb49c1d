"""Signing in, its throttle, and ending a sign-in."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import now
from ravny.core.kit.errors import NotYours

from ..models import Account, SignIn, Throttle
from ..secrets import (
    matching_step,
    normal_login,
    secret_hash,
    stand_in,
    throttle_key,
    unwrap_totp,
    wait_after,
)
from ..types import Actor, Outcome

FORGOTTEN_AFTER = timedelta(days=1)
MANY = 1000


@transaction.atomic
def try_sign_in(*, login: str, login_secret: bytes, code: str) -> Outcome:
    """Check a name, what was derived from the phrase, and a code; count the tries that fail.

    Does not raise, so that the count is kept. A name nobody bears costs the same queries and
    the same work, and is answered alike. While one must wait, nothing is checked at all.
    """
    moment = now()
    with scopes_disabled():
        throttle = _throttle(throttle_key(login), moment)
        account = Account.objects.filter(login=normal_login(login), active=True).first()
        if throttle.failures and throttle.until > moment and wait_after(throttle.failures):
            return Outcome(wait_until=throttle.until)
        step = _right_step(account, login_secret, code, moment)
        if account is None or not step:
            throttle.failures = min(throttle.failures + 1, MANY)
            throttle.until = moment + wait_after(throttle.failures)
            throttle.save(update_fields=["failures", "until"])
            waits = throttle.until > moment
            return Outcome(wait_until=throttle.until if waits else None)
        # Two requests with one code: only the first moves the step on.
        fresh = Account.objects.filter(id=account.id, totp_step__lt=step).update(totp_step=step)
        if not fresh:
            return Outcome()
        throttle.delete()
    journal.write_for(
        organisation_id=account.organisation_id,
        actor_id=account.id,
        verb="staff.signed_in",
        subject=account.id,
    )
    return Outcome(account_id=account.id)


def _throttle(key: bytes, moment: datetime) -> Throttle:
    Throttle.objects.get_or_create(key=key, defaults={"until": moment})
    throttle = Throttle.objects.select_for_update().get(key=key)
    if throttle.until + FORGOTTEN_AFTER < moment:
        throttle.failures = 0
    return throttle


def _right_step(account: Account | None, secret: bytes, code: str, moment: datetime) -> int:
    """Return the code's step if everything is right, else 0; the same work for nobody."""
    known_id, known_hash, wrapped = stand_in()
    if account is not None and account.secret_hash and account.totp_wrapped:
        known_id = account.id
        known_hash = bytes(account.secret_hash)
        wrapped = bytes(account.totp_wrapped)
    step = matching_step(unwrap_totp(known_id, wrapped), code, moment)
    right = hmac.compare_digest(secret_hash(secret), known_hash)
    used = step <= (account.totp_step if account is not None else 0)
    return step if right and not used else 0


@transaction.atomic
def open_sign_in(*, account_id: UUID, session_hash: bytes) -> UUID:
    """Write down a living sign-in for a session made a moment ago; return its id."""
    with scopes_disabled():
        return SignIn.objects.create(account_id=account_id, session_hash=session_hash).id


@transaction.atomic
def end_sign_in(*, actor: Actor, sign_in_id: UUID) -> None:
    """End one of the actor's own sign-ins; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        mine = SignIn.objects.filter(account_id=actor.account_id, id=sign_in_id)
        if not mine.delete()[0]:
            raise NotYours
    journal.write(actor=actor, verb="staff.signed_out", subject=actor.account_id)


@transaction.atomic
def end_every_sign_in(*, actor: Actor) -> None:
    """End all of the actor's sign-ins, this one too."""
    with scope(organisation=actor.organisation_id):
        ended, _ = SignIn.objects.filter(account_id=actor.account_id).delete()
    journal.write(
        actor=actor, verb="staff.signed_out", subject=actor.account_id, count=max(ended, 1)
    )


def drop_old_sign_ins() -> None:
    """Forget sign-ins that are over and tries of days past. Idempotent."""
    with scopes_disabled():
        oldest = now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        SignIn.objects.filter(started_at__lt=oldest).delete()
        Throttle.objects.filter(until__lt=now() - FORGOTTEN_AFTER).delete()
