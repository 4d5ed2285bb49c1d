"""Questions about what opens backups. Rows of the installation: no organisation is asked for."""

from datetime import date

from django.db.models import Count
from django_scopes import scopes_disabled

from ..models.backups import BackupCopy, BackupIdentity
from ..models.trust import Root
from ..types.backups import IdentityFact, MonthCopy, MonthKeys


def _fact(row: BackupIdentity, copies: int) -> IdentityFact:
    return IdentityFact(
        identity_id=row.id,
        month=row.month,
        recipient=row.recipient,
        copies=copies,
        made_on=row.made_on,
        keys_on=row.keys_on,
        destroyed_on=row.destroyed_on,
    )


def backup_identities() -> list[IdentityFact]:
    """Return the identities of all months, the newest first. One query."""
    rows = BackupIdentity.objects.annotate(sealed=Count("copies")).order_by("-month")
    return [_fact(row, row.sealed) for row in rows.defer("keys")]


def backup_identity(month: date) -> IdentityFact | None:
    """Return the living identity of a month, None where backups have nobody to be sealed to."""
    for one in backup_identities():
        if one.month == month.replace(day=1) and one.destroyed_on is None:
            return one
    return None


def backup_keys(month: date) -> bytes | None:
    """Return what a restore needs beside the database, sealed to the month. One query."""
    row = BackupIdentity.objects.filter(month=month.replace(day=1), destroyed_on=None).first()
    return bytes(row.keys) if row and row.keys is not None else None


def month_keys(month: date) -> MonthKeys | None:
    """Return the sealed copies of a month's identity, None where somebody keeps it. Three."""
    row = BackupIdentity.objects.filter(month=month.replace(day=1), destroyed_on=None).first()
    copies = list(BackupCopy.objects.filter(identity=row).order_by("root_id")) if row else []
    if row is None or not copies:
        return None
    with scopes_disabled():
        roots = Root.objects.in_bulk([copy.root_id for copy in copies])
    return MonthKeys(
        identity_id=row.id,
        month=row.month,
        recipient=row.recipient,
        copies=tuple(
            MonthCopy(
                copy.root_id,
                copy.organisation_id,
                bytes(roots[copy.root_id].root_public),
                bytes(copy.envelope),
            )
            for copy in copies
            if copy.root_id in roots
        ),
    )
