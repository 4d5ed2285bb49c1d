"""What changes sites and meetings."""

from .meetings import note_export, record_encounter, record_many, settle_clock, void_encounter
from .met import ClientsMet
from .sites import SiteEntry, save_site

__all__ = [
    "ClientsMet",
    "SiteEntry",
    "note_export",
    "record_encounter",
    "record_many",
    "save_site",
    "settle_clock",
    "void_encounter",
]
