"""What the page of a case's team shows: who serves, who served, who may be asked in."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..queries.gate import get_case_for
from ..queries.team import team_of
from ..types import MemberFact
from .case import circle_context, head_of, may_work
from .sections import member_row


def team_context(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """Return the team of a case, those of today and those who left; raises NotYours."""
    case = get_case_for(actor, case_id)
    team = team_of(actor, case_id)
    may_choose = may_work(actor, case) and actor.may("cases.open")
    rows = []
    for one in team:
        row = member_row(case, one)
        mine = one.account_id == actor.account_id and may_work(actor, case)
        row["leave"] = one.serves and (may_choose or mine)
        if one.serves and may_choose:
            row["change_url"] = reverse("cases:duty", args=[case_id, one.member_id])
            row["dialog"] = f"leave-{one.member_id}"
        elif row["leave"]:
            row["dialog"] = f"leave-{one.member_id}"
        rows.append(row)
    return {
        **head_of(actor, case),
        **circle_context(actor, case),
        "serving": [row for row in rows if row["one"].serves],
        "gone": [row for row in rows if not row["one"].serves],
        "may_choose": may_choose,
    }


def member_for(actor: Actor, case_id: UUID, member_id: UUID) -> MemberFact:
    """Return somebody who serves in a case today; raises NotYours."""
    case = get_case_for(actor, case_id)
    for one in team_of(actor, case.case_id):
        if one.member_id == member_id and one.serves:
            return one
    raise NotYours
