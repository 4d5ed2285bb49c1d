"""Records of a chosen age, one of every kind, and a kind by its code."""

from datetime import date
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import RecordKind, record_kinds
from ravny.core.staff.models import Account, Invitation
from ravny.core.vault.models import Phone, PhoneInvitation
from ravny.core.vault.models.people import Authored, Passkey
from ravny.core.vault.models.trust import RecoveryUse, Root
from ravny.insight.upkeep.models import Purged, Wish
from ravny.people.clients.models import Client, HintSearches, KeyGroupFact, Opening
from ravny.people.directory.models import Dealing, Service
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import (
    IntakeRecord,
    Promotion,
    Shift,
    SiteSafetyNote,
    Stand,
)
from ravny.services.referrals.models import Referral
from ravny.services.stock.models import Count, Place, Refill
from ravny.services.testing.models import Test
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.outreach.phones import SITE, set_the_scene
from tests.upkeep.aged_work import work_of

OURS: dict[str, Any] = {"organisation_id": HOUSE}


def kind(code: str) -> RecordKind:
    """Return a kind of record by its code."""
    return next(one for one in record_kinds if one.code == code)


def sealed(model: Any, column: str, row_id: UUID, text: bytes = b"sealed") -> UUID:
    """Put bytes where sealed text stands, past the gate that looks at envelopes."""
    model.objects.filter(id=row_id).update(**{column: text})
    return row_id


def signed(cast: Cast, place: str, object_id: UUID, counter: int = 1) -> None:
    """Write an entry of the peer's register about a text."""
    Authored.objects.create(
        account_id=cast.peer.account_id, counter=counter, circle_id=day_id(), kind=place,
        object_id=object_id, digest=bytes(32), previous=bytes(32), signature=bytes(64),
    )  # fmt: skip


def meeting(cast: Cast, day: date, text: bytes | None = b"sealed", **other: Any) -> UUID:
    """Write a meeting with a note."""
    row = Encounter.objects.create(
        day=day, channel="home", team_id=NEAR_TEAM, worker_id=cast.peer.account_id, who="new",
        **OURS, **other,
    )  # fmt: skip
    return sealed(Encounter, "note", row.id, text) if text else UUID(str(row.id))


def card(cast: Cast, day: date, code: str, **other: Any) -> UUID:
    """Write a client who came on a day."""
    row = Client.objects.create(team_id=NEAR_TEAM, code=code, registered_on=day, **OURS, **other)
    return UUID(str(row.id))


def service() -> Service:
    """Write an office that is out of use."""
    return Service.objects.create(kind="clinic", label="К", country="RU", active=False, **OURS)


def one_of_each(cast: Cast, day: date) -> None:
    """Write a record of every kind whose time is counted from this day."""
    peer = cast.peer.account_id
    set_the_scene()
    with scope(organisation=HOUSE):
        meeting(cast, day, device_id=day_id())
        test = Test.objects.create(
            infection="hiv", purpose="screening", day=day, worker_id=peer, team_id=NEAR_TEAM,
            device_id=day_id(), **OURS,
        )  # fmt: skip
        sealed(Test, "note", test.id)
        who = card(cast, day, "0000000017")
        sealed(Client, "called", who)
        referral = Referral.objects.create(
            client_id=who, team_id=NEAR_TEAM, made_by_id=peer, owner_id=peer, reason="other",
            state="closed", made_on=day, state_on=day, device_id=day_id(), **OURS,
        )  # fmt: skip
        sealed(Referral, "note", referral.id)
        _of_the_house(cast, day)
        _of_the_field(cast, day)
        _of_keys(cast, day)
        groups = KeyGroupFact(client_id=who, groups=("msm",), day=day, **OURS)
        groups.save()
        Opening.objects.create(client_id=who, account_id=peer, day=day, **OURS)
        work_of(cast, day, who)


def _of_the_house(cast: Cast, day: date) -> None:
    peer, office = cast.peer.account_id, service()
    Service.objects.filter(id=office.id).update(verified_on=day, contact=b"sealed")
    dealing = Dealing.objects.create(
        service=office, worker_id=peer, day=day, asked="price", answer="yes", **OURS
    )
    sealed(Dealing, "note", dealing.id)
    paper = Attachment.objects.create(
        home="client", subject_id=day_id(), circle_id=day_id(), chunks=1, whole=True,
        author_id=peer, **OURS,
    )  # fmt: skip
    Attachment.objects.filter(id=paper.id).update(entered_on=day, about=b"sealed")
    Chunk.objects.create(attachment_id=paper.id, index=0, sealed=b"sealed")
    place = Place.objects.create(kind="bag", label="С", **OURS)
    Count.objects.create(place=place, day=day, actor_id=peer, **OURS)
    Refill.objects.create(place=place, actor_id=peer, closed_on=day, **OURS)
    Purged.objects.create(kind="encounters.notes", day=day, count=1, noted=1, **OURS)
    Wish.objects.create(
        team_id=NEAR_TEAM, asked_by_id=peer, state="done", settled_on=day, settled_by_id=peer,
        **OURS,
    )  # fmt: skip


def _of_the_field(cast: Cast, day: date) -> None:
    peer = cast.peer.account_id
    common: dict[str, Any] = {"team_id": NEAR_TEAM, **OURS}
    SiteSafetyNote.objects.create(site_id=SITE, author_id=peer, day=day, **common)
    Shift.objects.create(day=day, worker_id=peer, site_id=SITE, **common)
    Stand.objects.create(
        site_id=SITE, weekday=1, start_minute=1, end_minute=2, valid_to=day, **common
    )
    Promotion.objects.create(
        label="В сети", code="OLD", network="vk", language="uz", last_day=day, **common
    )
    for state in ("tray", "lost", "imported"):
        IntakeRecord.objects.create(
            phone_id=day_id(), worker_id=peer, day=day, kind="contact", state=state, **OURS
        )


def _of_keys(cast: Cast, day: date) -> None:
    gone, peer = cast.psychologist.account_id, cast.peer.account_id
    Account.objects.filter(id=gone).update(active=False)
    phone = Phone.objects.create(
        account_id=peer, public_key=b"\x04" * 65, label="А-1", registered_on=day, state="revoked",
        **OURS,
    )  # fmt: skip
    code = PhoneInvitation.objects.create(
        account_id=peer, token_hash=bytes(32), label="А-2", device_id=None,
        expires_at=f"{day}T00:00:00Z", **OURS,
    )  # fmt: skip
    PhoneInvitation.objects.filter(id=code.id).update(entered_on=day)
    assert phone.seen_on is None
    Passkey.objects.create(account_id=gone, credential_id=b"1", salt=bytes(32), made_on=day, **OURS)
    root = Root.objects.create(
        root_public=bytes(32), recovery_public=bytes(1216), signature=bytes(64), **OURS
    )
    RecoveryUse.objects.create(account_id=peer, by_id=peer, root=root, used_on=day, **OURS)
    Invitation.objects.create(account_id=gone, token_hash=b"2" * 32, expires_on=day)
    HintSearches.objects.create(account_id=peer, since=f"{day}T12:00:00Z", **OURS)
