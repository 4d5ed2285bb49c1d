"""What hangs on a client's card: the open case with its stage, and the way to open one."""

from typing import Any

from django.urls import reverse

from ravny.core.kit.cells import Badge
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..queries import cases_of
from ..types import CaseFact, Stage

MOST = 4


def case_panel(actor: Actor, client: Any) -> PanelContent | None:
    """Return the client's cases for who may see them, None where there is none."""
    cases = cases_of(actor, client.client_ids)
    if not cases:
        return None
    names = pseudonyms(actor)
    context = {
        "open": [_row(one, names) for one in cases if one.is_open],
        "ended": [_row(one, names) for one in cases if not one.is_open][:MOST],
    }
    return PanelContent("cases/panel.html", context)


def _row(case: CaseFact, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "url": reverse("cases:case", args=[case.case_id]),
        "badge": Badge(Stage(case.stage).label, "info" if case.is_open else "ok"),
        "opened_on": case.opened_on,
        "stage_on": case.stage_on,
        "ended_on": case.ended_on,
        "manager": names.get(case.manager_id, ""),
    }


def open_url(client: Any) -> str:
    """Return where a case of this client is opened."""
    return f"{reverse('cases:open')}?client={client.client_id}"
