"""The verbs of the vault, as other rooms call them."""

from .backups import (
    destroy_month,
    ensure_identities,
    following,
    open_month,
    refresh_keys,
    register_identity,
    tend_backup_keys,
)
from .carried import adopt as adopt_keys
from .carried import opened as open_carried
from .circles import forget_staff_key, journal_opened, save_keyring, share_wraps
from .epochs import (
    AlreadyRenewed,
    create_circle,
    keep_recovery,
    set_floor,
    share,
    start_epoch,
)
from .erasing import erase_texts
from .groups import change_group, close_group, make_group
from .intake import (
    change_intake,
    ensure_intake,
    intake_bundle,
    open_intake,
    retire_due,
    rotate_intake,
    sweep_intake,
    tend_intake,
)
from .leaving import leave_groups, mark_left, tend_circles
from .passkeys import add_passkey, remove_passkey
from .phones import (
    acknowledge,
    invite_phone,
    register_phone,
    restore_phone,
    revoke_phone,
    revoke_phones_of,
    verify_batch,
    write_off_phone,
)
from .phrase import change_phrase
from .recovery import drop_old_recovery, give_recovered, see_recovery
from .trust import (
    add_officers,
    keep_root,
    pin_root,
    sign,
    sign_members,
    sign_phones,
    withdraw,
)

__all__ = [
    "AlreadyRenewed",
    "acknowledge",
    "add_officers",
    "add_passkey",
    "adopt_keys",
    "change_group",
    "change_intake",
    "change_phrase",
    "close_group",
    "create_circle",
    "destroy_month",
    "drop_old_recovery",
    "ensure_identities",
    "ensure_intake",
    "erase_texts",
    "following",
    "forget_staff_key",
    "give_recovered",
    "intake_bundle",
    "invite_phone",
    "journal_opened",
    "keep_recovery",
    "keep_root",
    "leave_groups",
    "make_group",
    "mark_left",
    "open_carried",
    "open_intake",
    "open_month",
    "pin_root",
    "refresh_keys",
    "register_identity",
    "register_phone",
    "remove_passkey",
    "restore_phone",
    "retire_due",
    "revoke_phone",
    "revoke_phones_of",
    "rotate_intake",
    "save_keyring",
    "see_recovery",
    "set_floor",
    "share",
    "share_wraps",
    "sign",
    "sign_members",
    "sign_phones",
    "start_epoch",
    "sweep_intake",
    "tend_backup_keys",
    "tend_circles",
    "tend_intake",
    "verify_batch",
    "withdraw",
    "write_off_phone",
]
