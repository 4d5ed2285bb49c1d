"""Signing in, its throttle, and ending a sign-in."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import now
from ravny.core.kit.errors import NotYours

from ..models import Account, SignIn, Throttle
from ..secrets import (
    STEP_SECONDS,
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
# A code that was used a day ahead was used under a wrong clock: it may not shut everybody out.
STEPS_AHEAD = 24 * 3600 // STEP_SECONDS
MANY = 1000


@transaction.atomic
def try_sign_in(*, login: str, login_secret: bytes, code: str) -> Outcome:
    """Check a name, what was derived from the phrase, and a code; count the tries that fail.

    Does not raise, so that the count is kept. A name nobody bears costs the same queries and
    the same work, and is answered alike. While one must wait, nothing is checked at all.
    """
    with scopes_disabled():
        account = _proven(login, login_secret, code)
    if isinstance(account, Outcome):
        return account
    journal.write_for(
        organisation_id=account.organisation_id,
        actor_id=account.id,
        verb="staff.signed_in",
        subject=account.id,
    )
    return Outcome(account_id=account.id)


@transaction.atomic
def change_secret(
    *, actor: Actor, sign_in_id: UUID, old_secret: bytes, code: str, new_secret: bytes
) -> Outcome:
    """Put what a new phrase derives in the place of the old; the old one and a fresh code prove it.

    Counted and throttled as signing in is, and like it does not raise. The actor's other sign-ins
    end. The caller keeps the keys of the new phrase in the same transaction.
    """
    with scopes_disabled():
        login = Account.objects.values_list("login", flat=True).get(id=actor.account_id)
        account = _proven(login, old_secret, code)
        if isinstance(account, Outcome):
            return account
        Account.objects.filter(id=account.id).update(secret_hash=secret_hash(new_secret))
        SignIn.objects.filter(account_id=account.id).exclude(id=sign_in_id).delete()
    journal.write(actor=actor, verb="staff.phrase_changed", subject=actor.account_id)
    return Outcome(account_id=account.id)


def holds_secret(*, actor: Actor, secret: bytes) -> bool:
    """Tell whether this is what the actor's present phrase derives: a change sent again."""
    with scope(organisation=actor.organisation_id):
        kept = Account.objects.values_list("secret_hash", flat=True).get(id=actor.account_id)
    return hmac.compare_digest(bytes(kept or b""), secret_hash(secret))


def _proven(login: str, login_secret: bytes, code: str) -> Account | Outcome:
    """Return whose name, secret and code these are, or how long to wait; the code is used up."""
    throttle = _throttle(throttle_key(login))
    # After the row is held: of many at once the last would count its wait from before its turn.
    moment = now()
    if throttle.until + FORGOTTEN_AFTER < moment:
        throttle.failures = 0
    account = Account.objects.filter(login=normal_login(login), active=True).first()
    left = throttle.until - moment
    if throttle.failures and timedelta() < left <= wait_after(throttle.failures):
        return Outcome(wait_until=throttle.until)
    step = _right_step(account, login_secret, code, moment)
    if account is None or not step:
        throttle.failures = min(throttle.failures + 1, MANY)
        throttle.until = moment + wait_after(throttle.failures)
        throttle.save(update_fields=["failures", "until"])
        waits = throttle.until > moment
        return Outcome(wait_until=throttle.until if waits else None)
    # Two requests with one code: only the first moves the step on.
    unused = Q(totp_step__lt=step) | Q(totp_step__gt=step + STEPS_AHEAD)
    fresh = Account.objects.filter(unused, id=account.id).update(totp_step=step)
    if not fresh:
        return Outcome()
    throttle.delete()
    return account


def _throttle(key: bytes) -> Throttle:
    """Return a name's row, held until the transaction ends."""
    Throttle.objects.get_or_create(key=key, defaults={"until": now()})
    return Throttle.objects.select_for_update().get(key=key)


def _right_step(account: Account | None, secret: bytes, code: str, moment: datetime) -> int:
    """Return the code's step if everything is right, else 0; the same work for nobody."""
    known_id, known_hash, wrapped = stand_in()
    if account is not None and account.secret_hash and account.totp_wrapped:
        known_id = account.id
        known_hash = bytes(account.secret_hash)
        wrapped = bytes(account.totp_wrapped)
    step = matching_step(unwrap_totp(known_id, wrapped), code, moment)
    right = hmac.compare_digest(secret_hash(secret), known_hash)
    last = account.totp_step if account is not None else 0
    used = step <= last <= step + STEPS_AHEAD
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
