"""What changes the directory."""

from .dealings import record_dealing, settle_dealing
from .services import note_export, retire_service, save_service, set_prices, verify_service

__all__ = [
    "note_export",
    "record_dealing",
    "retire_service",
    "save_service",
    "set_prices",
    "settle_dealing",
    "verify_service",
]
