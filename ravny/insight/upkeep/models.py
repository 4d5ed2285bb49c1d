"""Who does the background work now, and when each piece of it was last done.

These rows belong to the installation, not to an organisation: they hold no fact about anybody.
"""

from django.db import models

from ravny.core.kit.fields import CodeField


class Lease(models.Model):
    """One row: the process that works, and its last sign of life."""

    job = CodeField(max_length=16, primary_key=True)
    holder = CodeField(max_length=40)
    beats_at = models.DateTimeField()


class Done(models.Model):
    """When a periodic work last ran, and whether it went well."""

    job = CodeField(max_length=64, primary_key=True)
    ran_at = models.DateTimeField()
    well = models.BooleanField(default=True)
