"""What is wrong is refused beside its field, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Attempt, Referral
from tests.cast import Cast, browser_of

from .makers import (
    CENTRE,
    HOSPITAL,
    UROLOGIST,
    a_client,
    a_referral,
)
from .visits import address, sent, url, way

pytestmark = pytest.mark.django_db
TODAY = today()


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("move", {"to": "moon"}),
    ("move", {"to": "draft"}),
    ("move", {"to": "arrived", "proof": ""}),
    ("move", {"to": "arrived", "proof": "client", "day": "2099-01-01"}),
    ("move", {"to": "arrived", "proof": "client", "day": "1999-01-01"}),
    ("move", {"to": "arrived", "proof": "client", "day": "soon"}),
    ("move", {"to": "accepted", "proof": "client", "appointment_on": "2020-01-01"}),
    ("attempt", {"way": "pigeon"}),
    ("attempt", {"result": ""}),
    ("attempt", {"day": "2099-01-01"}),
    ("attempt", {"record_id": "1"}),
    ("attempt", {"follow_up_on": "2001-01-01"}),
    ("arrange", {"escort": "maybe"}),
    ("arrange", {"escort": "agreed", "escort_by": str(day_id())}),
    ("arrange", {"escort": "agreed", "interpreter": "klingon"}),
    ("arrange", {"escort": "agreed", "appointment_on": "2001-01-01"}),
    ("task", {"owner": str(day_id())}),
    ("task", {"follow_up_on": "2001-01-01"}),
    ("task", {"follow_up_on": ""}),
]


@pytest.mark.parametrize(("name", "changes"), WRONG)
def test_what_is_wrong_is_refused_and_changes_nothing(
    scene: Cast, name: str, changes: dict[str, Any]
) -> None:
    referral_id = a_referral(scene)
    right = {
        "move": {"to": "arrived", "day": today().isoformat(), "proof": "client"},
        "attempt": {
            "record_id": str(day_id()),
            "day": today().isoformat(),
            "way": "call",
            "result": "reached",
        },
        "arrange": {"escort": "declined"},
        "task": {"owner": str(scene.peer.account_id), "follow_up_on": today().isoformat()},
    }[name]
    with scope(organisation=scene.organisation_id):
        before = Referral.objects.values_list().get()
        answer = browser_of(scene.peer).post(url(name, referral_id), {**right, **changes})
        assert answer.status_code == 422
        assert Referral.objects.values_list().get() == before
        assert not Attempt.objects.exists()


WRONG_FORM: list[dict[str, Any]] = [
    {"record_id": "1"},
    {"day": ""},
    {"day": (today() + timedelta(days=3)).isoformat()},
    {"urgency": "never"},
    {"escort": ""},
    {"escort_by": str(day_id())},
    {"interpreter": "xx"},
    {"owner": str(day_id())},
    {"owner": ""},
    {"follow_up_on": "2001-01-01"},
    {"appointment_on": "2001-01-01"},
    {"discloses": ["name"]},
    {"consented": ""},
    {"note": "plain text"},
]


@pytest.mark.parametrize("changes", WRONG_FORM)
def test_a_wrong_referral_is_refused_with_everything_typed_kept(
    scene: Cast, changes: dict[str, Any]
) -> None:
    client_id = a_client(scene, legal_status="citizen")
    page = address(client=client_id, reason="doctor", service=UROLOGIST)
    answer = browser_of(scene.peer).post(page, sent(scene, **changes))
    assert answer.status_code == 422
    with scope(organisation=scene.organisation_id):
        assert not Referral.objects.exists()


def test_wrong_addresses_answer_the_same_404_or_ask_again(scene: Cast) -> None:
    browser, client_id = browser_of(scene.peer), a_client(scene)
    good = {"client": client_id, "reason": "doctor"}
    for wrong in (
        {"client": ""},
        {"client": "x"},
        {"client": day_id()},
        {"test": "x"},
        {"service": "x"},
        {"service": day_id()},
    ):
        assert way(browser, **{**good, **wrong}).status_code == 404, wrong
    assert way(browser, client=client_id, reason="moon").status_code == 422
    unanswered = way(browser, client=client_id, asked="1", infection="")
    assert unanswered.status_code == 422
    assert way(browser, client=client_id, infection="hiv").status_code == 200
    for odd in ({"infection": "cold"}, {"step": "later"}):
        assert way(browser, **good, **odd).status_code == 200
    referral_id = a_referral(scene, service_id=None)
    for service in ("x", day_id()):
        assert browser.get(url("send", referral_id), {"service": service}).status_code == 404


WRONG_FACTS: list[tuple[dict[str, Any], str]] = [
    ({"reason": "moon"}, "reason"),
    ({"infection": "cold"}, "infection"),
    ({"urgency": "never"}, "urgency"),
    ({"step": "run"}, "step"),
    ({"escort": "maybe"}, "escort"),
    ({"interpreter": "klingon"}, "interpreter"),
    ({"discloses": ("name",)}, "discloses"),
    ({"day": TODAY + timedelta(days=1)}, "day"),
    ({"follow_up_on": TODAY - timedelta(days=9)}, "follow_up_on"),
    ({"appointment_on": TODAY + timedelta(days=900)}, "appointment_on"),
    ({"consented": False}, "consented"),
    ({"service_id": CENTRE, "step": "centre", "client": "unknown"}, "warned"),
    ({"service_id": HOSPITAL, "client": "unknown"}, "warned"),
    ({"service_id": None, "step": "centre", "client": "unknown"}, "warned"),
    ({"owner_id": day_id()}, "owner"),
    ({"escort_id": day_id()}, "escort_by"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_FACTS)
def test_wrong_facts_are_refused_beside_their_field(
    scene: Cast, changes: dict[str, Any], field: str
) -> None:
    changes = dict(changes)
    if changes.pop("client", ""):
        changes["client_id"] = a_client(scene)
    with pytest.raises(DomainError) as refused:
        a_referral(scene, **changes)
    assert refused.value.field == field
    with scope(organisation=scene.organisation_id):
        assert not Referral.objects.exists()
