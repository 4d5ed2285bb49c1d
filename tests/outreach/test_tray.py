"""The tray: mending and dropping."""

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.codes import new_code
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import IntakeRecord
from ravny.services.testing.models import Test
from tests.cast import Cast, browser_of

from .phones import CONDOMS, SITE, rapid
from .test_pages import url, wrong

pytestmark = pytest.mark.django_db


def test_a_record_is_mended_in_the_tray_and_nothing_of_it_is_lost(scene: Cast) -> None:
    record_id = wrong(scene, channel="moon", who="code", code=new_code(), training=15)
    browser = browser_of(scene.coordinator)
    assert browser.get(url("tray")).status_code == 200
    page = browser.get(url("mend", record_id)).content.decode()
    assert "moon" in page and 'value="15"' in page
    sent = {
        "day": today().isoformat(),
        "site": str(SITE),
        "team": str(scene.near_team_id),
        "channel": "street",
        "who": "code",
        "code": new_code(),
        "age": "25-29",
        "language": "uz",
        "groups": ["msm"],
        "topics": ["hiv_basics"],
        "training": "15",
        f"given_{CONDOMS}": "10",
    }
    assert browser.post(url("mend", record_id), sent).status_code == 422
    mended = {**sent, "who": "again", "code": ""}
    for expected in (302, 404):
        assert browser.post(url("mend", record_id), mended).status_code == expected
    with scope(organisation=scene.organisation_id):
        row, meeting = IntakeRecord.objects.get(), Encounter.objects.get()
    assert (row.state, row.facts) == ("imported", None)
    assert (meeting.id, meeting.worker_id) == (record_id, scene.peer.account_id)
    assert (meeting.training_minutes, meeting.topics) == (15, ("hiv_basics",))


def test_a_record_is_dropped_only_for_a_reason(scene: Cast) -> None:
    record_id = wrong(scene, channel="moon")
    browser = browser_of(scene.coordinator)
    assert browser.get(url("drop", record_id)).status_code == 200
    assert browser.post(url("drop", record_id), {}).status_code == 422
    assert browser.post(url("drop", record_id), {"reason": "trial"}).status_code == 302
    with scope(organisation=scene.organisation_id):
        row = IntakeRecord.objects.get()
    assert (row.state, row.drop_reason, row.facts) == ("dropped", "trial", None)


def mendable(scene: Cast) -> dict[str, str]:
    """What a right mending form sends."""
    return {
        "day": today().isoformat(), "site": str(SITE), "team": str(scene.near_team_id),
        "channel": "street", "who": "again", "age": "25-29", "language": "uz", "training": "0",
    }  # fmt: skip


LEAVE_OUT = 'name="leave_out_tests"'
TICKED = {"leave_out_tests": "on"}


def test_a_test_nobody_can_mend_is_left_out_and_the_meeting_stays(scene: Cast) -> None:
    record_id = wrong(scene, tests=[rapid(consent=False), rapid("syphilis", result="wait")])
    browser = browser_of(scene.coordinator)
    page = browser.get(url("mend", record_id)).content.decode()
    assert LEAVE_OUT in page
    assert "ВИЧ</dt><dd>нереактивный" in page and "Сифилис</dt><dd>ждёт результата" in page
    sent = mendable(scene)
    refused = browser.post(url("mend", record_id), sent)
    assert refused.status_code == 422 and LEAVE_OUT in refused.content.decode()
    assert browser.post(url("mend", record_id), {**sent, **TICKED}).status_code == 302
    with scope(organisation=scene.organisation_id):
        assert Encounter.objects.get().services == ()
        assert not Test.objects.exists()


def test_tests_are_offered_to_be_left_out_only_when_they_are_wrong(scene: Cast) -> None:
    browser = browser_of(scene.coordinator)
    right = wrong(scene, channel="moon", tests=[rapid()])
    page = browser.get(url("mend", right)).content.decode()
    assert LEAVE_OUT not in page and "нереактивный" in page
    # What hides behind another fault shows once that one is mended.
    hidden = wrong(scene, channel="moon", tests=[rapid(consent=False)])
    assert LEAVE_OUT not in browser.get(url("mend", hidden)).content.decode()
    sent = mendable(scene)
    refused = browser.post(url("mend", hidden), sent)
    assert refused.status_code == 422 and LEAVE_OUT in refused.content.decode()
    assert browser.post(url("mend", hidden), {**sent, **TICKED}).status_code == 302


def test_a_test_that_is_none_is_shown_as_it_was_sent(scene: Cast) -> None:
    record_id = wrong(scene, tests=[rapid(infection="love", result=["x"])])
    page = browser_of(scene.coordinator).get(url("mend", record_id)).content.decode()
    assert "love</dt><dd>[&#x27;x&#x27;]</dd>" in page
