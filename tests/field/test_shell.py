"""What the phone keeps of the app: one version for one content, and a new one for any change."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from ravny.doors.field import queries

pytestmark = pytest.mark.django_db


def shell(client: Client, language: str = "ru") -> dict[str, Any]:
    script = client.get("/sw.js", headers={"accept-language": language}).content.decode()
    found = re.match(r"self\.__SHELL=(\{.*?\});\n", script)
    assert found
    return dict(json.loads(found[1]))


def test_the_same_content_is_the_same_version(field_client: Client) -> None:
    assert shell(field_client)["version"] == shell(field_client)["version"]


def test_another_language_is_another_version(field_client: Client) -> None:
    assert shell(field_client)["version"] != shell(field_client, "en")["version"]


def test_a_changed_page_is_a_new_version(
    field_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shell(field_client)["version"]
    page = queries.shell_files("ru", b"one page")["version"]
    assert page != queries.shell_files("ru", b"another page")["version"]
    monkeypatch.setattr(queries, "worker_script", lambda: "// another worker")
    assert shell(field_client)["version"] != before


def test_everything_the_worker_keeps_is_served(field_client: Client) -> None:
    for address in shell(field_client)["files"]:
        if not address.startswith("/static/"):
            assert field_client.get(address).status_code == 200


def test_the_manifest_names_nothing_that_leads_to_us(field_client: Client) -> None:
    text = field_client.get("/manifest.webmanifest").content.decode().lower()
    for word in ("ravny", "равный", "hiv", "вич", "outreach", "аутрич"):
        assert word not in text
