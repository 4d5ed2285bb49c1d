"""What browsers post as JSON, read strictly: a wrong shape is a DomainError, never a crash."""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from functools import wraps
from typing import Any, ParamSpec, cast
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.errors import DomainError
from ravny.core.staff.access import StaffRequest, StaffView

from ..types import NewEpoch, OpenedThing, WrapFact

MANY = 200
PIN_SHAPE = _("A PIN is six digits.")
P = ParamSpec("P")
_KIND = re.compile(r"[a-z0-9._-]{1,64}")
# An escape, the first byte of an encoded half pair, a zero.
_SUSPECT = re.compile(rb"\\u|\xed|\x00")


def unreadable() -> DomainError:
    """Return the one refusal for a body that none of our pages sends."""
    return DomainError(_("This page is out of date. Open it again."), code="unreadable")


def answers_json(
    view: StaffView[P],
) -> StaffView[P]:
    """Turn a DomainError into 422 with its words: `{"code": …, "error": …}`."""

    @wraps(view)
    def answering(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return JsonResponse({"code": error.code, "error": str(error.message)}, status=422)

    return cast("StaffView[P]", answering)


def body_of(request: StaffRequest) -> dict[str, Any]:
    """Return the posted object; raises DomainError.

    No page of ours sends a zero or half of a surrogate pair, and a database may refuse both.
    """
    try:
        raw = request.body or b"{}"
        body = json.loads(raw)
        if _SUSPECT.search(raw) and b"\\u0000" in json.dumps(body, ensure_ascii=False).encode():
            raise unreadable()
    except (ValueError, RecursionError, RawPostDataException) as error:
        raise unreadable() from error  # a form, say, that was read as one already
    if not isinstance(body, dict):
        raise unreadable()
    return cast("dict[str, Any]", body)


def octets(value: object) -> bytes:
    """Return the bytes of a base64 text; raises DomainError."""
    if not isinstance(value, str):
        raise unreadable()
    try:
        return b64decode(value, validate=True)
    except (NotBase64, ValueError) as error:
        raise unreadable() from error


def text_of(octet: bytes) -> str:
    """Return base64."""
    return b64encode(octet).decode()


def identifier(value: object) -> UUID:
    """Return a UUID; raises DomainError."""
    try:
        return UUID(value) if isinstance(value, str) else UUID(int=-1)
    except ValueError as error:
        raise unreadable() from error


def whole(value: object) -> int:
    """Return a number that fits the column; raises DomainError."""
    if type(value) is not int or not 0 <= value < 2**31:
        raise unreadable()
    return value


def counter(text: str) -> int:
    """Return the number in a query string; raises DomainError."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise unreadable()
    return int(text)


def kind_of(value: object) -> str:
    """Return a kind of envelope; raises DomainError."""
    if not isinstance(value, str) or not _KIND.fullmatch(value):
        raise unreadable()
    return value


def several(value: object) -> list[dict[str, Any]]:
    """Return a list of at most 200 objects; raises DomainError."""
    if not isinstance(value, list) or len(value) > MANY:
        raise unreadable()
    if not all(isinstance(one, dict) for one in value):
        raise unreadable()
    return value


def identifiers(values: Iterable[str]) -> list[UUID]:
    """Return the ids of a query string, at most 200; raises DomainError."""
    known = [identifier(value) for value in values]
    if len(known) > MANY:
        raise unreadable()
    return known


def new_epoch(body: dict[str, Any]) -> NewEpoch:
    """Return what a browser made as a circle."""
    wraps = {
        identifier(one.get("account")): octets(one.get("envelope"))
        for one in several(body.get("wraps"))
    }
    return NewEpoch(
        circle_id=identifier(body.get("circle")),
        number=whole(body.get("epoch")),
        public_key=octets(body.get("public_key")),
        signature=octets(body.get("signature")),
        wraps=wraps,
    )


def shared_wraps(body: dict[str, Any]) -> list[WrapFact]:
    """Return what a browser wrapped for colleagues."""
    return [
        WrapFact(
            circle_id=identifier(one.get("circle")),
            epoch=whole(one.get("epoch")),
            account_id=identifier(one.get("account")),
            envelope=octets(one.get("envelope")),
        )
        for one in several(body.get("wraps"))
    ]


def opened_things(body: dict[str, Any]) -> list[OpenedThing]:
    """Return what somebody is about to read."""
    return [
        OpenedThing(
            circle_id=identifier(one.get("circle")),
            kind=kind_of(one.get("kind")),
            object_id=identifier(one.get("object")),
        )
        for one in several(body.get("things"))
    ]
