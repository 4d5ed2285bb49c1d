"""What is wrong in a handover is refused beside its field, and nothing typed is lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.supervision.models import Handover, HandoverItem
from ravny.services.supervision.types import ItemState
from tests.cast import Cast, browser_of

from .makers import Promises, handed, item_of, offered, some_cases
from .test_handover import form, page_of

pytestmark = pytest.mark.django_db
YESTERDAY, SOON = today() - timedelta(days=1), today() + timedelta(days=7)
COVER = {"kind": "cover", "ends_on": SOON.isoformat()}

# What is sent instead, and the field that says so ("": the form itself).
WRONG: list[tuple[dict[str, str], str]] = [
    ({"record_id": "1"}, "record_id"),
    ({"record_id": ""}, "record_id"),
    ({"kind": ""}, "kind"),
    ({"kind": "forever"}, "kind"),
    ({"receiver": "nobody"}, "receiver"),
    ({"receiver": str(day_id())}, "receiver"),
    ({"receiver": ""}, "to_CASE"),
    ({"to_CASE": str(day_id())}, "to_CASE"),
    ({"to_CASE": "x"}, "to_CASE"),
    ({"take_CASE": ""}, ""),
    ({**COVER, "ends_on": ""}, "ends_on"),
    ({**COVER, "ends_on": "soon"}, "ends_on"),
    ({**COVER, "ends_on": YESTERDAY.isoformat()}, "ends_on"),
    ({**COVER, "ends_on": "2999-01-01"}, "ends_on"),
    ({**COVER, "begins_on": "then"}, "begins_on"),
    ({**COVER, "begins_on": YESTERDAY.isoformat()}, "begins_on"),
    ({**COVER, "begins_on": (SOON + timedelta(days=1)).isoformat()}, "begins_on"),
    ({"kind": "volunteer"}, "ends_on"),
]


def nothing_was_offered(cast: Cast) -> bool:
    with scope(organisation=cast.organisation_id):
        return not Handover.objects.exists() and not HandoverItem.objects.exists()


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_a_wrong_handover_is_refused_with_everything_typed_kept(
    cast: Cast, promised: Promises, changes: dict[str, str], field: str
) -> None:
    (case_id,) = some_cases(cast, 1)

    def named(words: str) -> str:
        return words.replace("CASE", str(case_id))

    sent = form([case_id], cast.social) | {named(name): one for name, one in changes.items()}
    answer = browser_of(cast.case_manager).post(page_of(cast.case_manager), sent)
    assert answer.status_code == 422
    told = answer.context["form"]
    assert set(told.errors) == {named(field) or "__all__"}
    assert all(str(told[name].value()) == one for name, one in sent.items() if "take_" not in name)
    assert nothing_was_offered(cast)


@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_nobody_outside_receives_a_case(cast: Cast, promised: Promises, who: str) -> None:
    (case_id,) = some_cases(cast, 1)
    sent = form([case_id], getattr(cast, who))
    answer = browser_of(cast.case_manager).post(page_of(cast.case_manager), sent)
    assert answer.status_code == 422
    assert nothing_was_offered(cast)


def test_a_case_of_somebody_else_in_the_form_is_not_handed_over(
    cast: Cast, promised: Promises
) -> None:
    (strange,) = some_cases(cast, 1, cast.coordinator)
    some_cases(cast, 1)
    sent = form([strange, day_id()], cast.social)
    answer = browser_of(cast.case_manager).post(page_of(cast.case_manager), sent)
    assert answer.status_code == 422
    assert nothing_was_offered(cast)


BACK: list[dict[str, Any]] = [
    {"reason": ""},
    {"reason": "moon"},
    {"reason": "full", "words": "plain text"},
]


@pytest.mark.parametrize("changes", BACK)
def test_a_wrong_answer_changes_nothing(
    cast: Cast, promised: Promises, changes: dict[str, Any]
) -> None:
    (case_id,) = some_cases(cast, 1)
    handover_id = offered(cast, [case_id])
    item = item_of(cast, handover_id, case_id)
    answer = browser_of(cast.social).post(f"/supervision/offers/{item.id}/give-back/", changes)
    assert answer.status_code == 422
    assert item_of(cast, handover_id, case_id).state == ItemState.OFFERED
    assert handed(cast, handover_id).closed_on is None


def test_wrong_addresses_answer_the_same_404(cast: Cast, promised: Promises) -> None:
    (case_id,) = some_cases(cast, 1)
    handover_id: UUID = offered(cast, [case_id])
    item = item_of(cast, handover_id, case_id)
    browser, strange = browser_of(cast.outsider), browser_of(cast.stranger)
    for one in (browser, strange):
        assert one.get(f"/supervision/handovers/{handover_id}/").status_code == 404
        assert one.post(f"/supervision/offers/{item.id}/give-back/").status_code == 404
        for act in ("accept", "withdraw", "finish"):
            path = f"/supervision/handovers/{handover_id}/{act}/"
            assert one.post(path, {"item": "x"}).status_code == 404
    assert (
        browser_of(cast.social).get(f"/supervision/people/{day_id()}/hand-over/").status_code == 404
    )
