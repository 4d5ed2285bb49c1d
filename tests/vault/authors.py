"""Authors at work through the desk's own form: the safety notes of a site."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.kit.ids import day_id
from ravny.core.vault import fields
from ravny.core.vault.authoring import entry_of, hash_of
from ravny.core.vault.models.people import Authored
from ravny.core.vault.pen import Pen
from ravny.core.vault.reader import Keyring
from ravny.core.vault.statements import NO_STATEMENT
from ravny.core.vault.types import CircleFact
from ravny.core.vault.types.authors import Entry
from ravny.services.outreach.models import SiteSafetyNote
from tests.cast import Person, browser_of
from tests.outreach.phones import SITE, set_the_scene

if TYPE_CHECKING:
    from tests.vault.conftest import Keyed

KIND = "site.safety"


def text_of(entries: Sequence[Entry]) -> str:
    """Return entries as a form carries them."""
    return json.dumps([plain(entry) for entry in entries])


def plain(entry: Entry) -> dict[str, Any]:
    """Return one entry as JSON."""

    def octets(value: bytes) -> str:
        return b64encode(value).decode()

    return {
        "counter": entry.counter,
        "circle": str(entry.circle_id),
        "kind": entry.kind,
        "object": str(entry.object_id),
        "digest": octets(entry.digest),
        "previous": octets(entry.previous),
        "signature": octets(entry.signature),
    }


def posted(pen: Pen) -> str:
    """Return everything a pen has written as a form carries it."""
    return text_of([entry for entry, _day in pen.entries])


@dataclass
class Writer:
    """Somebody with keys at a signed-in browser."""

    person: Person
    keyring: Keyring
    circle: CircleFact
    browser: Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = browser_of(self.person)

    def pen(self) -> Pen:
        """Return a pen that goes on where the register ends now, as a tab does."""
        return Pen(actor=self.person.actor, keyring=self.keyring)

    def post(self, note_id: UUID, envelope: bytes, authored: str) -> Any:
        """Send the form of a new note, `authored` as the browser puts it in."""
        sent = {"record_id": str(note_id), "text": b64encode(envelope).decode()}
        if authored:
            sent["authored"] = authored
        return self.browser.post(reverse("outreach:site", args=[SITE]), sent)

    def write(self, pen: Pen | None = None) -> tuple[UUID, Any]:
        """Write a signed note; return its id and the answer."""
        pen, note_id = pen or self.pen(), day_id()
        envelope = pen.seal(circle=self.circle, kind=KIND, object_id=note_id, text="Тихо")
        return note_id, self.post(note_id, envelope, posted(pen))


def register_of(person: Person) -> list[Authored]:
    """Return somebody's register in its order."""
    with scopes_disabled():
        rows = Authored.objects.filter(account_id=person.account_id)
        return list(rows.order_by("counter"))


def forget_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what another test's process remembered of circles."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})


@pytest.fixture
def scene(keyed: "Keyed", monkeypatch: pytest.MonkeyPatch) -> "Keyed":
    """The near team with keys, and a site to write about."""
    forget_circles(monkeypatch)
    set_the_scene()
    return keyed


@pytest.fixture
def zarina(scene: "Keyed") -> Writer:
    return Writer(scene.cast.social, scene.social, scene.near)


@pytest.fixture
def anna(scene: "Keyed") -> Writer:
    return Writer(scene.cast.coordinator, scene.coordinator, scene.near)


def notes() -> set[UUID]:
    """Return the ids of every safety note there is."""
    with scopes_disabled():
        return set(SiteSafetyNote.objects.values_list("id", flat=True))


def is_unbroken(writer: Writer) -> bool:
    """Tell whether every entry follows the one before, from the first on."""
    before, author = NO_STATEMENT, writer.person.account_id
    for number, row in enumerate(register_of(writer.person), 1):
        entry = entry_of(row)
        if (entry.counter, entry.previous) != (number, before):
            return False
        before = hash_of(author, entry)
    return True
