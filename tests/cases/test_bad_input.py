"""What is wrong is refused beside its field, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case, Member, Request
from tests.cast import Cast, browser_of

from .makers import a_case, a_client

pytestmark = pytest.mark.django_db
TODAY = today()
RIGHT: dict[str, Any] = {
    "where": "here",
    "region": "",
    "country": "",
    "kinds": ["legal", "medical"],
    "day": TODAY.isoformat(),
    "source": "call",
    "language": "uz",
    "interpreter": "",
}
WRONG_OPENING: list[dict[str, Any]] = [
    {"record_id": "1"},
    {"where": ""},
    {"where": "moon"},
    {"where": "region"},
    {"where": "region", "region": "Samara"},
    {"where": "region", "region": "KZ-ALA"},
    {"where": "here", "region": "UZ-TO"},
    {"where": "abroad"},
    {"where": "abroad", "country": "ru"},
    {"where": "abroad", "country": "xx"},
    {"kinds": []},
    {"kinds": ["money"]},
    {"day": ""},
    {"day": "soon"},
    {"day": (TODAY + timedelta(days=1)).isoformat()},
    {"day": "1999-12-31"},
    {"source": ""},
    {"source": "gossip"},
    {"source": f"encounter:{day_id()}"},
    {"language": "klingon"},
    {"interpreter": "klingon"},
    {"circumstances": ["rich"]},
    {"manager": ""},
    {"manager": str(day_id())},
]


@pytest.mark.parametrize("changes", WRONG_OPENING)
def test_a_wrong_opening_is_refused_with_everything_typed_kept(
    cast: Cast, changes: dict[str, Any]
) -> None:
    client_id = a_client(cast)
    known = {"record_id": str(day_id()), "manager": str(cast.case_manager.account_id)}
    answer = browser_of(cast.case_manager).post(
        f"{reverse('cases:open')}?client={client_id}", {**RIGHT, **known, **changes}
    )
    assert answer.status_code == 422
    assert changes.get("record_id", known["record_id"]) in answer.content.decode()
    with scope(organisation=cast.organisation_id):
        assert not Case.objects.exists()


WRONG_LATER: list[tuple[str, dict[str, Any]]] = [
    ("where", {"where": "region", "region": ""}),
    ("where", {"where": "abroad", "country": ""}),
    ("where", {"where": "here", "language": "klingon"}),
    ("where", {"where": "mars"}),
    ("situation", {"circumstances": ["rich"]}),
    ("situation", {"circumstances": ["student"], "birth_month": TODAY.isoformat()}),
    ("situation", {"circumstances": ["pregnant"], "birth_month": "2099-01-01"}),
    ("situation", {"circumstances": ["pregnant"], "birth_month": "soon"}),
    ("add_request", {"kind": "money"}),
    ("add_request", {"asked_on": (TODAY + timedelta(days=1)).isoformat()}),
    ("add_request", {"asked_on": ""}),
    ("add_request", {"owner": str(day_id())}),
    ("add_request", {"record_id": "1"}),
    ("add_request", {"words": "plain text"}),
    ("join", {"account": str(day_id())}),
    ("join", {"duty": "king"}),
    ("join", {"duty": "doctor"}),
    ("join", {"duty": "volunteer", "ends_on": ""}),
    ("join", {"ends_on": (TODAY - timedelta(days=1)).isoformat()}),
    ("join", {"ends_on": (TODAY + timedelta(days=900)).isoformat()}),
    ("join", {"duty": "interpreter", "same_community": "on"}),
    ("join", {"duty": "manager"}),
    ("end_request", {"result": ""}),
    ("end_request", {"result": "fine"}),
    ("end_request", {"ended_on": (TODAY + timedelta(days=1)).isoformat()}),
    ("end_request", {"ended_on": "2001-01-01"}),
    ("change_request", {"kind": "money"}),
    ("change_request", {"owner": str(day_id())}),
    ("change_request", {"words": "plain text"}),
]


@pytest.mark.parametrize(("name", "changes"), WRONG_LATER)
def test_what_is_wrong_later_is_refused_and_changes_nothing(
    cast: Cast, name: str, changes: dict[str, Any]
) -> None:
    case_id = a_case(cast)
    day, me = TODAY.isoformat(), str(cast.case_manager.account_id)
    right: dict[str, dict[str, Any]] = {
        "where": {"where": "here"},
        "situation": {},
        "add_request": {
            "record_id": str(day_id()), "kind": "legal", "asked_on": day, "owner": me,
        },
        "join": {"account": str(cast.lawyer.account_id), "duty": "lawyer"},
        "end_request": {"result": "done", "ended_on": day},
        "change_request": {"kind": "legal", "owner": me},
    }  # fmt: skip
    with scope(organisation=cast.organisation_id):
        arguments = [case_id]
        if name in ("end_request", "change_request"):
            arguments.append(Request.objects.get().id)
        before = [list(model.objects.values_list()) for model in (Case, Request, Member)]
        answer = browser_of(cast.case_manager).post(
            reverse(f"cases:{name}", args=arguments), {**right[name], **changes}
        )
        assert answer.status_code == 422
        assert before == [list(model.objects.values_list()) for model in (Case, Request, Member)]


WRONG_FACTS: list[tuple[dict[str, Any], str]] = [
    ({"source": "gossip"}, "source"),
    ({"source_id": day_id()}, "source"),
    ({"source": "referral", "source_id": day_id()}, "source"),
    ({"where": "moon"}, "where"),
    ({"where": "region"}, "region"),
    ({"where": "abroad"}, "country"),
    ({"asks": (("money", None),)}, "kinds"),
    ({"circumstances": ("rich",)}, "circumstances"),
    ({"language": "xx"}, "language"),
    ({"interpreter": "xx"}, "interpreter"),
    ({"day": TODAY + timedelta(days=1)}, "day"),
    ({"manager_id": day_id()}, "manager"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_FACTS)
def test_wrong_facts_are_refused_beside_their_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        a_case(cast, **changes)
    assert refused.value.field == field
    with scope(organisation=cast.organisation_id):
        assert not Case.objects.exists()
