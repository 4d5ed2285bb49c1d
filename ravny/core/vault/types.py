"""What other rooms see of the vault: who may open, what a phone is, what came of an envelope."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLIC_KEY_BYTES = 1216
DEFAULT_SEALED_BYTES = 64 * 1024
# An old intake half lives so long at most; keepers are warned so many days before.
RETIRED_DAYS = 90
WARN_DAYS = 60
ROTATE_DAYS = 30


class IntakeState(models.TextChoices):
    """The life of an intake key: phones seal to the current one and already hold the next."""

    NEXT = "next", _("next")
    CURRENT = "current", _("current")
    RETIRED = "retired", _("retired")
    DESTROYED = "destroyed", _("destroyed")


class PhoneState(models.TextChoices):
    """Active; revoked (its batches are quarantined); written off (nobody waits for it)."""

    ACTIVE = "active", _("in use")
    REVOKED = "revoked", _("revoked")
    WRITTEN_OFF = "written_off", _("written off")


@dataclass(frozen=True)
class CircleFact:
    """What a browser needs to seal to a circle: its id, the newest epoch, that epoch's key."""

    circle_id: UUID
    epoch: int
    public_key: bytes = field(repr=False)


@dataclass(frozen=True)
class WrapFact:
    """One epoch of a circle, wrapped to one person."""

    circle_id: UUID
    epoch: int
    account_id: UUID
    envelope: bytes = field(repr=False)


@dataclass(frozen=True)
class MissingWrap:
    """Somebody who belongs to a circle, has keys, and cannot open this epoch yet."""

    circle_id: UUID
    epoch: int
    account_id: UUID
    public_key: bytes = field(repr=False)


@dataclass(frozen=True)
class CircleMember:
    """A person on a circle's page: since when they can open, or what is missing."""

    account_id: UUID
    pseudonym: str
    has_keys: bool
    opens_since: date | None


@dataclass(frozen=True)
class CircleLine:
    """A circle (or a place where one is due) as the page of circles shows it."""

    kind: str
    kind_label: "str | Promise"
    subject_id: UUID
    subject_label: "str | Promise"
    circle_id: UUID | None
    epoch: int
    made_on: date | None
    members: tuple[CircleMember, ...]
    is_mine: bool

    @property
    def waiting(self) -> tuple[CircleMember, ...]:
        """Members with keys who cannot open yet."""
        if self.circle_id is None:
            return ()
        return tuple(one for one in self.members if one.has_keys and one.opens_since is None)

    @property
    def opened_by(self) -> tuple[CircleMember, ...]:
        """Members who can open the newest epoch."""
        return tuple(one for one in self.members if one.opens_since is not None)

    @property
    def shut_for(self) -> tuple[CircleMember, ...]:
        """Members who cannot."""
        return tuple(one for one in self.members if one.opens_since is None)

    @property
    def is_due(self) -> bool:
        """There is nobody's circle here yet, and somebody has keys to make one."""
        return self.circle_id is None and any(one.has_keys for one in self.members)


@dataclass(frozen=True)
class PhoneFact:
    """A registered phone and whose it is; `public_key` is an SPKI (P-256)."""

    phone_id: UUID
    account_id: UUID
    organisation_id: UUID
    public_key: bytes = field(repr=False)
    label: str
    state: str
    registered_on: date
    seen_on: date | None
    acknowledged: int
    empty_queue: bool

    @property
    def is_active(self) -> bool:
        """False for a phone whose batches are to be quarantined."""
        return self.state == PhoneState.ACTIVE.value


@dataclass(frozen=True)
class PhoneLine:
    """A phone on the page of phones."""

    phone: PhoneFact
    owner: str

    @property
    def state_label(self) -> str | Promise:
        """Words for the state."""
        return PhoneState(self.phone.state).label


@dataclass(frozen=True)
class IntakeLine:
    """An intake key on the keeper's page; `waits_for`: phones that may still need it."""

    number: int
    state: str
    state_label: str
    made_on: date
    destroyed_on: date | None
    days_left: int | None
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class SealedRecord:
    """An outer envelope from a phone: sealed to the intake key of that number."""

    record_id: UUID
    key_number: int
    envelope: bytes = field(repr=False)


@dataclass(frozen=True)
class IntakeProblem:
    """Why an outer envelope was not opened: "unreadable" or "key_gone"."""

    record_id: UUID
    reason: str


@dataclass(frozen=True)
class IntakeKeyFact:
    """A public half that phones seal to: envelope circle = `key_id`, epoch = `number`."""

    key_id: UUID
    number: int
    public_key: bytes = field(repr=False)


@dataclass(frozen=True)
class IntakeBundle:
    """Current and next public halves, signed by the installation (Ed25519, 64 bytes)."""

    organisation_id: UUID
    current: IntakeKeyFact
    next: IntakeKeyFact
    signature: bytes = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """Return the bundle as it goes to a phone."""

        def half(key: IntakeKeyFact) -> dict[str, object]:
            public_key = b64encode(key.public_key).decode()
            return {"id": str(key.key_id), "number": key.number, "public_key": public_key}

        return {
            "organisation": str(self.organisation_id),
            "current": half(self.current),
            "next": half(self.next),
            "signature": b64encode(self.signature).decode(),
        }


@dataclass(frozen=True)
class NewEpoch:
    """What a browser posts when it made a circle: the wraps are by account id."""

    circle_id: UUID
    number: int
    public_key: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    wraps: dict[UUID, bytes] = field(repr=False)


@dataclass(frozen=True)
class OpenedThing:
    """One sealed field that somebody is about to read."""

    circle_id: UUID
    kind: str
    object_id: UUID


@dataclass(frozen=True)
class SealedValue:
    """Sealed text on its way to a page: `{% sealed value title=… %}` shows it shut."""

    envelope: bytes = field(repr=False)
    kind: str
    object_id: UUID
