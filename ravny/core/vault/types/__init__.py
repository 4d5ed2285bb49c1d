"""What other rooms see of the vault: who may open, what a phone is, what came of an envelope."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

PUBLIC_KEY_BYTES = 1216
DEFAULT_SEALED_BYTES = 64 * 1024
# An old intake half lives so long at most; keepers are warned so many days before.
RETIRED_DAYS = 90
WARN_DAYS = 60
CLOSE_DAYS = 30
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


class CertificateKind(models.TextChoices):
    """What a signature says: an officer (by the root), a member or a phone (by an officer)."""

    OFFICER = "officer", _("officer")
    MEMBER = "member", _("colleague")
    PHONE = "phone", _("phone")


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
class RecoveryFact:
    """One epoch of a circle, sealed to the recovery key."""

    circle_id: UUID
    epoch: int
    envelope: bytes = field(repr=False)


@dataclass(frozen=True)
class MissingWrap:
    """Somebody who belongs to a circle, has keys, and cannot open this epoch yet."""

    circle_id: UUID
    epoch: int
    account_id: UUID
    public_key: bytes = field(repr=False)


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
    pinned: bytes | None = field(default=None, repr=False)

    @property
    def is_active(self) -> bool:
        """False for a phone whose batches are to be quarantined."""
        return self.state == PhoneState.ACTIVE.value


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

    @property
    def is_close(self) -> bool:
        """Two thirds of an old key's time are over and a phone may still need it."""
        return bool(self.waits_for) and self.days_left is not None and self.days_left <= CLOSE_DAYS


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
    """Sealed text on its way to a page: `{% sealed value title=… %}` shows it shut.

    `on_phone`: a phone sealed it, which signs batches and not texts.
    """

    envelope: bytes = field(repr=False)
    kind: str
    object_id: UUID
    on_phone: bool = False
