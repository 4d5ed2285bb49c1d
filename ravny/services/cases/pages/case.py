"""What the page of a case shows: its head, and what each concern of the room hangs up."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.formats import country_name
from ravny.core.kit.languages import own_name
from ravny.core.kit.registries import verbs
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import circle_of

from ..parts import contents_of
from ..queries import stage_spans
from ..queries.cases import whose
from ..queries.gate import get_case_for
from ..queries.team import team_of
from ..types import CaseFact, Circumstance, ExitReason, Source, Stage, Where


def case_context(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """Return what the page of one case shows; raises NotYours."""
    case = get_case_for(actor, case_id)
    return {
        **head_of(actor, case),
        "may_work": may_work(actor, case),
        "may_change_team": may_work(actor, case) and actor.may("cases.open"),
        **{slot: contents_of(actor, case, slot) for slot in ("top", "main", "aside")},
    }


def may_work(actor: Actor, case: CaseFact) -> bool:
    """Tell whether the actor may write into a case whose gate they passed."""
    return case.is_open and actor.may("cases.work")


def head_of(actor: Actor, case: CaseFact) -> dict[str, Any]:
    """Return the head that every page of a case carries. Two queries."""
    owner = whose(actor, [case.case_id])[case.case_id]
    return {
        "case": case,
        "code": owner.code,
        "card_url": reverse("desk:card", args=[owner.client_id]) if owner.may_open else "",
        "place": place_words(case),
        "language": own_name(case.language) if case.language else "",
        "interpreter": own_name(case.interpreter) if case.interpreter else "",
        "manager": pseudonyms(actor).get(case.manager_id, ""),
        "badges": _badges(case),
        "source": Source(case.source).label,
    }


def place_words(case: CaseFact) -> str:
    """Return the whereabouts in words: the country, the region, or what is known."""
    if case.country:
        return country_name(case.country)
    if case.region:
        return case.region
    return str(Where(case.where).label)


def _badges(case: CaseFact) -> list[Badge]:
    found = []
    if not case.is_open:
        reason = (
            ExitReason(case.exit_reason).label if case.exit_reason else pgettext("case", "ended")
        )
        found.append(Badge(reason, "ok"))
    if case.is_remote:
        found.append(Badge(_("remote case"), "info"))
    urgent = {Circumstance.DANGER.value: "danger", Circumstance.PREGNANT.value: "warn"}
    found += [Badge(Circumstance(code).label, urgent.get(code, "")) for code in case.circumstances]
    return found


def stages_context(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """Return the way of a case through its stages, with the days in each; raises NotYours."""
    case = get_case_for(actor, case_id)
    names, spans = pseudonyms(actor), stage_spans(actor, case)
    words = {verb.code: verb.label for verb in verbs}
    days: dict[str, int] = {}
    for span in spans:
        days[span.stage] = days.get(span.stage, 0) + span.days
    return {
        **head_of(actor, case),
        "spans": [
            {
                "span": span,
                "stage": Stage(span.stage).label,
                "what": words.get(span.by, ""),
                "who": names.get(span.account_id, ""),
            }
            for span in spans
        ],
        "sums": [(stage.label, days[stage.value]) for stage in Stage if stage.value in days],
    }


def circle_context(actor: Actor, case: CaseFact) -> dict[str, Any]:
    """Return the case's circle, None without keys, and whether the actor belongs. Some queries."""
    team = team_of(actor, case.case_id)
    serves = any(one.serves and one.account_id == actor.account_id for one in team)
    circle = circle_of("case", case.case_id)
    return {
        "circle_url": reverse("vault:circle", args=[circle.circle_id]) if circle else "",
        "serves": serves,
        "keyless": case.case_id if circle is None else None,
    }
