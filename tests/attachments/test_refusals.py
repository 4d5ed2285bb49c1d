"""What the server refuses without opening anything; what a reader refuses of a swapped piece."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.attachments import operations, types
from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault.envelope import EnvelopeError, new_seed, public_key_of, seal, unwrap, wrap
from ravny.core.vault.framing import Context
from ravny.core.vault.types import CircleFact
from tests.attachments.conftest import Desk
from tests.attachments.makers import CONTENT, Paper, begin, finish, place, put, send
from tests.cast import HOUSE, browser_of
from tests.clients.makers import verbs
from tests.testing.makers import CITIZEN, new_client

BIG = bytes(range(256)) * 2500


def count() -> int:
    with scope(organisation=HOUSE):
        return Attachment.objects.count()


def headers_of_others(desk: Desk, paper: Paper) -> dict[str, bytes]:
    near = desk.circle
    stranger = CircleFact(day_id(), 1, public_key_of(new_seed()))
    context = Context(near.circle_id, near.epoch, "attachment.about", paper.attachment_id)
    later = Context(near.circle_id, near.epoch + 1, "attachment.about", paper.attachment_id)
    return {
        "not sealed": b"scan.pdf" * 200,
        "another circle": Paper(stranger, desk.client_id).about(),
        "an epoch to come": seal(near.public_key, later, b"{}"),
        "larger than a header": seal(near.public_key, context, b"x" * 2000),
        "cut": paper.about()[:-1],
        "under a key, not to a circle": wrap(bytes(32), context, b"{}"),
    }


@pytest.mark.parametrize("what", ["not sealed", "another circle", "an epoch to come",
    "larger than a header", "cut", "under a key, not to a circle"])  # fmt: skip
def test_a_header_that_is_not_for_the_team_is_refused(desk: Desk, what: str) -> None:
    paper = desk.paper()
    about = b64encode(headers_of_others(desk, paper)[what]).decode()
    answer = begin(browser_of(desk.cast.case_manager), paper, about=about)
    assert answer.status_code == 422
    assert "не для тех людей" in answer.json()["error"]
    assert count() == 0


def test_a_header_that_comes_anew_is_for_the_same_people(desk: Desk) -> None:
    browser, paper = browser_of(desk.cast.case_manager), desk.paper()
    begin(browser, paper)
    put(browser, paper.attachment_id, 0, paper.piece(0))
    for what, about in headers_of_others(desk, paper).items():
        answer = finish(browser, paper.attachment_id, about=b64encode(about).decode())
        assert answer.status_code == 422, what
    again = b64encode(paper.about()).decode()
    assert finish(browser, paper.attachment_id, about=again).status_code == 204


@pytest.mark.parametrize(
    "wrong",
    [{"chunks": 3}, {"chunks": 0}, {"chunks": 128}, {"chunks": "x"}, {"about": "%%"},
     {"id": "x"}, {"id": "01939393-0000-4000-8000-000000000000"}, {"subject": "x"}],
)  # fmt: skip
def test_a_beginning_of_another_shape_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    answer = begin(browser_of(desk.cast.case_manager), desk.paper(), **wrong)
    assert answer.status_code == 422
    assert count() == 0


@pytest.mark.parametrize("home", ["moon", "referral"])
def test_a_place_that_is_none_is_not_there(desk: Desk, home: str) -> None:
    assert begin(browser_of(desk.cast.case_manager), desk.paper(home=home)).status_code == 404


def wrong_pieces(paper: Paper) -> dict[str, bytes]:
    own, full = paper.attachment_id, bytes(CONTENT)
    other = day_id()
    return {
        "of another document": wrap(paper.key, place(other, 0), full),
        "of another place": paper.piece(1),
        "short": wrap(paper.key, place(own, 0), b"x"),
        "long": wrap(paper.key, place(own, 0), bytes(CONTENT + 1)),
        "cut": paper.piece(0)[:-1],
        "sealed to a circle": seal(public_key_of(new_seed()), place(own, 0), full),
        "not sealed": b"JFIF" * 65_536,
        "empty": b"",
    }


@pytest.mark.parametrize("what", ["of another document", "of another place", "short", "long", "cut",
    "sealed to a circle", "not sealed", "empty"])  # fmt: skip
def test_a_piece_that_does_not_belong_here_is_refused(desk: Desk, what: str) -> None:
    browser, paper = browser_of(desk.cast.case_manager), desk.paper(content=b"%PDF-" + BIG)
    begin(browser, paper)
    answer = put(browser, paper.attachment_id, 0, wrong_pieces(paper)[what])
    assert answer.status_code == 422
    with scope(organisation=HOUSE):
        assert not Chunk.objects.exists()


def test_a_piece_beyond_the_last_is_not_there(desk: Desk) -> None:
    browser, paper = browser_of(desk.cast.case_manager), desk.paper()
    begin(browser, paper)
    assert put(browser, paper.attachment_id, 1, paper.piece(0)).status_code == 404


def test_a_piece_swapped_in_the_database_does_not_open(desk: Desk) -> None:
    """The server can do no more than exchange rows; place and document are bound into each."""
    one, two = (desk.paper(content=b"%PDF-" + BIG) for _ in range(2))
    own = one.attachment_id
    swapped = {
        "the other piece of it": (one.key, own, 0, one.piece(1)),
        "the same piece of another": (one.key, own, 0, two.piece(0)),
        "a piece under another's key": (two.key, own, 0, one.piece(0)),
        "a changed bit": (one.key, own, 0, one.piece(0)[:-1] + b"\0"),
    }
    for name, (key, document, index, sealed) in swapped.items():
        with pytest.raises(EnvelopeError):
            unwrap(key, place(document, index), sealed)
            pytest.fail(name)


def test_forty_documents_are_the_most(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(desk.cast.case_manager)
    assert types.MOST_DOCUMENTS == 40
    monkeypatch.setattr("ravny.core.attachments.operations.adding.MOST_DOCUMENTS", 2)
    for _ in range(2):
        send(browser, desk.paper())
    answer = begin(browser, desk.paper())
    assert answer.status_code == 422
    assert "Здесь уже документов: 2" in answer.json()["error"]
    other = Paper(desk.circle, new_subject(desk))
    assert begin(browser, other).status_code == 201


def new_subject(desk: Desk) -> UUID:
    return new_client(desk.cast.case_manager, CITIZEN)


def test_more_than_sixteen_mebibytes_are_refused_in_words(desk: Desk) -> None:
    answer = begin(browser_of(desk.cast.case_manager), desk.paper(), chunks=128)
    assert "16 МиБ" in answer.json()["error"]


def test_where_nobody_could_open_it_nothing_is_taken(desk: Desk) -> None:
    cast = desk.cast
    far_client = new_client(cast.outsider, CITIZEN)
    answer = begin(browser_of(cast.outsider), Paper(desk.circle, far_client))
    assert answer.status_code == 422
    page = browser_of(cast.outsider).get(f"/attachments/at/client/{far_client}/documents")
    assert page.status_code == 200


def test_what_nobody_finished_goes_after_two_days(desk: Desk) -> None:
    browser = browser_of(desk.cast.case_manager)
    old, fresh, whole = (desk.paper(content=b"%PDF-" + BIG) for _ in range(3))
    for paper in (old, fresh):
        begin(browser, paper)
        put(browser, paper.attachment_id, 0, paper.piece(0))
    send(browser, whole)
    with scope(organisation=HOUSE):
        rows = Attachment.objects.filter(id__in=[old.attachment_id, whole.attachment_id])
        rows.update(entered_on=today() - timedelta(days=3))
    operations.drop_unfinished()
    operations.drop_unfinished()
    with scope(organisation=HOUSE):
        left = set(Attachment.objects.values_list("id", flat=True))
        pieces = set(Chunk.objects.values_list("attachment_id", flat=True))
    assert left == pieces == {fresh.attachment_id, whole.attachment_id}
    assert verbs(desk.cast.social).count("attachments.dropped") == 1
