"""The chapters that need no database."""

from django.utils.translation import gettext_lazy as _

from . import disk, keys, network, process
from .types import Chapter

PLAIN = (
    Chapter("keys", _("Instance key"), keys.CHECKS, asks_database=False),
    Chapter("disk", _("Disk"), disk.CHECKS, asks_database=False),
    Chapter("process", _("Machine"), process.CHECKS, asks_database=False),
    Chapter("network", _("Doors"), network.CHECKS, asks_database=False),
)
