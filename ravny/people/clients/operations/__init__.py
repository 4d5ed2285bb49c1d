"""What may be done with clients. Every operation is one transaction and writes the journal."""

from .bulk import bulk_register, register_from_phone
from .consents import record_consent, record_key_groups
from .erasing import hold_cards
from .hints import find_by_hint, keep_hint
from .merging import merge_clients, unmerge_client
from .openings import note_export, note_opening, note_printing
from .pool import fresh_codes, release_unused_codes, reserve_codes
from .registering import edit_client, register_client

__all__ = [
    "bulk_register",
    "edit_client",
    "find_by_hint",
    "fresh_codes",
    "hold_cards",
    "keep_hint",
    "merge_clients",
    "note_export",
    "note_opening",
    "note_printing",
    "record_consent",
    "record_key_groups",
    "register_client",
    "register_from_phone",
    "release_unused_codes",
    "reserve_codes",
    "unmerge_client",
]
