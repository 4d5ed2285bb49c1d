"""What is no batch is answered by its reason; who is no phone learns nothing."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django_scopes import scope

from ravny.doors.field.types import LARGEST_BODY, LARGEST_RECORD
from ravny.services.outreach.models import IntakeRecord
from tests.cast import HOUSE, Cast
from tests.outreach.phones import contact

from .wire_phone import WirePhone, clock, sign

pytestmark = pytest.mark.django_db

RECORD = {"id": "5c7d9f7c-2655-4197-b648-d0de31e75daf", "key": 1, "sealed": "AAAA"}


@pytest.fixture
def phone(scene: Cast) -> WirePhone:
    return WirePhone.of(scene.peer)


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["reason"]


def ledger() -> int:
    with scope(organisation=HOUSE):
        return IntakeRecord.objects.count()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"batch": "1"}, "batch"),
        ({"batch": None}, "batch"),
        ({"batch": "D8A3813B-877A-4C04-968D-8458A22879D3"}, "batch"),
        ({"records": None}, "records"),
        ({"records": {}}, "records"),
        ({"records": [RECORD] * 101}, "too_many"),
        ({"records": [None]}, "record"),
        ({"records": [{}]}, "record"),
        ({"records": [{**RECORD, "more": 1}]}, "record"),
        ({"records": [{**RECORD, "id": "x"}]}, "record"),
        ({"records": [{**RECORD, "id": 7}]}, "record"),
        ({"records": [{**RECORD, "key": "1"}]}, "record"),
        ({"records": [{**RECORD, "key": True}]}, "record"),
        ({"records": [{**RECORD, "key": -1}]}, "record"),
        ({"records": [{**RECORD, "key": 2**31}]}, "record"),
        ({"left": -1}, "left"),
        ({"left": None}, "left"),
        ({"left": 1.5}, "left"),
        ({"left": float("nan")}, "left"),
        ({"left": 1_000_001}, "left"),
        ({"acknowledged": "2"}, "acknowledged"),
        ({"acknowledged": 2**31}, "acknowledged"),
        ({"clock": None}, "clock"),
        ({"clock": 1}, "clock"),
        ({"clock": "2026-11-21T23:41"}, "clock"),
        ({"clock": "2026-13-21T23:41Z"}, "clock"),
        ({"clock": "0000-01-01T00:00Z"}, "clock"),
        ({"codes_held": -1}, "codes_held"),
        ({"codes_held": 501}, "codes_held"),
        ({"codes_held": "50"}, "codes_held"),
        ({"more": 1}, "fields"),
    ],
    ids=lambda value: None if isinstance(value, str) else json.dumps(value)[:60],
)
def test_a_wrong_batch_is_told_what_is_wrong(
    phone: WirePhone, changes: dict[str, Any], reason: str
) -> None:
    assert told(phone.post(phone.body(**changes))) == (422, reason)
    assert ledger() == 0


@pytest.mark.parametrize("missing", ["batch", "records", "left", "acknowledged", "clock"])
def test_every_field_must_be_there(phone: WirePhone, missing: str) -> None:
    body = json.loads(phone.body())
    del body[missing]
    assert told(phone.post(json.dumps(body).encode())) == (422, "fields")


@pytest.mark.parametrize(
    "body", [b"x", b"[]", b"null", b"{", b"\xff", b"[" * 99_999, b'{"left": ' + b"9" * 5000 + b"}"]
)
def test_what_is_no_object_is_told_so(phone: WirePhone, body: bytes) -> None:
    assert told(phone.post(body)) == (422, "json")


def test_an_old_app_that_counts_no_codes_is_served(phone: WirePhone) -> None:
    assert phone.send(contact())["codes"] == []


def test_one_byte_too_many_is_not_read(phone: WirePhone) -> None:
    body = phone.body()
    padded = body + b" " * (LARGEST_BODY - len(body))
    assert phone.post(padded).status_code == 200
    assert told(phone.post(padded + b" ")) == (413, "too_large")


def test_a_hundred_records_are_a_batch(phone: WirePhone) -> None:
    facts = [contact() for _ in range(100)]
    assert len(phone.send(*facts)["stored"]) == 100


@pytest.mark.parametrize(
    "sealed",
    [None, 1, "", "AAAA", "печать", "A", "AAAA" * (LARGEST_RECORD // 3 + 2), "!" * 40],
    ids=lambda value: str(value)[:8],
)
def test_an_envelope_that_is_none_does_not_spoil_the_others(
    phone: WirePhone, sealed: object
) -> None:
    good = contact()
    broken = {**RECORD, "sealed": sealed}
    answer = phone.post(phone.body(broken, phone.sealed(good)))
    said = json.loads(answer.content)
    assert said["stored"] == [str(good[0])]
    assert said["refused"] == [{"id": broken["id"], "reason": "unreadable"}]


def headers() -> list[tuple[str, dict[str, str]]]:
    stranger = ec.generate_private_key(ec.SECP256R1())
    body_of_another = sign(stranger, b"{}")
    return [
        ("an unknown phone", {"x-ravny-phone": str(uuid4())}),
        ("no phone", {"x-ravny-phone": ""}),
        ("no id of a phone", {"x-ravny-phone": "../phones/1"}),
        ("another's signature", {"x-ravny-signature": body_of_another}),
        ("no signature", {"x-ravny-signature": ""}),
        ("no base64", {"x-ravny-signature": "?" * 88}),
        ("a short one", {"x-ravny-signature": base64.b64encode(bytes(63)).decode()}),
        ("a long one", {"x-ravny-signature": base64.b64encode(bytes(65)).decode()}),
        ("zeros", {"x-ravny-signature": base64.b64encode(bytes(64)).decode()}),
        ("ones", {"x-ravny-signature": base64.b64encode(b"\xff" * 64).decode()}),
        ("a Cyrillic one", {"x-ravny-signature": "подпись"}),
    ]


def bare(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, dict(answer.items())


def test_unknown_and_forged_answer_the_same_byte_for_byte(phone: WirePhone) -> None:
    body = phone.body(phone.sealed(contact()))
    answers = {name: bare(phone.post(body, **wrong)) for name, wrong in headers()}
    one = answers.pop("an unknown phone")
    assert one[0] == 404
    assert {name for name, answer in answers.items() if answer != one} == set()
    assert ledger() == 0


def test_an_unsigned_body_is_not_even_looked_at(phone: WirePhone) -> None:
    stranger = {"x-ravny-phone": str(uuid4())}
    right, wrong = phone.post(phone.body(), **stranger), phone.post(b"x", **stranger)
    assert bare(right) == bare(wrong)
    assert wrong.status_code == 404


def test_an_altered_body_is_nobodys(phone: WirePhone) -> None:
    body = phone.body(phone.sealed(contact()))
    signature = sign(phone.key, body)
    altered = body.replace(b'"left": 0', b'"left": 1')
    assert altered != body
    assert phone.post(altered, **{"x-ravny-signature": signature}).status_code == 404
    assert ledger() == 0


def test_the_signature_of_one_phone_is_not_anothers(phone: WirePhone, scene: Cast) -> None:
    other = WirePhone.of(scene.social)
    body = phone.body(phone.sealed(contact()))
    assert other.post(body, **{"x-ravny-phone": str(phone.phone_id)}).status_code == 404


def test_a_record_cannot_be_sent_under_another_id(phone: WirePhone) -> None:
    record = {**phone.sealed(contact()), "id": str(uuid4())}
    said = json.loads(phone.post(phone.body(record)).content)
    assert said["refused"] == [{"id": record["id"], "reason": "unreadable"}]


def test_no_answer_is_kept_by_anybody_between(phone: WirePhone) -> None:
    answer = phone.post(phone.body())
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"
    assert "Set-Cookie" not in answer


def test_the_clock_may_stand_anywhere_without_harm(phone: WirePhone) -> None:
    for moment in ("0001-01-01T00:00Z", "9999-12-31T23:59Z"):
        assert phone.send(clock=moment)["skew"] is True
    assert phone.send(clock=clock())["skew"] is False


def test_sync_is_only_posted_to(phone: WirePhone, field_client: Any) -> None:
    assert field_client.get("/sync").status_code == 405
