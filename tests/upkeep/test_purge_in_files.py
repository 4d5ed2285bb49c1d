"""After a purge no page of the database's file or log holds what went, even with its key."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django_scopes import scope

from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.kit.aging import months_back
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault.instance import database_key
from ravny.insight.upkeep.operations.purging import purge_all
from ravny.people.clients.models import Client
from tests.cast import HOUSE, Cast
from tests.upkeep.aged import OURS, card, meeting, sealed
from tests.upkeep.pages_of import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _sqlcipher() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL promises no zeroes; its volume is encrypted (handbook)")


def pages() -> bytes:
    """Return what the key opens, read as by somebody who copies the files now."""
    return opened(Path(str(connection.settings_dict["NAME"])), database_key())


@pytest.fixture
def written(cast: Cast) -> Iterator[dict[str, bytes]]:
    """Texts of different sizes among many others, so that pages are shared, split and freed."""
    texts = {
        "a note within a page": os.urandom(1200),
        "a note over several pages": os.urandom(20_000),
        "how to call somebody": os.urandom(1200),
        "the header of a document": os.urandom(1200),
        "a piece of a document": os.urandom(262_000),
    }
    old = months_back(today(), 40)
    with scope(organisation=HOUSE):
        for number in range(60):
            meeting(cast, today() if number % 2 else old, os.urandom(1200))
        meeting(cast, old, texts["a note within a page"])
        meeting(cast, old, texts["a note over several pages"])
        who = card(cast, old, "0000000017")
        sealed(Client, "called", who, texts["how to call somebody"])
        paper = Attachment.objects.create(
            home="client", subject_id=who, circle_id=day_id(), chunks=1, whole=True,
            author_id=cast.peer.account_id, **OURS,
        )  # fmt: skip
        about = texts["the header of a document"]
        Attachment.objects.filter(id=paper.id).update(entered_on=old, about=about)
        Chunk.objects.create(attachment_id=paper.id, index=0, sealed=texts["a piece of a document"])
    yield texts


def parts(text: bytes) -> list[bytes]:
    """Return pieces of a text as they lie in one page, wherever the page's border falls."""
    return [text[place : place + 64] for place in range(0, len(text) - 64, 500)]


def test_no_page_holds_what_went(written: dict[str, bytes]) -> None:
    before = pages()
    for name, text in written.items():
        assert any(part in before for part in parts(text)), name
    purge_all()
    after = pages()
    for name, text in written.items():
        assert not any(part in after for part in parts(text)), name


def test_what_stays_is_still_read(cast: Cast) -> None:
    text = os.urandom(1200)
    with scope(organisation=HOUSE):
        meeting(cast, today(), text)
    purge_all()
    assert any(part in pages() for part in parts(text))
