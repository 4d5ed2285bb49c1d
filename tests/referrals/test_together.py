"""Several steps of one client begin with one form, each somebody's, and stand side by side."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import promises
from ravny.services.referrals.models import Referral
from tests.cast import Cast, browser_of

from .makers import a_client, a_referral, row_of
from .visits import text_of, url

pytestmark = pytest.mark.django_db
PLAN = ("childbirth", "lawyer", "psychologist", "social")


def plan(scene: Cast, *reasons: str, **changes: Any) -> dict[str, str]:
    boxes = {"record_id": str(day_id())}
    for place in range(8):
        reason = reasons[place] if place < len(reasons) else ""
        boxes |= {
            f"reason_{place}": reason,
            f"owner_{place}": str((scene.peer, scene.social)[place % 2].account_id),
            f"urgency_{place}": "soon",
            f"follow_up_on_{place}": (today() + timedelta(days=place + 1)).isoformat(),
        }
    return {**boxes, **changes}


def rows(scene: Cast) -> list[Referral]:
    with scope(organisation=scene.organisation_id):
        return list(Referral.objects.order_by("follow_up_on"))


@pytest.mark.mission("S45")
def test_a_birth_a_lawyer_a_psychologist_and_aid_begin_together(scene: Cast) -> None:
    client_id, browser = a_client(scene), browser_of(scene.peer)
    page = f"{url('together')}?client={client_id}"
    assert "Несколько шагов сразу" in text_of(browser.get(f"/card/{client_id}/"))
    form = text_of(browser.get(f"{page}&first=childbirth"))
    assert form.count("selected") >= len(PLAN)
    answer = browser.post(page, plan(scene, *PLAN))
    assert answer.status_code == 302
    found = rows(scene)
    assert [(row.reason, row.state) for row in found] == [(one, "draft") for one in PLAN]
    assert {row.owner_id for row in found} == {scene.peer.account_id, scene.social.account_id}
    side = text_of(browser.get(answer["Location"]))
    for word in ("Роды", "Юрист", "Психолог", "Социальная помощь", "Тимур", "Зарина", "черновик"):
        assert word in side, word
    one = text_of(browser.get(url("referral", found[0].id)))
    assert "Начато вместе с этим" in one and "Психолог" in one


def test_sent_twice_the_steps_are_begun_once(scene: Cast) -> None:
    page, boxes = f"{url('together')}?client={a_client(scene)}", plan(scene, *PLAN[:2])
    for _again in range(2):
        assert browser_of(scene.peer).post(page, boxes).status_code == 302
    assert len(rows(scene)) == 2


WRONG: list[tuple[tuple[str, ...], dict[str, str]]] = [
    ((), {}),
    (("lawyer",), {}),
    (("lawyer", "moon"), {}),
    (("lawyer", "social"), {"owner_1": str(day_id())}),
    (("lawyer", "social"), {"urgency_0": "never"}),
    (("lawyer", "social"), {"follow_up_on_0": "2001-01-01"}),
    (("lawyer", "social"), {"follow_up_on_1": "soon"}),
    (("lawyer", "social"), {"record_id": "1"}),
]


@pytest.mark.parametrize(("reasons", "changes"), WRONG)
def test_wrong_steps_are_refused_all_of_them(
    scene: Cast, reasons: tuple[str, ...], changes: dict[str, str]
) -> None:
    page = f"{url('together')}?client={a_client(scene)}"
    answer = browser_of(scene.peer).post(page, plan(scene, *reasons, **changes))
    assert answer.status_code == 422 and not rows(scene)


def test_others_find_neither_the_form_nor_the_steps(scene: Cast) -> None:
    client_id = a_client(scene)
    page = f"{url('together')}?client={client_id}"
    bundle = browser_of(scene.peer).post(page, plan(scene, *PLAN))["Location"]
    for who in (scene.outsider, scene.stranger, scene.keeper):
        browser = browser_of(who)
        assert browser.get(page).status_code in (403, 404)
        assert browser.get(bundle).status_code in (403, 404)
    for wrong in ("", "x", day_id()):
        browser = browser_of(scene.peer)
        assert browser.get(f"{url('together')}?client={wrong}").status_code == 404
    assert browser_of(scene.peer).get(url("bundle", day_id())).status_code == 404


def test_every_promise_of_this_room_can_be_handed_on(scene: Cast) -> None:
    referral_id = a_referral(
        scene,
        escort="agreed",
        escort_id=scene.peer.account_id,
        appointment_on=today() + timedelta(days=4),
    )
    kinds = [kind for kind in promises if kind.code.startswith("referral")]
    held = {kind.code: kind.held(scene.organisation_id, scene.peer.account_id) for kind in kinds}
    assert {code: [one.object_id for one in found] for code, found in held.items()} == {
        "referral": [referral_id], "referral_escort": [referral_id], "referral_interpreting": [],
    }  # fmt: skip
    for kind in kinds:
        for one in held[kind.code]:
            kind.hand(scene.peer.actor, one.object_id, scene.social.account_id)
        assert not kind.held(scene.organisation_id, scene.peer.account_id)
    row = row_of(scene, referral_id)
    assert {row.owner_id, row.escort_by_id} == {scene.social.account_id}
