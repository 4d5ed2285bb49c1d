"""The verbs of the vault, as other rooms call them."""

from .circles import (
    create_circle,
    forget_staff_key,
    journal_opened,
    save_keyring,
    share_wraps,
)
from .intake import (
    ensure_intake,
    intake_bundle,
    open_intake,
    retire_due,
    rotate_intake,
    sweep_intake,
    tend_intake,
)
from .phones import (
    acknowledge,
    invite_phone,
    register_phone,
    revoke_phone,
    verify_batch,
    write_off_phone,
)

__all__ = [
    "acknowledge",
    "create_circle",
    "ensure_intake",
    "forget_staff_key",
    "intake_bundle",
    "invite_phone",
    "journal_opened",
    "open_intake",
    "register_phone",
    "retire_due",
    "revoke_phone",
    "rotate_intake",
    "save_keyring",
    "share_wraps",
    "sweep_intake",
    "tend_intake",
    "verify_batch",
    "write_off_phone",
]
