"""What stands under an opened note when all is right, and after the database was changed."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.core.vault.instance import instance_id
from ravny.core.vault.models import StaffKey
from ravny.core.vault.models.people import Authored
from ravny.core.vault.operations import forget_staff_key
from ravny.core.vault.pen import Pen
from ravny.core.vault.phrase import phrase_secrets
from ravny.people.clients.models import Client
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from tests.cast import NEAR_TEAM, Cast
from tests.clients.makers import open_card
from tests.testing.makers import CITIZEN, new_client
from tests.vault.authors import KIND
from tests.vault.desk_browser import PHRASE, unlock
from tests.vault.office import Office, bylines, change, put, rows, write

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, CALM = "Тихо, но темно", "Охрана сменилась", "Всё спокойно"


def test_a_colleague_sees_who_wrote_a_note(office: Office) -> None:
    write(office.writer, FIRST)
    write(office.writer, SECOND)
    seen = bylines(office.reader)
    assert set(seen) == {FIRST, SECOND}
    for words in seen.values():
        assert words.startswith("Автор: Зарина, ")
    assert office.reader.locator(".byline.ok svg").count() == 2


def test_a_note_sealed_anew_without_a_signature_is_told(office: Office) -> None:
    write(office.writer, FIRST)
    (note,) = rows()
    forged = reader.seal_text(circle=office.near, kind=KIND, object_id=note.id, text=CALM)
    change(note.id, text=forged)
    assert "подписанный текст (Зарина" in bylines(office.reader)[CALM]
    expect(office.reader.locator(".byline.danger")).to_have_count(1)


def test_a_note_put_there_by_a_stranger_is_not_signed(office: Office) -> None:
    write(office.writer, FIRST)
    (note,) = rows()
    note.id = day_id()
    note.text = reader.seal_text(circle=office.near, kind=KIND, object_id=note.id, text=CALM)
    note.save(force_insert=True)
    assert bylines(office.reader)[CALM] == "Без подписи"


def test_a_note_somebody_signed_in_her_name_is_told(office: Office) -> None:
    """A member of the circle can seal, and can claim to be anybody: the key gives them away."""
    note_id, thief = day_id(), reader.new_keyring(office.cast.social.account_id)
    pen = Pen(actor=office.cast.social.actor, keyring=thief)
    envelope = pen.seal(circle=office.near, kind=KIND, object_id=note_id, text=CALM)
    put(note_id, envelope, office.cast)
    assert "Подпись неверна" in bylines(office.reader)[CALM]
    # Entry and key put into the tables as well: nobody confirms the key as hers.
    pen.keep()
    assert "ключом, который никто не заверил" in bylines(office.reader)[CALM]
    page = office.reader
    page.goto(reverse("vault:authors"))
    page.locator("[data-check]").click()
    expect(page.locator("[data-fault-list]")).to_contain_text(
        "Зарина, № 1: никто не заверил, что это ключ автора"
    )


def test_a_number_used_for_two_texts_is_told(office: Office) -> None:
    """What her own key signed for one place stands in the register for another."""
    keyring = reader.open_keyring(
        actor=office.cast.social.actor,
        wrapping_key=phrase_secrets(PHRASE, instance_id(), "social").wrapping,
    )
    pen = Pen(actor=office.cast.social.actor, keyring=keyring)
    note_id = day_id()
    put(note_id, pen.seal(circle=office.near, kind=KIND, object_id=note_id, text=CALM), office.cast)
    write(office.writer, FIRST)
    seen = bylines(office.reader)
    assert "эта подпись стоит под другим текстом" in seen[CALM]
    assert seen[FIRST].startswith("Автор: Зарина")


def test_what_somebody_wrote_who_left_is_still_theirs(office: Office) -> None:
    write(office.writer, FIRST)
    who = office.cast.social
    forget_staff_key(organisation_id=who.organisation_id, account_id=who.account_id, by=None)
    assert bylines(office.reader)[FIRST].startswith("Автор: Зарина")


def test_after_a_ceremony_a_key_in_the_table_makes_nobody_an_author(office: Office) -> None:
    cast = office.cast
    keeper = reader.make_staff_keyring(actor=cast.keeper.actor, phrase=PHRASE)
    officers = [cast.keeper.account_id, cast.coordinator.account_id]
    reader.hold_ceremony(actor=cast.keeper.actor, officers=officers, seed=bytes(range(32)))
    reader.certify(actor=cast.keeper.actor, keyring=keeper)
    write(office.writer, FIRST)
    assert bylines(office.reader)[FIRST].startswith("Автор: Зарина")
    thief, note_id = reader.new_keyring(cast.social.account_id), day_id()
    pen = Pen(actor=cast.social.actor, keyring=thief)
    put(note_id, pen.seal(circle=office.near, kind=KIND, object_id=note_id, text=CALM), cast)
    pen.keep()
    with scopes_disabled():
        StaffKey.objects.filter(account_id=cast.social.account_id).update(
            signing_public=thief.signing_key.public_key().public_bytes_raw()
        )
    seen = bylines(office.reader)
    assert seen[FIRST].startswith("Автор: Зарина")
    assert "ключом, который никто не заверил" in seen[CALM]


def test_a_note_of_which_a_phone_is_known_says_so(office: Office, cast: Cast) -> None:
    client_id = new_client(cast.peer, CITIZEN)
    meeting = day_id()
    note = reader.seal_text(
        circle=office.near, kind="encounter.note", object_id=meeting, text="Ждёт звонка"
    )
    facts = EncounterFacts(
        encounter_id=meeting, day=today(), channel="home", worker_id=cast.peer.account_id,
        who="code", client_id=client_id, team_id=NEAR_TEAM, note=note, device_id=day_id(),
    )  # fmt: skip
    record_encounter(actor=cast.peer.actor, encounter_id=meeting, facts=facts)
    page = office.reader
    page.goto(reverse("encounters:encounter", args=[meeting]))
    page.locator("main [data-sealed-toggle]").click()
    expect(page.locator("main [data-sealed-text]")).to_have_text("Ждёт звонка")
    expect(page.locator("main [data-sealed-mark]")).to_have_text(
        "Записано на телефоне, без подписи"
    )


def test_an_envelope_moved_to_another_row_does_not_open(office: Office) -> None:
    write(office.writer, FIRST)
    write(office.writer, SECOND)
    one, other = rows()
    change(other.id, text=one.text)
    seen = bylines(office.reader)
    assert seen.pop(FIRST).startswith("Автор: Зарина")
    (words,) = seen
    assert "Его кто-то перенёс или изменил" in words


def test_an_older_text_put_back_is_told(office: Office) -> None:
    client_id = open_card(office.cast.social)
    page, address = office.writer, reverse("clients:edit", args=[client_id])
    envelopes: list[Any] = []
    for words in ("Зара", "Лола, без отчества"):
        page.goto(address)
        if envelopes:
            page.locator("[data-sealed-edit]").click()
            expect(page.locator("main [data-sealed-mark]")).to_contain_text("Автор: Зарина")
        page.locator("main [data-sealed-field] textarea").fill(words)
        page.locator("main form .btn.primary[type=submit]").click()
        page.wait_for_url(re.compile("/card/"))
        with scopes_disabled():
            envelopes.append(Client.objects.get(id=client_id).called)
    with scopes_disabled():
        Client.objects.filter(id=client_id).update(called=envelopes[0])
    page = office.reader
    page.goto(reverse("desk:card", args=[client_id]))
    called = page.locator("main [data-sealed]").first
    called.locator("[data-sealed-toggle]").click()
    expect(called.locator("[data-sealed-text]")).to_have_text("Зара")
    expect(called.locator("[data-sealed-mark]")).to_contain_text("Текст старее, чем в реестре")
    assert "danger" in (called.locator("[data-sealed-mark]").get_attribute("class") or "")


def test_a_register_cut_at_its_end_is_told_to_its_author_and_its_readers(office: Office) -> None:
    write(office.writer, FIRST)
    write(office.writer, SECOND)
    with scopes_disabled():
        Authored.objects.filter(counter=2).delete()
    seen = bylines(office.reader)
    assert "часть реестра удалена" in seen[SECOND] and seen[FIRST].startswith("Автор")
    page = office.writer
    page.locator("[data-lock-now]").click()
    page.locator("[data-unlock]").first.click()
    unlock(page)
    expect(page.locator("[data-register-missing]")).to_contain_text(
        "Не хватает ваших последних записей"
    )
    page.locator("[data-register-missing] a").click()
    page.locator("[data-check]").click()
    expect(page.locator("[data-fault-list]")).to_contain_text("Нет конца реестра")
