"""The portal says no in three languages, and leads back in the reader's own."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "first", "home"),
    [
        ("/no/", "ru", "/"),
        ("/uz/no/", "uz", "/uz/"),
        ("/en/no/", "en", "/en/"),
        ("/kk/no/", "ru", "/kk/"),
    ],
)
def test_the_portal_says_no_in_three_languages_the_readers_first(
    portal_client: Client, path: str, first: str, home: str
) -> None:
    answer = portal_client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{first}">' in page
    others = {"ru", "uz", "en"} - {first}
    assert all(f'<p lang="{code}">' in page for code in others)
    assert f'<p lang="{first}">' not in page
    assert page.count(f'href="{home}"') == 2
