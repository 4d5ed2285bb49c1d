"""Somebody with a whole case is erased: nothing leads to the case, its parts or its words."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case
from ravny.services.cases.models.ending import ArchivedCase
from ravny.services.cases.operations.archiving import propose_entry
from ravny.services.cases.operations.ending import agree_exit
from ravny.services.cases.queries.exits import open_things
from ravny.services.incidents.models import Incident
from ravny.services.supervision.models import Handover, HandoverItem
from tests.cases.exits import proposed
from tests.cases.makers import a_client
from tests.cases.plans import circle_for, words_for
from tests.cases.samples import a_whole_case
from tests.cast import HOUSE, Cast, browser_of
from tests.incidents.makers import an_incident
from tests.supervision.makers import item_of, offered
from tests.supervision.samples import a_whole_supervision
from tests.upkeep.erasing import cells
from tests.upkeep.erasing.test_pages import answers, page_of

# What is no id: kinds of pages.
NO_ID = {"template", "contact_kind"}
FATE = {"request": "done", "step": "done", "agreement": "kept", "contact": "done"}


def whole_case(cast: Cast, client_id: UUID) -> tuple[UUID, dict[str, UUID | str]]:
    """Open a case with everything and words in it, hand it over, end it, propose its entry."""
    manager = cast.case_manager
    samples = a_whole_case(manager.actor, client_id, cast.social.account_id)
    case_id = UUID(str(samples["case_id"]))
    circle = circle_for(cast, case_id)
    request_id = day_id()
    browser = browser_of(manager)
    added = browser.post(
        reverse("cases:add_request", args=[case_id]),
        {
            "record_id": str(request_id),
            "kind": "psychological",
            "asked_on": today().isoformat(),
            "owner": str(manager.account_id),
            "words": words_for(circle, "case.request", request_id),
        },
    )
    assert added.status_code == 302, added.content.decode()
    handover_id = offered(cast, [case_id])
    item = item_of(cast, handover_id, case_id)
    with scope(organisation=HOUSE):
        fates = {one.key: FATE[one.what] for one in open_things(case_id)}
    exit_id = proposed(cast, case_id, fates=fates)
    agree_exit(actor=cast.coordinator.actor, exit_id=exit_id)
    propose_entry(actor=manager.actor, case_id=case_id, tools=())
    parts = {name: one for name, one in samples.items() if name not in NO_ID}
    return case_id, {**parts, "asked": request_id, "exit": exit_id, "item": item.id}


def test_nothing_is_left_of_a_whole_case(cast: Cast) -> None:
    client_id = a_client(cast)
    case_id, gone = whole_case(cast, client_id)
    told: dict[str, Any] = {"client_id": client_id, "case_id": case_id}
    counted = an_incident(cast, cast.case_manager, kind="violence", **told)
    secret = an_incident(cast, cast.case_manager, kind="violence", consent="none", **told)
    a_whole_supervision(cast.case_manager.actor, client_id, None)
    gone |= {"card": client_id, "secret incident": secret}
    assert {what for what, _table, _column in cells.found(gone)} == set(gone)

    lead = browser_of(cast.coordinator)
    wish = answers(cast.case_manager, client_id, lead, erase="1")
    assert lead.post(page_of(client_id), wish).status_code == 302

    left = {(table, column) for _what, table, column in cells.found(gone)}
    # The keys of the case's circle still stand around its id, and open nothing any more.
    assert left == {("journal_erased", "object_id"), ("vault_circle", "subject_id")}
    with scope(organisation=HOUSE):
        assert not Case.objects.exists() and not HandoverItem.objects.exists()
        # What was counted of nobody stays: the entry, the incident, that something was handed over.
        assert ArchivedCase.objects.count() == 1
        (incident,) = Incident.objects.all()
        assert incident.id == counted
        assert (incident.client_id, incident.case_id, incident.day) == (None, None, None)
        assert Handover.objects.count() == 2


def test_the_pages_that_spoke_of_it_open_afterwards(cast: Cast) -> None:
    client_id = a_client(cast)
    whole_case(cast, client_id)
    lead, manager = browser_of(cast.coordinator), browser_of(cast.case_manager)
    assert (
        lead.post(
            page_of(client_id), answers(cast.case_manager, client_id, lead, erase="1")
        ).status_code
        == 302
    )
    for page in ("cases:list", "cases:archive", "supervision:handovers", "desk:today",
                 "incidents:list", "vault:circles"):  # fmt: skip
        for browser in (lead, manager):
            assert browser.get(reverse(page)).status_code in {200, 404}, page
    with scope(organisation=HOUSE):
        handover = Handover.objects.get()
    page = manager.get(reverse("supervision:handover", args=[handover.id]))
    assert page.status_code == 200
