"""What this room hangs on the registries of kit."""

from ravny.core.kit import registries
from ravny.core.kit.registries import PeriodicWork

from .statistics import refresh_statistics

registries.periodic.add(PeriodicWork("upkeep.statistics", 6, refresh_statistics))
