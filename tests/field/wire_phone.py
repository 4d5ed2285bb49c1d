"""A phone without a browser: its key, its seals and its signatures, and what the door answers."""

import base64
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import now
from ravny.core.vault import fields
from ravny.core.vault.envelope import Context, seal
from ravny.core.vault.operations import intake, invite_phone
from ravny.people.clients.models import Client as ClientCard
from ravny.services.encounters.models import Encounter, Handout
from ravny.services.outreach.models import IntakeRecord, Shift
from ravny.services.stock.models import Movement
from tests.cast import HOUSE, Cast, Person, browser_of

Fact = tuple[UUID, dict[str, Any] | bytes]


def spki(key: ec.EllipticCurvePrivateKey) -> str:
    """A phone's public key as it travels: base64 of its SubjectPublicKeyInfo."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(public).decode()


def sign(key: ec.EllipticCurvePrivateKey, body: bytes) -> str:
    """Sign a body as a phone's browser does: raw r ‖ s, base64."""
    statement = b"ravny sync 1" + hashlib.sha256(body).digest()
    r, s = decode_dss_signature(key.sign(statement, ec.ECDSA(hashes.SHA256())))
    return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def clock(moment: datetime | None = None) -> str:
    """A phone's clock as it travels."""
    return f"{moment or now():%Y-%m-%dT%H:%MZ}"


def post(address: str, body: bytes | dict[str, Any], **headers: Any) -> HttpResponse:
    """Post something to the field's door."""
    client = Client(HTTP_HOST=settings.FIELD_HOST, headers=headers)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer: Any = client.post(address, content, content_type="application/json")
    return answer  # type: ignore[no-any-return]  # the test client answers with what views return


def register(token: str, key: ec.EllipticCurvePrivateKey) -> HttpResponse:
    """Ask for a registration."""
    return post("/register", {"token": token, "public_key": spki(key)})


def restart() -> None:
    """Forget all that the serving process keeps between requests."""
    intake._opener.cache_clear()
    fields._known_circles.clear()
    fields._known_epochs.clear()


@dataclass
class WirePhone:
    """A registered phone; `welcome` is what it was told, `newest` the intake keys it holds."""

    key: ec.EllipticCurvePrivateKey
    welcome: dict[str, Any]
    newest: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.newest = self.welcome["intake"]

    @classmethod
    def of(cls, person: Person) -> "WirePhone":
        """Register a new phone of somebody."""
        key = ec.generate_private_key(ec.SECP256R1())
        answer = register(invite_phone(actor=person.actor).token, key)
        assert answer.status_code == 200, answer.content
        return cls(key, json.loads(answer.content))

    @property
    def phone_id(self) -> UUID:
        return UUID(self.welcome["phone"])

    def sealed(self, fact: Fact, keys: dict[str, Any] | None = None) -> dict[str, Any]:
        """Seal a record to the current intake key, or to that of another bundle."""
        record_id, content = fact
        key = (keys or self.newest)["current"]
        context = Context(UUID(key["id"]), key["number"], "intake.record", record_id)
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        envelope = seal(base64.b64decode(key["public_key"]), context, raw)
        return {
            "id": str(record_id),
            "key": key["number"],
            "sealed": base64.b64encode(envelope).decode(),
        }

    def body(self, *records: dict[str, Any], **changes: Any) -> bytes:
        """A batch of sealed records as bytes, some of its fields changed."""
        batch = {
            "batch": str(uuid4()),
            "records": list(records),
            "left": 0,
            "acknowledged": self.newest["next"]["number"],
            "clock": clock(),
        }
        return json.dumps(batch | changes).encode()

    def post(self, body: bytes, **headers: str) -> HttpResponse:
        """Sign and post a body; `headers` take the place of the right ones."""
        right = {"x-ravny-phone": str(self.phone_id), "x-ravny-signature": sign(self.key, body)}
        return post("/sync", body, **(right | headers))

    def send(self, *facts: Fact, **changes: Any) -> dict[str, Any]:
        """Seal, sign, send, and keep the keys that come back; return the answer."""
        answer = self.post(self.body(*map(self.sealed, facts), **changes))
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = json.loads(answer.content)
        self.newest = said["intake"]
        return said


def encounters() -> dict[UUID, Encounter]:
    with scope(organisation=HOUSE):
        return {row.id: row for row in Encounter.objects.select_related("client")}


def states() -> Counter[str]:
    with scope(organisation=HOUSE):
        return Counter(IntakeRecord.objects.values_list("state", flat=True))


def rows() -> tuple[int, ...]:
    with scope(organisation=HOUSE):
        tables = (Encounter, Handout, Movement, IntakeRecord, Shift, Entry, ClientCard)
        return tuple(table.objects.count() for table in tables)


def names(*facts: tuple[UUID, Any]) -> list[str]:
    return [str(record_id) for record_id, _content in facts]


def tray_page(scene: Cast) -> str:
    answer = browser_of(scene.coordinator).get(reverse("outreach:tray"))
    assert answer.status_code == 200
    content: str = answer.content.decode()
    return content
