"""What opens a backup. Rows of the installation: one `age` identity for every month."""

from django.db import models

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField


class BackupIdentity(models.Model):
    """A month's `age` identity: backups of that month are sealed to its recipient.

    The private half is never stored readable: sealed copies of it open with an organisation's
    recovery key, or somebody keeps it elsewhere. `keys`: what the database does not hold and a
    restore needs (code key, intake keys, seeds of one-time codes, what is carried), an `age` file
    to the same recipient, made by the web process, so that a worker without keys can back up.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    month = models.DateField(unique=True)
    recipient = CodeField(max_length=128)
    keys = models.BinaryField(null=True)
    keys_on = models.DateField(null=True)
    made_on = models.DateField(default=today)
    destroyed_on = models.DateField(null=True)


class BackupCopy(models.Model):
    """A month's identity sealed to an organisation's recovery key: two of three sheets open it."""

    identity = models.ForeignKey(BackupIdentity, on_delete=models.CASCADE, related_name="copies")
    organisation_id = models.UUIDField()
    root_id = models.UUIDField()
    envelope = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity", "root_id"], name="backup_copy_once")
        ]
