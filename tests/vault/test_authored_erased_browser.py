"""The page of registers counts lawful erasures apart, and says who vouches for them."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ravny.core.vault.operations import erase_texts
from tests.cast import HOUSE
from tests.vault.authors import KIND
from tests.vault.office import Office, rows, write

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_lawful_erasure_is_no_fault_and_no_secret(office: Office) -> None:
    write(office.writer, "Тихо, но темно")
    write(office.writer, "Охрана сменилась")
    first, second = rows()
    page = office.reader
    erase_texts(organisation_id=HOUSE, places=[(KIND, first.id)])
    first.delete()
    page.goto(reverse("vault:authors"))
    page.locator("[data-check]").click()
    result = page.locator("[data-author]", has_text="Зарина").locator("[data-result]")
    expect(result).to_contain_text("Всё на месте")
    expect(result).to_contain_text("удалено законно")
    expect(page.locator("[data-erased]")).to_contain_text("только сервер")
    expect(page.locator("[data-faults]")).to_be_hidden()
    second.delete()
    page.locator("[data-check]").click()
    expect(page.locator("[data-fault-list]")).to_contain_text("Зарина, № 2")
    expect(result).to_contain_text(": 1")
