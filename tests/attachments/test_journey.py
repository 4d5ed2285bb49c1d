"""A document's way over HTTP: begun, broken off, gone on with, opened by a colleague, deleted."""

from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.kit.ids import day_id
from tests.attachments.conftest import Desk
from tests.attachments.makers import begin, finish, get, opened, put, send, ticket
from tests.cast import HOUSE, browser_of
from tests.clients.makers import verbs

BIG = bytes(range(256)) * 3000  # 750 KiB: three pieces' worth in four


def about_of(attachment_id: UUID) -> bytes:
    with scope(organisation=HOUSE):
        return bytes(Attachment.objects.get(id=attachment_id).about)


@pytest.mark.django_db
def test_a_colleague_opens_what_was_sealed_for_the_team(desk: Desk) -> None:
    paper = desk.paper(content=b"%PDF-1.4 " + BIG)
    send(browser_of(desk.cast.case_manager), paper)
    browser = browser_of(desk.cast.social)
    pass_it = ticket(browser, paper.attachment_id)
    pieces = [get(browser, paper.attachment_id, i, pass_it).content for i in range(paper.pieces)]
    about = about_of(paper.attachment_id)
    told, content = opened(desk.cast.social, desk.social, about, paper.attachment_id, pieces)
    assert content == paper.content
    assert told["name"] == "письмо"
    assert paper.pieces == 4
    assert {len(piece) for piece in pieces} == {256 * 1024 + 50}


def test_no_piece_is_handed_out_before_the_journal_knows(desk: Desk) -> None:
    paper = desk.paper()
    send(browser_of(desk.cast.case_manager), paper)
    social, doctor = browser_of(desk.cast.social), browser_of(desk.cast.doctor)
    assert get(social, paper.attachment_id, 0, "").status_code == 404
    assert "attachments.opened" not in verbs(desk.cast.social)
    others = ticket(doctor, paper.attachment_id)
    assert verbs(desk.cast.social).count("attachments.opened") == 1
    # A colleague's ticket, or one for another document, opens nothing either.
    other = desk.paper()
    send(browser_of(desk.cast.case_manager), other)
    for wrong in (others, ticket(social, other.attachment_id), others[:-1], "x:y:z"):
        assert get(social, paper.attachment_id, 0, wrong).status_code == 404
    right = ticket(social, paper.attachment_id)
    assert get(social, paper.attachment_id, 0, right).status_code == 200


