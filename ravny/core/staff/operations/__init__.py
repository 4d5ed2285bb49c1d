"""What can be done about people who work here. Each verb is one transaction and one entry."""

from .accounts import (
    add_account,
    add_organisation,
    add_ready_account,
    close_account,
    close_by_day,
    edit_account,
    invite_first,
    save_own_settings,
)
from .carrying import keep_totp_seeds, totp_seeds
from .inviting import accept_invitation, invite_again
from .signing_in import (
    change_secret,
    drop_old_sign_ins,
    end_every_sign_in,
    end_sign_in,
    holds_secret,
    open_sign_in,
    try_sign_in,
)
from .teams import add_team, edit_team

__all__ = [
    "accept_invitation",
    "add_account",
    "add_organisation",
    "add_ready_account",
    "add_team",
    "change_secret",
    "close_account",
    "close_by_day",
    "drop_old_sign_ins",
    "edit_account",
    "edit_team",
    "end_every_sign_in",
    "end_sign_in",
    "holds_secret",
    "invite_again",
    "invite_first",
    "keep_totp_seeds",
    "open_sign_in",
    "save_own_settings",
    "totp_seeds",
    "try_sign_in",
]
