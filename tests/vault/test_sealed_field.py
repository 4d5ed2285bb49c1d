"""A sealed column refuses what its circle could not open, without being able to open it."""

from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.core.vault.envelope import Context as Place
from ravny.core.vault.envelope import new_seed, public_key_of, seal, wrap
from ravny.core.vault.fields import SealedField
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.types import CircleFact, SealedValue
from tests.vault.conftest import Keyed

FIELD = SealedField(kind="client.called", circle="team")
FIELD.set_attributes_from_name("called")


def saved(keyed: Keyed, envelope: bytes) -> Any:
    row = SimpleNamespace(called=envelope, team_id=keyed.cast.near_team_id)
    return FIELD.pre_save(row, True)  # type: ignore[arg-type]  # it needs two attributes only


def sealed(circle: CircleFact, text: str = "Зара", object_id: Any = None) -> bytes:
    return reader.seal_text(
        circle=circle, kind="client.called", object_id=object_id or day_id(), text=text
    )


def test_text_sealed_to_the_team_is_kept(keyed: Keyed) -> None:
    envelope = sealed(keyed.near)
    assert saved(keyed, envelope) == envelope
    assert saved(keyed, b"") is None


def test_raw_text_and_foreign_circles_are_refused(keyed: Keyed) -> None:
    seed = new_seed()
    foreign = CircleFact(day_id(), 1, public_key_of(seed))
    later = CircleFact(keyed.near.circle_id, 2, keyed.near.public_key)
    place = Place(keyed.near.circle_id, 1, "client.called", day_id())
    wrong = {
        "raw": "Зара с вокзала".encode() * 100,
        "foreign": sealed(foreign),
        "epoch to come": sealed(later),
        "under a key the server knows": wrap(bytes(32), place, b"x"),
        "cut": sealed(keyed.near)[:-1],
        "too big": seal(keyed.near.public_key, place, b"x" * 70_000),
    }
    for name, envelope in wrong.items():
        with pytest.raises(DomainError):
            saved(keyed, envelope)
            pytest.fail(name)


def test_a_row_whose_team_has_no_circle_keeps_no_text(keyed: Keyed) -> None:
    row = SimpleNamespace(called=sealed(keyed.near), team_id=keyed.cast.far_team_id)
    with pytest.raises(DomainError):
        FIELD.pre_save(row, True)  # type: ignore[arg-type]  # it needs two attributes only


class Called(forms.Form):
    called = SealedFormField(kind="client.called", label="как позвать")


def called_form(keyed: Keyed, value: str | None = None) -> Called:
    form = Called({"called": value} if value is not None else None)
    prepare_sealed(form, circles=keyed.near, object_id=day_id())
    return form


def test_the_box_has_no_name_and_says_whom_it_is_sealed_to(keyed: Keyed) -> None:
    page = str(called_form(keyed)["called"])
    area = page[page.index("<textarea") : page.index("</textarea>")]
    assert "name=" not in area
    assert 'autocomplete="off"' in area
    assert 'spellcheck="false"' in area
    assert str(keyed.near.circle_id) in page
    assert 'data-kind="client.called"' in page


def test_a_form_takes_the_envelope_and_nothing_else(keyed: Keyed) -> None:
    envelope = sealed(keyed.near)
    form = called_form(keyed, b64encode(envelope).decode())
    assert form.is_valid()
    assert form.cleaned_data["called"] == envelope
    for wrong in ("Зара", "%%%", b64encode(b"plain").decode()):
        assert not called_form(keyed, wrong).is_valid()
    assert called_form(keyed, "").is_valid()


def test_a_form_without_a_circle_says_what_to_do(keyed: Keyed) -> None:
    form = Called({"called": b64encode(sealed(keyed.near)).decode()})
    prepare_sealed(form, circles=None, object_id=day_id())
    assert not form.is_valid()
    assert "/vault/circles/" in str(form["called"])


def test_a_page_shows_sealed_text_shut(keyed: Keyed) -> None:
    row = day_id()
    value = SealedValue(sealed(keyed.near, object_id=row), "client.called", row)
    template = Template('{% load vault %}{% sealed value title="Как позвать" %}')
    page = template.render(Context({"value": value}))
    assert "data-sealed-toggle" in page
    assert f'data-object="{row}"' in page
    assert template.render(Context({"value": None})).strip() == ""
