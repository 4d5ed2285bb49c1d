"""What changes sites and meetings."""

from .meetings import record_encounter, record_many, settle_clock, void_encounter
from .sites import save_site

__all__ = ["record_encounter", "record_many", "save_site", "settle_clock", "void_encounter"]
