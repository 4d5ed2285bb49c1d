"""What a register says of texts that were erased lawfully, and of those that were not."""

from typing import Any

from django_scopes import scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.vault.models.people import Authored
from ravny.core.vault.operations import erase_texts
from ravny.services.outreach.models import SiteSafetyNote
from tests.cast import HOUSE, OTHER_HOUSE
from tests.vault.authors import KIND, Writer


def entries(writer: Writer) -> list[dict[str, Any]]:
    answer = writer.browser.get(f"/vault/authors/{writer.person.account_id}/entries")
    assert answer.status_code == 200
    return list(answer.json()["entries"])


def take_out(note_id: Any) -> None:
    with scopes_disabled():
        SiteSafetyNote.objects.filter(id=note_id).delete()


def test_an_erased_text_is_neither_whole_nor_missing(zarina: Writer) -> None:
    (first, _), (second, _) = zarina.write(), zarina.write()
    for note_id in (first, second):
        take_out(note_id)
    erase_texts(organisation_id=HOUSE, places=[(KIND, first)])
    told = [(one["place"], one["erased"]) for one in entries(zarina)]
    assert told == [("erased", day(today())), ("empty", "")]


def test_another_text_in_an_erased_place_is_a_fault_all_the_same(zarina: Writer) -> None:
    note_id, _answer = zarina.write()
    other, _answer = zarina.write()
    erase_texts(organisation_id=HOUSE, places=[(KIND, note_id)])
    with scopes_disabled():
        text = SiteSafetyNote.objects.get(id=other).text
        SiteSafetyNote.objects.filter(id=note_id).update(text=text)
    assert entries(zarina)[0]["place"] == "other"


def test_an_erasure_keeps_its_first_day_and_its_house(zarina: Writer) -> None:
    note_id, _answer = zarina.write()
    erase_texts(organisation_id=OTHER_HOUSE, places=[(KIND, note_id)])
    with scopes_disabled():
        assert Authored.objects.get().erased_on is None
    erase_texts(organisation_id=HOUSE, places=[(KIND, note_id)])
    with scopes_disabled():
        Authored.objects.update(erased_on=today().replace(day=1))
    erase_texts(organisation_id=HOUSE, places=[(KIND, note_id)])
    with scopes_disabled():
        assert Authored.objects.get().erased_on == today().replace(day=1)
