"""A person's own keys as values: passkeys, a change of phrase, what is still missing."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class PasskeyFact:
    """A passkey of a person, for their own browser; `salt` is what its PRF is given."""

    passkey_id: UUID
    credential_id: bytes
    salt: bytes
    made_on: date


@dataclass(frozen=True)
class PhraseChange:
    """What a browser sends to put a new phrase in the place of the old one.

    `before`: SHA-256 of the keyring it opened; `keyring`: the same keys under the new phrase.
    """

    old_secret: bytes = field(repr=False)
    new_secret: bytes = field(repr=False)
    code: str = field(repr=False)
    before: bytes
    keyring: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyState:
    """How far somebody's keys are: made, signed by an officer, and which circles open with them.

    `signed` None: the organisation has no root, nobody signs. `held` of `belongs` circles open.
    """

    made_on: date | None
    signed: bool | None
    held: int
    belongs: int

    @property
    def missing(self) -> str:
        """Why nothing opens: no "keys", no officer's "signature", no "circles" shared; or ""."""
        if self.made_on is None:
            return "keys"
        if self.belongs and not self.held:
            return "signature" if self.signed is False else "circles"
        return ""
