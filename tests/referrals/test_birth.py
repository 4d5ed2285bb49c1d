"""Who gives birth or lies in: the friendliest first, the escort asked, ready by week 36."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.people.directory.models import Service
from ravny.services.referrals.help_today import help_rows
from ravny.services.referrals.types.helping import week_of
from tests.cast import Cast, browser_of, frozen_id

from .makers import REPORTS, a_client, a_referral, row_of
from .visits import address, only, sent, text_of, url, way

pytestmark = pytest.mark.django_db
COLD, WARM = frozen_id("service cold maternity"), frozen_id("service warm maternity")


@pytest.fixture
def maternity(scene: Cast) -> Cast:
    plain: dict[str, Any] = {"kind": "maternity", "country": "RU", "city": "Самара", **REPORTS}
    with scope(organisation=scene.organisation_id):
        for key, label, welcome in ((COLD, "Роддом № 1", "cold"), (WARM, "Роддом № 2", "warm")):
            Service.objects.create(
                id=key, organisation_id=scene.organisation_id, label=label,
                friendliness=welcome, provides=("childbirth",), **plain,
            )  # fmt: skip
    return scene


def expecting(week: int) -> str:
    return (today() + timedelta(weeks=40 - week)).isoformat()


def birth(scene: Cast, **changes: Any) -> dict[str, Any]:
    facts = {"travel": "cannot", "expected_on": expecting(33), **changes}
    return sent(scene, owner=str(scene.peer.account_id), **facts)


@pytest.mark.mission("S46")
def test_in_the_eighth_month_the_friendliest_maternity_hospital_stands_first(
    maternity: Cast,
) -> None:
    client_id, browser = a_client(maternity, legal_status="citizen"), browser_of(maternity.peer)
    places = text_of(way(browser, client=client_id, reason="childbirth"))
    assert places.index("Роддом № 2") < places.index("Роддом № 1")
    page = address(client=client_id, reason="childbirth", service=WARM)
    form = text_of(browser.get(page))
    assert "Может ли ехать?" in form and "Ожидаемый день родов" in form
    assert "не спрашивали" not in form.partition('name="escort"')[2].partition("</fieldset>")[0]
    assert browser.post(page, birth(maternity, escort="")).status_code == 422
    assert browser.post(page, birth(maternity, escort="not_asked")).status_code == 422
    assert browser.post(page, birth(maternity)).status_code == 302
    row = only(maternity)
    assert (row.travel, row.escort) == ("cannot", "agreed") and week_of(
        row.expected_on, today()
    ) == 33
    shown = text_of(browser.get(url("referral", row.id)))
    assert "Неделя 33" in shown and "к 36-й неделе" in shown and "Больница знает" in shown
    script = text_of(browser.get(url("script", row.id)))
    assert "Я жду ребёнка" in script and "Роддом № 2" in script


def test_before_week_36_today_says_what_is_not_ready(maternity: Cast) -> None:
    client_id = a_client(maternity, legal_status="citizen")
    facts = {"client_id": client_id, "reason": "childbirth", "infection": "", "service_id": None}
    for week, count in ((33, 0), (34, 1), (37, 1)):
        referral_id = a_referral(
            maternity, **facts, expected_on=today() + timedelta(weeks=40 - week)
        )
        rows = help_rows(maternity.peer.actor)
        assert len(rows) == count, week
        with scope(organisation=maternity.organisation_id):
            row_of(maternity, referral_id).delete()
    assert (rows[0].harm, rows[0].group, rows[0].about) == ("pregnancy", "now", client_id)


def test_the_way_is_arranged_later_too(maternity: Cast) -> None:
    referral_id = a_referral(maternity, reason="childbirth", infection="", service_id=None)
    browser = browser_of(maternity.peer)
    assert "Ожидаемый день родов" in text_of(browser.get(url("referral", referral_id)))
    arranged = {"escort": "declined", "travel": "can", "expected_on": expecting(30)}
    assert browser.post(url("arrange", referral_id), arranged).status_code == 302
    row = row_of(maternity, referral_id)
    assert (row.travel, row.escort, row.expected_on) == (
        "can", "declined", today() + timedelta(weeks=10),
    )  # fmt: skip
    for wrong in ({"travel": "fly"}, {"expected_on": "2001-01-01"}, {"expected_on": "soon"}):
        answer = browser.post(url("arrange", referral_id), {**arranged, **wrong})
        assert answer.status_code == 422, wrong
    assert row_of(maternity, referral_id).travel == "can"


def test_others_are_not_asked_for_a_birth(scene: Cast) -> None:
    page = text_of(browser_of(scene.peer).get(url("referral", a_referral(scene))))
    assert "Ожидаемый день родов" not in page and "Прежде чем ехать" not in page


@pytest.mark.parametrize(("left", "week"), [(0, 40), (7, 39), (280, 1), (400, 1), (-21, 42)])
def test_the_week_is_counted_from_the_expected_day(left: int, week: int) -> None:
    assert week_of(today() + timedelta(days=left), today()) == week
