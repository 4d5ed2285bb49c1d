"""Append-only who-did-what: a chain per organisation.

Rows are only ever added (triggers refuse anything else). The subject is an HMAC under a key of
its own that erasure destroys, so an erased client leaves a chain that still verifies.
"""

from django.db import models

from ravny.core.kit.fields import CodeField


class Head(models.Model):
    """The last link of an organisation's chain; locked while an entry is added."""

    organisation_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)


class SubjectKey(models.Model):
    """The key under which a subject stands in the chain; destroying it forgets the subject."""

    subject_id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField()
    key = models.BinaryField(max_length=32)


class Entry(models.Model):
    """One link: who, what, about whom (as an HMAC), on which day, how many."""

    organisation_id = models.UUIDField()
    number = models.BigIntegerField()
    day = models.DateField()
    actor_id = models.UUIDField(null=True)
    verb = CodeField(max_length=64)
    subject = models.BinaryField(max_length=32, null=True)
    count = models.PositiveIntegerField(default=1)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="journal_number")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "subject"], name="journal_subject"),
            models.Index(fields=["organisation_id", "actor_id", "number"], name="journal_actor"),
            models.Index(fields=["organisation_id", "verb", "number"], name="journal_verb"),
            models.Index(fields=["organisation_id", "day", "number"], name="journal_day"),
        ]


class Checkpoint(models.Model):
    """The signed head at the end of a month: what an exported copy is compared with."""

    organisation_id = models.UUIDField()
    month = models.DateField()
    number = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "month"], name="checkpoint_month")
        ]


class Erased(models.Model):
    """One line of the erasure ledger: what was erased for good, by its id, and on which day.

    After a restore the ledger is replayed, so that what was erased stays erased.
    """

    organisation_id = models.UUIDField()
    number = models.BigIntegerField()
    kind = CodeField(max_length=64)
    object_id = models.UUIDField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="erased_number"),
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "object_id"], name="erased_once"
            ),
        ]
        indexes = [models.Index(fields=["object_id"], name="erased_object")]
