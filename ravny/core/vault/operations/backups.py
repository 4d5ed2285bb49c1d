"""What opens backups: a month's `age` identity, sealed to the recovery keys and then forgotten.

Whoever holds two of an organisation's three sheets opens a month; the server cannot. Destroying a
month's sealed copies is what makes its backups unreadable, wherever they were carried.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pyrage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.core.staff.queries import list_organisations

from .. import shares
from ..envelope import Context, EnvelopeError, open_sealed, seal
from ..models.backups import BackupCopy, BackupIdentity
from ..models.trust import Root
from ..types.backups import MonthCopy, MonthKeys
from .carried import gather, packed

KIND = "backup.identity"
# Identity → SHA-256 of what this process has last sealed to it: the same is not sealed again.
_sealed: dict[UUID, bytes] = {}


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def following(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def tend_backup_keys() -> None:
    """Periodic: identities of this and the next month; what a restore needs, sealed to them."""
    ensure_identities()
    refresh_keys()


def ensure_identities() -> None:
    """Make the identities of this and the next month where they lack, after a ceremony only.

    Before one there is nobody to seal them to: the keeper keeps one (`register_identity`). One
    that a living root does not open (a later ceremony) is made anew.
    """
    with scopes_disabled():
        roots = list(Root.objects.filter(retired_on=None).order_by("id"))
    if not roots:
        return
    this = first_of(today())
    for month in (this, following(this)):
        _ensure(month, roots)


@transaction.atomic
def _ensure(month: date, roots: Sequence[Root]) -> None:
    row = BackupIdentity.objects.select_for_update().filter(month=month).first()
    if row is not None:
        if not _is_spent(row, roots):
            return
        row.delete()
    identity = pyrage.x25519.Identity.generate()
    made = BackupIdentity.objects.create(
        id=day_id(), month=month, recipient=str(identity.to_public())
    )
    for root in roots:
        context = Context(circle=root.id, epoch=0, kind=KIND, object_id=made.id)
        BackupCopy.objects.create(
            identity=made,
            organisation_id=root.organisation_id,
            root_id=root.id,
            envelope=seal(bytes(root.recovery_public), context, str(identity).encode("ascii")),
        )
    _journal("vault.backup_identity_made")


def _is_spent(row: BackupIdentity, roots: Sequence[Root]) -> bool:
    """Destroyed, or a living root's sheets would not open it; one that somebody keeps is not."""
    if row.destroyed_on is not None:
        return True
    sealed_to = set(row.copies.values_list("root_id", flat=True))
    return bool(sealed_to) and not {root.id for root in roots} <= sealed_to


def _journal(verb: str) -> None:
    for organisation_id, _country in list_organisations():
        journal.write_for(organisation_id=organisation_id, actor_id=None, verb=verb)


@transaction.atomic
def register_identity(*, month: date, recipient: str) -> None:
    """Let the backups of a month be sealed to an identity that somebody keeps elsewhere.

    Raises DomainError for a recipient that is none, and where the month has one already.
    """
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise DomainError(_("This is not a recipient of age."), code="recipient") from error
    rows = BackupIdentity.objects.select_for_update().filter(month=first_of(month))
    if rows.filter(destroyed_on=None).exists():
        raise DomainError(
            _("This month has an identity already. Destroy it first, or choose another month."),
            code="identity",
        )
    rows.delete()
    BackupIdentity.objects.create(id=day_id(), month=first_of(month), recipient=recipient)
    _journal("vault.backup_identity_made")


def refresh_keys() -> None:
    """Seal what the database does not hold to the living identities, where it has changed.

    Needs the instance key. One query where backups have no identity yet.
    """
    rows = BackupIdentity.objects.filter(month__gte=first_of(today()), destroyed_on=None)
    identities = list(rows.values_list("id", "recipient", "keys_on"))
    if not identities:
        return
    plain = packed(gather())
    for identity_id, recipient, keys_on in identities:
        digest = hashlib.sha256(plain).digest()
        if _sealed.get(identity_id) == digest and keys_on == today():
            continue
        keys = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient)])
        BackupIdentity.objects.filter(id=identity_id).update(keys=keys, keys_on=today())
        _sealed[identity_id] = digest


def open_month(*, month: MonthKeys, sheets: Sequence[Sequence[str]]) -> str:
    """Return a month's `age` identity, opened with two typed sheets (four rows each).

    Needs no database and no instance key. Raises ShareError for the sheets ("other_root": of no
    ceremony that this month is sealed to) and EnvelopeError where the month's file was altered.
    """
    for copy in month.copies:
        try:
            parts = [shares.read(rows, copy.root_public) for rows in sheets]
        except shares.ShareError as error:
            if error.code == "other_root":
                continue
            raise
        keys = shares.keys_of(shares.combine(parts))
        if keys.root_public != copy.root_public:
            raise shares.ShareError("other_root")
        return open_copy(month, copy, keys.recovery_seed)
    raise shares.ShareError("other_root")


def open_copy(month: MonthKeys, copy: MonthCopy, recovery_seed: bytes) -> str:
    """Return the identity inside a sealed copy; raises EnvelopeError where it is another's."""
    context = Context(circle=copy.root_id, epoch=0, kind=KIND, object_id=month.identity_id)
    text = open_sealed(recovery_seed, context, copy.envelope).content.decode("ascii", "replace")
    try:
        recipient = str(pyrage.x25519.Identity.from_str(text).to_public())
    except pyrage.IdentityError as error:
        raise EnvelopeError("open") from error
    if recipient != month.recipient:
        raise EnvelopeError("context")
    return text


@transaction.atomic
def destroy_month(*, month: date) -> bool:
    """Destroy the sealed copies of a month and what was sealed to it; False where it was done.

    The files that were carried apart and an identity that somebody keeps are theirs to destroy.
    """
    row = BackupIdentity.objects.select_for_update().filter(month=first_of(month)).first()
    if row is None or row.destroyed_on is not None:
        return False
    row.copies.all().delete()
    row.keys, row.destroyed_on = None, today()
    row.save(update_fields=["keys", "destroyed_on"])
    _journal("vault.backup_identity_destroyed")
    return True
