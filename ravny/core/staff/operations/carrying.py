"""Secrets of one-time codes on their way to another installation: a backup's, never a page's."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django_scopes import scopes_disabled

from ravny.core.kit.sealing import Unopened

from ..models import Account
from ..secrets import unwrap_totp, wrap_totp


def totp_seeds() -> dict[UUID, bytes]:
    """Return account id → the secret of its one-time codes, of everybody who has one.

    Only a process with the instance key can. What this key does not open is left out.
    """
    with scopes_disabled():
        rows = list(
            Account.objects.exclude(totp_wrapped=None)
            .order_by("id")
            .values_list("id", "totp_wrapped")
        )
    seeds: dict[UUID, bytes] = {}
    for account_id, wrapped in rows:
        try:
            seeds[account_id] = unwrap_totp(account_id, bytes(wrapped or b""))
        except Unopened:
            continue
    return seeds


@transaction.atomic
def keep_totp_seeds(*, seeds: Mapping[UUID, bytes]) -> tuple[int, int]:
    """Wrap the secrets under this installation's key; return how many were kept and lost.

    An account whose secret is not among them cannot sign in: it joins anew, invited by a lead.
    """
    kept = lost = 0
    with scopes_disabled():
        for account in Account.objects.select_for_update().exclude(totp_wrapped=None):
            seed = seeds.get(account.id)
            account.totp_wrapped = wrap_totp(account.id, seed) if seed else None
            account.save(update_fields=["totp_wrapped"])
            kept, lost = kept + bool(seed), lost + (not seed)
    return kept, lost
