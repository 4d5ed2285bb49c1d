"""Whose keys these are, and what is left when a phrase is lost: roots, certificates, recovery.

All of it is public or sealed: the seed behind a root stands on three sheets of paper and nowhere
else.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager

from ..types import CertificateKind


class Root(Record):
    """The public halves of an organisation's seed: Ed25519 signs officers, X-Wing recovers.

    `signature`: by the root over both halves. `succession`: by the root before it over the same,
    where there was one and two of its shares were at hand.
    """

    root_public = models.BinaryField(max_length=32)
    recovery_public = models.BinaryField(max_length=1216)
    signature = models.BinaryField(max_length=64)
    succession = models.BinaryField(null=True, max_length=64)
    made_on = models.DateField(default=today)
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(retired_on=None),
                name="one_living_root",
            )
        ]


class Certificate(Record):
    """A signature that says whose keys these are; `signed_by` None: the root itself.

    `subject_id`: an account or a phone. `key_hash`: SHA-256 of its X-Wing (a phone's P-256) key.
    `signing_public`: its Ed25519 key, empty for a phone.
    """

    kind = CodeField(_("kind"), max_length=8, choices=CertificateKind.choices)
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="certificates")
    subject_id = models.UUIDField()
    key_hash = models.BinaryField(max_length=32)
    signing_public = models.BinaryField(max_length=32)
    signed_by = models.ForeignKey(
        "staff.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    signature = models.BinaryField(max_length=64)
    made_on = models.DateField(default=today)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "subject_id"], name="certificate_of")]


class RecoveryWrap(models.Model):
    """An epoch's seed sealed to the recovery key: kind key.circle, object id = the root's id."""

    epoch = models.ForeignKey("vault.Epoch", on_delete=models.PROTECT, related_name="recovery")
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="wraps")
    envelope = models.BinaryField(max_length=2048)
    made_on = models.DateField(default=today)

    objects = ScopedManager(organisation="epoch__circle__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["epoch", "root"], name="recovery_wrap_once")]


class RecoveryUse(Record):
    """Two shares were put together for somebody: on which day, by whose browser, how much."""

    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField(default=today)
    epochs = models.PositiveIntegerField(default=0)


class RecoveryNotice(models.Model):
    """Somebody whose circles were opened by a recovery is told, until they have seen it."""

    use = models.ForeignKey(RecoveryUse, on_delete=models.CASCADE, related_name="notices")
    account = models.ForeignKey("staff.Account", on_delete=models.CASCADE, related_name="+")
    seen_on = models.DateField(null=True)

    objects = ScopedManager(organisation="use__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "account"], name="told_once")]
