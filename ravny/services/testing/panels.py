"""What the client's card shows of tests: the latest for each infection, and the timeline."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.registries import PanelContent, TimelineItem
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import infection_label

from .queries import tests_of
from .types import Conclusion, Purpose, Result, TestFact
from .wording import purpose_word

LOOKED_AT = 60


def outcome(fact: TestFact) -> str:
    """Say what a test showed: a confirmation concludes, a rapid test only shows."""
    if fact.conclusion:
        concluded = dict(Conclusion.choices)[fact.conclusion]
        return _("concluded: %(conclusion)s") % {"conclusion": concluded}
    if fact.purpose == Purpose.CONFIRMATION:
        return str(Conclusion.NONE.label)
    return str(dict(Result.choices)[fact.result]) if fact.result else _("no result yet")


def tests_panel(actor: Actor, client: Any) -> PanelContent | None:
    """Return the card's panel: the latest test for each infection, and when the next is due."""
    latest: dict[str, TestFact] = {}
    for fact in tests_of(actor, client.client_ids, limit=LOOKED_AT):
        latest.setdefault(fact.infection, fact)
    rows = [
        {
            "infection": infection_label(fact.infection),
            "day": fact.day,
            "url": reverse("testing:test", args=[fact.test_id]),
            "strip": "" if fact.conclusion else fact.result,
            "outcome": outcome(fact),
            "retest_on": fact.retest_on,
            "late": bool(fact.retest_on and fact.retest_on < today()),
        }
        for fact in latest.values()
    ]
    return PanelContent("testing/panel.html", {"tests": rows})


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Return a client's tests as items of the card's timeline. Two queries."""
    if not actor.may("testing.view"):
        return []
    items = []
    for fact in tests_of(actor, client_ids, before=before, limit=limit):
        told = [purpose_word(fact.purpose, fact.infection), outcome(fact)]
        told += [_("given back")] if fact.returned_on else []
        items.append(
            TimelineItem(
                day=fact.day,
                key=f"testing.{fact.test_id}",
                title=infection_label(fact.infection),
                text=", ".join(told),
                url=reverse("testing:test", args=[fact.test_id]),
                state="done",
            )
        )
    return items
