"""Public keys, wrapped keys and phones. Nothing here opens anything by itself.

The private half of a circle stands only in wraps, one per member; of an intake key in a file
outside the database; of a person under their phrase, which nobody else knows.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager

from ..types import IntakeState, PhoneState


class StaffKey(models.Model):
    """A person's public keys, and their private ones under a key made from their phrase.

    `keyring`: suite 2, kind key.staff, 64 bytes: X-Wing seed ‖ Ed25519 seed.
    `pinned_root`: suite 2, kind key.root, the 32 bytes of the root this person once compared,
    under a key made from the keyring.
    """

    account = models.OneToOneField(
        "staff.Account", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    public_key = models.BinaryField(max_length=1216)
    signing_public = models.BinaryField(max_length=32)
    keyring = models.BinaryField(max_length=256)
    made_on = models.DateField(default=today)
    pinned_root = models.BinaryField(null=True, max_length=256)

    objects = ScopedManager(organisation="account__organisation")


class Circle(Record):
    """Who may open: an immutable id for the people around one subject.

    `stale_since`: somebody who could open the newest epoch left on that day, a new one is due.
    """

    kind = CodeField(_("kind"), max_length=32)
    subject_id = models.UUIDField()
    stale_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject_id"], name="one_circle_per_subject"
            )
        ]


class Epoch(models.Model):
    """A key pair of a circle; a new one begins when somebody leaves.

    `signature`: Ed25519 by `signed_by` over circle, number and public key.
    """

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="epochs")
    number = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=1216)
    made_on = models.DateField(default=today)
    signed_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)

    objects = ScopedManager(organisation="circle__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "number"], name="epoch_number")]


class Wrap(models.Model):
    """An epoch's seed sealed to one member: kind key.circle, bound to circle, epoch, account."""

    epoch = models.ForeignKey(Epoch, on_delete=models.PROTECT, related_name="wraps")
    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    envelope = models.BinaryField(max_length=2048)
    made_on = models.DateField(default=today)

    objects = ScopedManager(organisation="epoch__circle__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["epoch", "account"], name="wrap_once")]


class EpochFloor(models.Model):
    """A member of a circle who was given no epoch older than this number."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="floors")
    account = models.ForeignKey("staff.Account", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    objects = ScopedManager(organisation="circle__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "account"], name="floor_once")]


class IntakeKey(Record):
    """What phones seal their queue to; the private half is a file that can be destroyed."""

    number = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=1216)
    state = CodeField(_("state"), max_length=12, choices=IntakeState.choices)
    made_on = models.DateField(default=today)
    retired_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="intake_number")
        ]


class Phone(Record):
    """A worker's phone: the key that signs its batches, and what it told us last.

    `acknowledged`: the newest intake number it holds; `empty_queue`: nothing was left behind.
    `pinned`: SHA-256 of the root it believes; none for one registered before a ceremony.
    """

    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    public_key = models.BinaryField(max_length=128)
    label = CodeField(_("label"), max_length=8)
    registered_on = models.DateField(default=today)
    acknowledged = models.PositiveIntegerField(default=0)
    empty_queue = models.BooleanField(default=True)
    seen_on = models.DateField(null=True)
    pinned = models.BinaryField(null=True, max_length=32)
    state = CodeField(
        _("state"), max_length=12, choices=PhoneState.choices, default=PhoneState.ACTIVE
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"], name="phone_by_state")]


class PhoneInvitation(Record):
    """A one-time code that registers a phone; only its hash is kept, ten minutes long."""

    account = models.ForeignKey("staff.Account", on_delete=models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True, max_length=32)
    label = CodeField(_("label"), max_length=8)
    expires_at = models.DateTimeField()
    device = models.ForeignKey(Phone, null=True, on_delete=models.CASCADE, related_name="+")


# Django looks for models here; the rest of the room imports them from where they stand.
from . import backups, people, trust  # noqa: E402, F401  # at the end: they name models of this module
