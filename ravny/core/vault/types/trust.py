"""What is signed about keys and what came of a recovery, as pages and browsers see it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ravny.core.staff.types import Role

# Whom a root may sign: a ceremony chooses among those who look after the house.
OFFICER_ROLES = frozenset({Role.COORDINATOR.value, Role.KEEPER.value})
RECOVERED_AT_ONCE = 50
PROBLEMS: dict[str, Promise] = {
    "no_root": _("The ceremony of keys has not been held yet."),
    "no_keys": _("They have no keys yet: they join first."),
    "uncertified": _("An officer signs their keys first."),
}


@dataclass(frozen=True)
class KeySignature:
    """A signature over somebody's keys, with the keys as the signer's browser saw them."""

    account_id: UUID
    key_hash: bytes = field(repr=False)
    signing_public: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class PhoneSignature:
    """An officer's signature over a phone, with the hash of the key the browser saw."""

    phone_id: UUID
    key_hash: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class RootFact:
    """A root's public halves; `before`: the public key of the root it took the place of."""

    root_id: UUID
    organisation_id: UUID
    root_public: bytes = field(repr=False)
    recovery_public: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    succession: bytes | None = field(repr=False)
    before: bytes | None = field(repr=False)
    made_on: date


@dataclass(frozen=True)
class CertificateFact:
    """A signature about keys; `account_id`: the subject itself, or whose phone it is."""

    kind: str
    subject_id: UUID
    account_id: UUID
    key_hash: bytes = field(repr=False)
    signing_public: bytes = field(repr=False)
    signed_by: UUID | None
    signature: bytes = field(repr=False)
    made_on: date
    withdrawn: bool


@dataclass(frozen=True)
class EpochFact:
    """An epoch as its maker signed it."""

    circle_id: UUID
    epoch: int
    public_key: bytes = field(repr=False)
    signed_by: UUID
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class Proofs:
    """What a browser needs to see for itself that keys are what they are said to be."""

    root: RootFact | None
    epochs: tuple[EpochFact, ...]
    certificates: tuple[CertificateFact, ...]


@dataclass(frozen=True)
class Standing:
    """How somebody's present keys stand, or a phone's.

    `state`: officer, member, phone; orphan (signed by somebody who left); waiting; swapped (other
    keys than those that were signed: nobody signs these before it is known why).
    """

    state: str
    signed_by: str = ""
    since: date | None = None


@dataclass(frozen=True)
class TrustPerson:
    """Somebody with keys on the officers' page."""

    account_id: UUID
    pseudonym: str
    may_be_officer: bool
    standing: Standing
    public_key: bytes = field(repr=False)
    signing_public: bytes = field(repr=False)


@dataclass(frozen=True)
class TrustPhone:
    """A phone in use on the officers' page."""

    phone_id: UUID
    account_id: UUID
    pseudonym: str
    label: str
    standing: Standing
    public_key: bytes = field(repr=False)


@dataclass(frozen=True)
class TrustBoard:
    """Everybody and every phone, as an officer sees them."""

    root: RootFact | None
    is_officer: bool
    may_hold: bool
    people: tuple[TrustPerson, ...]
    phones: tuple[TrustPhone, ...]

    def _in(self, *states: str) -> "list[TrustPerson | TrustPhone]":
        everything: list[TrustPerson | TrustPhone] = [*self.people, *self.phones]
        return [one for one in everything if one.standing.state in states]

    @property
    def officers(self) -> list[TrustPerson]:
        """Those the root signed."""
        return [one for one in self.people if one.standing.state == "officer"]

    @property
    def waiting(self) -> "list[TrustPerson | TrustPhone]":
        """Those whom an officer should sign, or sign anew."""
        return self._in("waiting", "orphan")

    @property
    def swapped(self) -> "list[TrustPerson | TrustPhone]":
        """Those whose keys are not the signed ones."""
        return self._in("swapped")


@dataclass(frozen=True)
class RecoveryWrapFact:
    """One epoch's seed as it was sealed to the recovery key."""

    circle_id: UUID
    epoch: int
    public_key: bytes = field(repr=False)
    envelope: bytes = field(repr=False)


@dataclass(frozen=True)
class Recoverable:
    """What two sheets could give somebody. `problem`: "", no_root, no_keys or uncertified."""

    account_id: UUID
    pseudonym: str
    problem: str
    proofs: Proofs
    epochs: tuple[RecoveryWrapFact, ...]
    left: int
    public_key: bytes = field(repr=False, default=b"")
    signing_public: bytes = field(repr=False, default=b"")

    @property
    def problem_words(self) -> Promise | str:
        """Words for the problem."""
        return PROBLEMS.get(self.problem, "")


@dataclass(frozen=True)
class RecoveryPerson:
    """Somebody on the recovery page: what they cannot open, or why nothing can be done."""

    account_id: UUID
    pseudonym: str
    problem: str
    waiting: int

    @property
    def problem_words(self) -> Promise | str:
        """Words for the problem."""
        return PROBLEMS.get(self.problem, "")


@dataclass(frozen=True)
class ShutCircle:
    """A circle that nobody who is here can open; `recoverable`: two sheets can."""

    label: str | Promise
    kind: str | Promise
    people: tuple[str, ...]
    recoverable: bool


@dataclass(frozen=True)
class RecoveryPage:
    """What the recovery page shows."""

    has_root: bool
    people: tuple[RecoveryPerson, ...]
    shut: tuple[ShutCircle, ...]


@dataclass(frozen=True)
class RecoveryLine:
    """One use of two sheets; `mine`: the reader was told, `seen`: and has said so."""

    use_id: UUID
    day: date
    account: str
    by: str
    keys: int
    mine: bool
    seen: bool