def test_a_ticket_does_not_last(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, browser = desk.paper(), browser_of(desk.cast.social)
    send(browser_of(desk.cast.case_manager), paper)
    old = ticket(browser, paper.attachment_id)
    monkeypatch.setattr("ravny.core.attachments.operations.opening.TICKET_SECONDS", -1)
    assert get(browser, paper.attachment_id, 0, old).status_code == 404


def test_an_upload_that_was_cut_goes_on_with_what_is_missing(desk: Desk) -> None:
    browser, paper = browser_of(desk.cast.case_manager), desk.paper(content=b"%PDF-" + BIG)
    beginning, own = paper.beginning(), paper.attachment_id
    address = reverse("attachments:begin")
    assert browser.post(address, beginning).json() == {"present": []}
    for index in (0, 3):
        assert put(browser, own, index, paper.piece(index)).status_code == 204
    assert browser.post(address, beginning).json() == {"present": [0, 3]}
    asked = browser.get(reverse("attachments:present", args=[paper.attachment_id]))
    assert asked.json() == {"present": [0, 3]}
    first = paper.piece(1)
    for index, sealed in ((1, first), (1, paper.piece(1))):  # came through, but nobody heard
        assert put(browser, own, index, sealed).status_code == 204
    with scope(organisation=HOUSE):
        kept = Chunk.objects.get(attachment_id=own, index=1)
    assert bytes(kept.sealed) == first
    assert finish(browser, own).status_code == 422
    assert put(browser, own, 2, paper.piece(2)).status_code == 204
    for _ in range(2):
        assert finish(browser, own).status_code == 204
    assert verbs(desk.cast.social).count("attachments.added") == 1


def test_until_it_is_whole_only_its_author_knows_of_it(desk: Desk) -> None:
    author, colleague = browser_of(desk.cast.case_manager), browser_of(desk.cast.social)
    paper = desk.paper(content=b"%PDF-" + BIG)
    begin(author, paper)
    card = reverse("desk:card", args=[desk.client_id])
    mark = f'data-attachment="{paper.attachment_id}"'
    assert mark in author.get(card).content.decode()
    assert "не закончен" in author.get(card).content.decode()
    assert mark not in colleague.get(card).content.decode()
    for name in ("opened", "saved", "delete"):
        path = reverse(f"attachments:{name}", args=[paper.attachment_id])
        assert colleague.post(path).status_code == 404
    assert put(colleague, paper.attachment_id, 0, paper.piece(0)).status_code == 404
    assert finish(colleague, paper.attachment_id).status_code == 404


def test_the_address_of_a_document_leads_to_where_it_hangs(desk: Desk) -> None:
    paper = desk.paper()
    send(browser_of(desk.cast.case_manager), paper)
    address = reverse("attachments:document", args=[paper.attachment_id])
    answer = browser_of(desk.cast.social).get(address)
    assert answer["Location"] == reverse("desk:card", args=[desk.client_id]) + "#documents"
    assert browser_of(desk.cast.outsider).get(address).status_code == 404


def test_nobody_takes_an_id_that_is_in_use(desk: Desk) -> None:
    author, colleague = browser_of(desk.cast.case_manager), browser_of(desk.cast.social)
    paper = desk.paper()
    send(author, paper)
    assert begin(colleague, paper).status_code == 422
    assert begin(author, paper).status_code == 422  # another header under the same id
    with scope(organisation=HOUSE):
        assert Attachment.objects.get(id=paper.attachment_id).whole


def test_the_author_and_the_coordinator_delete_and_nothing_is_left(desk: Desk) -> None:
    manager, social = browser_of(desk.cast.case_manager), browser_of(desk.cast.social)
    lead = browser_of(desk.cast.coordinator)
    for browser, allowed in ((manager, True), (lead, True), (social, False)):
        paper = desk.paper()
        send(manager, paper)
        path = reverse("attachments:delete", args=[paper.attachment_id])
        card = reverse("desk:card", args=[desk.client_id])
        assert (path in browser.get(card).content.decode()) is allowed
        answer = browser.post(path)
        assert answer.status_code == (302 if allowed else 404)
        assert not allowed or answer["Location"] == card
        with scope(organisation=HOUSE):
            assert Attachment.objects.filter(id=paper.attachment_id).exists() is not allowed
            assert Chunk.objects.filter(attachment_id=paper.attachment_id).exists() is not allowed
    assert verbs(desk.cast.social).count("attachments.deleted") == 2


def test_an_upload_that_is_given_up_leaves_nothing(desk: Desk) -> None:
    browser, paper = browser_of(desk.cast.case_manager), desk.paper(content=b"%PDF-" + BIG)
    begin(browser, paper)
    put(browser, paper.attachment_id, 0, paper.piece(0))
    path = reverse("attachments:delete", args=[paper.attachment_id])
    assert browser.post(path, headers={"X-Ravny-Fetch": "1"}).status_code == 204
    with scope(organisation=HOUSE):
        assert not Chunk.objects.exists()
    assert browser.post(path).status_code == 404


def test_a_copy_that_leaves_the_seal_is_journalled(desk: Desk) -> None:
    paper, browser = desk.paper(), browser_of(desk.cast.social)
    send(browser_of(desk.cast.case_manager), paper)
    path = reverse("attachments:saved", args=[paper.attachment_id])
    assert browser.post(path).status_code == 204
    assert "attachments.saved" in verbs(desk.cast.social)
    assert browser.post(reverse("attachments:saved", args=[day_id()])).status_code == 404
