"""What this room hangs on the registries of kit."""

from ravny.core.kit import registries
from ravny.core.kit.registries import PeriodicWork

from . import purges as purges
from . import watching as watching
from . import wishing as wishing
from .clock_guard import is_trusted
from .operations.backing_up import tend_window
from .pages.clock import clock_rows
from .statistics import refresh_statistics

registries.periodic.add(PeriodicWork("upkeep.statistics", 6, refresh_statistics))
registries.periodic.add(PeriodicWork("upkeep.window", 1, tend_window))
registries.clock_checks.add(is_trusted)
registries.today_rows.add(clock_rows)
