"""A worker at the desk who asks a client, as a browser without script sends it."""

import re
from base64 import b64encode
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import queries, reader
from ravny.services.cases.models.work import Agreement, Assessment
from ravny.services.cases.operations.agreeing import Agreed, write_agreement
from ravny.services.cases.operations.assessing import (
    begin_assessment,
    finish_assessment,
    keep_answers,
)
from tests.cast import Cast, Person

FULL = {"wishes": ["doctor"], "feeling": "ill", "status": "known", "therapy": "taking",
        "days_left": 5, "stay": "ended", "place": "guests", "food": "sometimes"}  # fmt: skip


def begun(cast: Cast, case_id: UUID, code: str = "full", person: Person | None = None) -> UUID:
    """Begin an assessment."""
    actor = (person or cast.case_manager).actor
    return begin_assessment(actor=actor, case_id=case_id, questionnaire=code)


def assessed(cast: Cast, case_id: UUID, answers: dict[str, Any] | None = None, **more: Any) -> UUID:
    """Finish a full assessment; `days_ago` moves it back."""
    assessment_id = begun(cast, case_id, more.pop("code", "full"))
    told = FULL if answers is None else answers
    asked = list(row_of(cast, assessment_id).answers) + list(told) + ["*"]
    actor = cast.case_manager.actor
    keep_answers(actor=actor, assessment_id=assessment_id, answers=told, asked=asked)
    finish_assessment(actor=actor, assessment_id=assessment_id)
    with scope(organisation=cast.organisation_id):
        Assessment.objects.filter(id=assessment_id).update(**more)
    return assessment_id


def row_of(cast: Cast, assessment_id: UUID) -> Assessment:
    """Return an assessment as it stands."""
    with scope(organisation=cast.organisation_id):
        return Assessment.objects.get(id=assessment_id)


def page_of(browser: Client, address: str) -> BeautifulSoup:
    """Return a page that is there."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def visible(page: BeautifulSoup) -> list[str]:
    """Return the questions that a page shows."""
    shown = page.select("fieldset[data-question]:not([hidden])")
    return [str(one["data-question"]) for one in shown]


def answered(page: BeautifulSoup, go: str, **answers: Any) -> dict[str, Any]:
    """Return what a browser without script sends: the visible questions, and what was ticked."""
    sent: dict[str, Any] = {"asked": visible(page), "go": go}
    for box in page.select("fieldset[data-question]:not([hidden]) input[checked]"):
        sent.setdefault(str(box["name"]), []).append(str(box["value"]))
    for box in page.select("fieldset[data-question]:not([hidden]) input[type=number][value]"):
        sent[str(box["name"])] = str(box["value"])
    sent.update({f"q_{code}": told for code, told in answers.items()})
    return sent


def make_keys(person: Person, case_id: UUID, keyring: Any) -> None:
    """Make the circle of a case."""
    reader.make_circle(actor=person.actor, keyring=keyring, kind="case", subject_id=case_id)


def sealed(case_id: UUID, kind: str, object_id: UUID, text: str = "боится отца") -> bytes:
    """Seal words for the team of a case."""
    circle = queries.circle_of("case", case_id)
    assert circle is not None
    return reader.seal_text(circle=circle, kind=kind, object_id=object_id, text=text)


def in_a_form(envelope: bytes) -> str:
    """Return an envelope as the page's script puts it into its box."""
    return b64encode(envelope).decode()


def a_talk(cast: Cast, case_id: UUID, **changes: Any) -> UUID:
    """Write down a talk about treatment; anything else is a field of Agreed."""
    facts: dict[str, Any] = {
        "agreement_id": day_id(), "case_id": case_id, "kind": "motivation", "day": today(),
        "readiness": 4, "confidence": 3, "barriers": ("doubt",), **changes,
    }  # fmt: skip
    write_agreement(actor=cast.case_manager.actor, agreed=Agreed(**facts))
    return UUID(str(facts["agreement_id"]))


def agreement_of(cast: Cast, agreement_id: UUID) -> Agreement:
    """Return an agreement as it stands."""
    with scope(organisation=cast.organisation_id):
        return Agreement.objects.get(id=agreement_id)


def url(name: str, thing: UUID) -> str:
    """Return an address of the room about one thing."""
    return reverse(f"cases:{name}", args=[thing])


def told(page: BeautifulSoup, title: str) -> str:
    """Return the words of the section with a heading, blanks made one."""
    for heading in page.select("h2"):
        if heading.get_text(strip=True) == title:
            section = heading.find_parent("section")
            assert section is not None
            return re.sub(r"\s+", " ", section.get_text(" ", strip=True))
    raise AssertionError(f"no section {title}")
