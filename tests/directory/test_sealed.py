"""How to reach somebody, and what was said to an office: sealed for the house, never exported."""

from base64 import b64encode
from uuid import UUID

import pytest
from django.urls import reverse

from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.core.vault.types import CircleFact
from ravny.people.directory.queries import dealing_row, service_row
from tests.cast import Cast, browser_of
from tests.vault.conftest import give_keys

from .makers import a_service
from .test_dealings import dealing_sent
from .test_pages import sent

pytestmark = pytest.mark.django_db
SECRET = "Шахноза, +7 927 000-00-00"


@pytest.fixture
def circle(cast: Cast) -> CircleFact:
    """Everybody's circle, made by the coordinator."""
    keyring = give_keys(cast.coordinator)
    return reader.make_circle(
        actor=cast.coordinator.actor,
        keyring=keyring,
        kind="organisation",
        subject_id=cast.organisation_id,
    )


def sealed(circle: CircleFact, kind: str, object_id: UUID) -> str:
    envelope = reader.seal_text(circle=circle, kind=kind, object_id=object_id, text=SECRET)
    return b64encode(envelope).decode()


def test_how_to_reach_a_contact_person_stands_in_no_page_and_no_file(
    cast: Cast, circle: CircleFact
) -> None:
    service_id, browser = day_id(), browser_of(cast.coordinator)
    envelope = sealed(circle, "service.contact", service_id)
    facts = sent(record_id=str(service_id), kind="contact", way_in="", contact=envelope)
    assert browser.post(reverse("directory:add"), facts).status_code == 302
    page = browser.get(reverse("directory:service", args=[service_id])).content.decode()
    assert envelope in page and SECRET not in page and "список мишеней" in page
    file = b"".join(browser.get("/directory/", {"format": "csv"})).decode("utf-8-sig")  # type: ignore[arg-type]  # streamed
    assert envelope not in file and SECRET not in file
    form = browser.get(reverse("directory:edit", args=[service_id]))
    assert envelope in form.content.decode()
    # Sent back shut, it stays; sent back empty, it is gone.
    changed = {**facts, "hours": "днём"}
    browser.post(reverse("directory:edit", args=[service_id]), changed)
    assert service_row(cast.coordinator.actor, service_id).contact
    browser.post(reverse("directory:edit", args=[service_id]), {**changed, "contact": ""})
    assert service_row(cast.coordinator.actor, service_id).contact is None


def test_a_note_on_a_dealing_is_sealed_for_everybody_who_works_here(
    cast: Cast, circle: CircleFact
) -> None:
    service_id, dealing_id = a_service(cast.lawyer, kind="court"), day_id()
    browser = browser_of(cast.lawyer)
    note = sealed(circle, "dealing.note", dealing_id)
    facts = dealing_sent(record_id=str(dealing_id), note=note)
    address = reverse("directory:add_dealing", args=[service_id])
    assert browser.post(address, facts).status_code == 302
    assert dealing_row(cast.lawyer.actor, dealing_id).note
    for name, identifier in (("service", service_id), ("dealing", dealing_id)):
        page = browser.get(reverse(f"directory:{name}", args=[identifier])).content.decode()
        assert note in page and SECRET not in page
