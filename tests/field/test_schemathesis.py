"""The door does what docs/openapi-field.yaml says, whatever comes in."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from jsonschema_rs import Draft202012Validator
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import Failure
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ravny.core.vault.operations import invite_phone, revoke_phone
from tests.cast import Cast
from tests.guards import house
from tests.outreach.phones import KIT, contact, late, rapid, step

from .wire_phone import WirePhone, register, sign

Environ = dict[str, Any]
load_all_checks()
CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
_handler = WSGIHandler()
_signer: list[WirePhone] = []
_reached: set[int] = set()


def door(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
    """The field's door; what comes to /sync is signed by the phone at hand, if there is one."""
    environ["HTTP_HOST"] = django_settings.FIELD_HOST
    if _signer and environ["PATH_INFO"] == "/sync":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        environ["HTTP_X_RAVNY_PHONE"] = str(_signer[0].phone_id)
        environ["HTTP_X_RAVNY_SIGNATURE"] = sign(_signer[0].key, body)
    return _handler(environ, start)


schema = schemathesis.openapi.from_path(house.ROOT / "docs" / "openapi-field.yaml")
schema.app = door
FEW = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@contextmanager
def one_connection() -> Iterator[None]:
    """As Django's own test client: a request does not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def phone(scene: Cast) -> Iterator[WirePhone]:
    """A registered phone that signs whatever is generated."""
    _signer.append(WirePhone.of(scene.peer))
    _reached.clear()
    yield _signer[0]
    _signer.clear()
    assert 200 in _reached, "no generated batch was taken in"


def seen(case: Any) -> int:
    """Ask, check the answer against the document, and leave the tables as they were."""
    with one_connection(), transaction.atomic():
        answer = case.call_and_validate(checks=CHECKS)
        transaction.set_rollback(True)
    status: int = answer.status_code
    _reached.add(status)
    return status


@pytest.mark.django_db
@schema.parametrize()
@FEW
def test_whoever_asks_gets_a_documented_answer(case: Any, scene: Cast) -> None:
    assert seen(case) in {404, 405, 413, 422}


@pytest.mark.django_db
@schema.include(path="/sync").parametrize()
@FEW
def test_whatever_a_phone_signs_gets_a_documented_answer(case: Any, phone: WirePhone) -> None:
    assert seen(case) in {200, 405, 413, 422}


def answers(operation: str, answer: Any) -> None:
    """Compare an answer of the test client with the document."""
    found = schema["/" + operation]["POST"]
    found.validate_response(
        schemathesis.Response(
            status_code=answer.status_code,
            headers={name: [value] for name, value in answer.items()},
            content=answer.content,
            request=requests.Request("POST", f"http://field/{operation}").prepare(),
            elapsed=0.1,
            verify=False,
        )
    )


@pytest.mark.django_db
def test_the_long_answers_are_as_written(scene: Cast) -> None:
    """What nothing generated reaches: a welcome, a last batch, a revoked phone's."""
    key = ec.generate_private_key(ec.SECP256R1())
    answer = register(invite_phone(actor=scene.peer.actor).token, key)
    answers("register", answer)
    phone = WirePhone(key, json.loads(answer.content))
    shut = {**phone.sealed(contact()), "id": str(uuid4())}
    records = [*map(phone.sealed, [contact(), contact(channel="moon"), (uuid4(), b"x")]), shut]
    answers("sync", phone.post(phone.body(*records, codes_held=7)))
    answers("sync", phone.post(phone.body(left=3)))
    revoke_phone(actor=scene.peer.actor, phone_id=phone.phone_id)
    answers("sync", phone.post(phone.body(phone.sealed(contact()))))


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("RapidTest", rapid()),
        ("RapidTest", rapid(result="reactive", next=step("centre", warned=True))),
        ("RapidTest", rapid("syphilis", result="wait", invalid=3)),
        ("TestResult", late(rapid()["id"], result="reactive", next=step(due="2026-12-01"))[1]),
        ("TestResult", late(rapid()["id"], **{"try": 3}, kit=str(KIT), lot=rapid()["id"])[1]),
    ],
)
def test_what_lies_sealed_is_as_written(name: str, record: dict[str, Any]) -> None:
    document = {**schema.raw_schema, "$ref": f"#/components/schemas/{name}"}
    written = Draft202012Validator(document)
    assert [error.message for error in written.iter_errors(record)] == []
    for wrong in ({"result": "positive"}, {"try": 4}, {"kit": 7}, {"lot": "L1"}):
        if set(wrong) <= set(record):
            assert not written.is_valid({**record, **wrong})


@pytest.mark.django_db
def test_the_document_is_held_to(scene: Cast) -> None:
    """An answer that is not as written fails: the comparison compares."""
    answer = WirePhone.of(scene.peer).post(b"{}")
    answer.content = b'{"reason": "else"}'
    with pytest.raises(Failure):
        answers("sync", answer)
