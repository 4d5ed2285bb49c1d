"""How to call somebody: the server stores it, shows it shut, and cannot read it."""

from base64 import b64encode
from uuid import UUID

import pytest
from django.urls import reverse

from ravny.core.kit.ids import day_id
from ravny.core.vault import fields, reader
from ravny.core.vault.types import CircleFact
from tests.cast import Cast, browser_of
from tests.clients.makers import open_card, row
from tests.vault.conftest import give_keys


@pytest.fixture
def circle(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> CircleFact:
    """The near team's circle; what another test remembered of one is forgotten."""
    monkeypatch.setattr(fields, "_known_circles", {})
    keyring = give_keys(cast.peer)
    return reader.make_circle(
        actor=cast.peer.actor, keyring=keyring, kind="team", subject_id=cast.near_team_id
    )


def sealed(circle: CircleFact, client_id: UUID, text: str) -> str:
    envelope = reader.seal_text(circle=circle, kind="client.called", object_id=client_id, text=text)
    return b64encode(envelope).decode()


def test_what_a_browser_sealed_is_kept_and_shown_shut(cast: Cast, circle: CircleFact) -> None:
    client_id, browser = day_id(), browser_of(cast.peer)
    called = sealed(circle, client_id, "Алишер, только не по отчеству")
    sent = {"record_id": str(client_id), "team": str(cast.near_team_id), "called": called}
    card = browser.get(browser.post("/clients/new/", sent).headers["Location"]).content.decode()
    assert called in card
    assert "Как обращаться" in card
    assert "Алишер" not in card
    assert "Алишер".encode() not in bytes(row(cast.peer, client_id).called)


def test_a_refused_form_keeps_what_was_sealed(cast: Cast, circle: CircleFact) -> None:
    client_id = day_id()
    called = sealed(circle, client_id, "Алишер")
    sent = {
        "record_id": str(client_id),
        "team": str(cast.near_team_id),
        "called": called,
        "wave": "0",
    }
    answer = browser_of(cast.peer).post("/clients/new/", sent)
    assert answer.status_code == 422
    assert called in answer.content.decode()


def test_left_shut_it_stays_and_emptied_it_goes(cast: Cast, circle: CircleFact) -> None:
    client_id = day_id()
    called = sealed(circle, client_id, "Алишер")
    browser = browser_of(cast.peer)
    sent = {"record_id": str(client_id), "team": str(cast.near_team_id), "called": called}
    browser.post("/clients/new/", sent)
    url = reverse("clients:edit", args=[client_id])
    browser.post(url, {"called": called, "country": "UZ"})
    assert b64encode(bytes(row(cast.peer, client_id).called)).decode() == called
    browser.post(url, {"country": "UZ"})
    assert row(cast.peer, client_id).called is None


def test_text_sealed_for_another_circle_is_refused(cast: Cast, circle: CircleFact) -> None:
    keyring = give_keys(cast.outsider)
    other = reader.make_circle(
        actor=cast.outsider.actor, keyring=keyring, kind="team", subject_id=cast.far_team_id
    )
    client_id = day_id()
    sent = {
        "record_id": str(client_id),
        "team": str(cast.near_team_id),
        "called": sealed(other, client_id, "Алишер"),
    }
    assert browser_of(cast.coordinator).post("/clients/new/", sent).status_code == 422
    kept = open_card(cast.peer)
    answer = browser_of(cast.peer).post(
        reverse("clients:edit", args=[kept]), {"called": sealed(other, kept, "Алишер")}
    )
    assert answer.status_code == 422
