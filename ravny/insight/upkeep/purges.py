"""What periods and the daily purge hang on the registries of kit."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, PeriodicWork, Permission, Verb
from ravny.core.staff.types import Role

from .operations.purging import forget_ended_sessions, purge_all, verb_of
from .queries.periods import check_profiles
from .retention import KINDS

LEADS = frozenset({Role.COORDINATOR.value, Role.KEEPER.value})

for _kind in KINDS:
    registries.record_kinds.add(_kind)
check_profiles()  # a wrong file of a country stops the start
registries.permissions.add(
    Permission("upkeep.periods", _("See how long records are kept and what went"), LEADS)
)
registries.permissions.add(
    Permission(
        "upkeep.set_periods",
        _("Decide how long records are kept"),
        frozenset({Role.COORDINATOR.value}),
    )
)
registries.verbs.add(Verb("upkeep.period_set", _("Decided how long records are kept")))
registries.verbs.add(Verb("upkeep.purged_exported", _("Took a copy of the list of what went")))
for _kind in registries.record_kinds:
    registries.verbs.add(
        Verb(verb_of(_kind.code), format_lazy(_("Time was over: {kind}"), kind=_kind.label))
    )
registries.menu.add(
    MenuEntry(
        "organisation",
        _("How long records are kept"),
        "upkeep:periods",
        "upkeep.periods",
        order=84,
    )
)
registries.periodic.add(PeriodicWork("upkeep.purge", 24, purge_all, needs_clock=True))
registries.periodic.add(PeriodicWork("upkeep.sessions", 24, forget_ended_sessions, needs_keys=True))
