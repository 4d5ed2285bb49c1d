"""What can be done about people who work here. Each verb is one transaction and one entry."""

from .accounts import (
    add_account,
    add_organisation,
    add_ready_account,
    close_account,
    edit_account,
    invite_first,
    save_own_settings,
)
from .inviting import accept_invitation, invite_again
from .signing_in import (
    drop_old_sign_ins,
    end_every_sign_in,
    end_sign_in,
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
    "close_account",
    "drop_old_sign_ins",
    "edit_account",
    "edit_team",
    "end_every_sign_in",
    "end_sign_in",
    "invite_again",
    "invite_first",
    "open_sign_in",
    "save_own_settings",
    "try_sign_in",
]
