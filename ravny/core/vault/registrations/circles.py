"""What circles and groups hang on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, PeriodicWork, Permission, Verb
from ravny.core.staff.types import EVERYBODY, DutiesChanged, PersonLeft, TeamChanged

from .. import kinds, operations, queries
from ..pages import today as circle_today


def _team_changed(event: TeamChanged) -> None:
    operations.mark_left(
        organisation_id=event.organisation_id,
        account_ids=event.left,
        place=(kinds.TEAM.code, event.team_id),
    )


def _duties_changed(event: DutiesChanged) -> None:
    for role in event.lost:
        subject_id = kinds.profession_id(event.organisation_id, role)
        operations.mark_left(
            organisation_id=event.organisation_id,
            account_ids={event.account_id},
            place=(kinds.PROFESSION.code, subject_id),
        )


def _person_left(event: PersonLeft) -> None:
    operations.leave_groups(organisation_id=event.organisation_id, account_id=event.account_id)


registries.events.on(TeamChanged, _team_changed)
registries.events.on(DutiesChanged, _duties_changed)
registries.events.on(PersonLeft, _person_left)
for _kind in kinds.OURS:
    kinds.add(_kind)

registries.permissions.add(
    Permission("vault.circles", _("See who can open what"), EVERYBODY),
)

for _verb in (
    Verb("vault.circle_made", _("Made a circle's keys")),
    Verb("vault.wrap_shared", _("Shared a circle's keys")),
    Verb("vault.epoch_started", _("Renewed a circle's keys")),
    Verb("vault.recovery_sealed", _("Sealed circles for recovery")),
    Verb("vault.floor_set", _("Kept earlier text from a newcomer")),
    Verb("vault.floor_taken", _("Let a newcomer have earlier text")),
    Verb("vault.group_made", _("Made a group")),
    Verb("vault.group_changed", _("Changed a group")),
    Verb("vault.group_closed", _("Closed a group")),
    Verb("vault.circles_exported", _("Took the list of circles out as a file")),
):
    registries.verbs.add(_verb)

registries.menu.add(
    MenuEntry(
        "organisation", _("Who can open"), "vault:circles", "vault.circles", 70, queries.due_count
    )
)
registries.today_rows.add(circle_today.rows)
registries.periodic.add(PeriodicWork("vault.circles", 24, operations.tend_circles))
