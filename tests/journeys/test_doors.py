"""Each door opens in a browser under its own hostname and asks nobody else for anything."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.conftest import Doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("door", ["desk", "field", "portal"])
def test_a_door_opens_without_a_third_party_or_a_refused_script(
    door: str, doors: Doors, page: Page
) -> None:
    asked: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = getattr(doors, door)
    answer = page.goto(f"{address}/")
    assert answer is not None
    assert answer.status == 200
    assert asked - {""} == {urlsplit(address).netloc}
    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert page.title()
