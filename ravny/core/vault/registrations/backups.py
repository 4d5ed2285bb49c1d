"""What identities of backups hang on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import PeriodicWork, Verb
from ravny.core.staff.types import PersonJoined

from ..operations import backups
from ..types.backups import IntakeChanged


def _keys_changed(event: PersonJoined | IntakeChanged) -> None:
    """A backup made in the next minute must bring everybody's one-time codes and every key."""
    backups.refresh_keys()


registries.events.on(PersonJoined, _keys_changed)
registries.events.on(IntakeChanged, _keys_changed)

for _verb in (
    Verb("vault.backup_identity_made", _("Made the key of a month's backups")),
    Verb("vault.backup_identity_destroyed", _("Destroyed the key of a month's backups")),
    Verb("vault.keys_carried", _("Took over the keys of a backup")),
):
    registries.verbs.add(_verb)

registries.periodic.add(PeriodicWork("vault.backups", 1, backups.tend_backup_keys, needs_keys=True))
