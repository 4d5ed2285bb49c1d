"""What the boxes of a step offer: steps of the catalogue, people, services, steps before it."""

from typing import Any

from django.utils.translation import gettext as _

from ravny.core.kit.formats import daymonth
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import service_choices
from ravny.services.referrals.types import Reason, ReferralFact
from ravny.services.referrals.types import State as ReferralState

from ..forms.plan import NOTHING_BEFORE, OWN_WORDS
from ..models.plan import Goal, Step
from ..plans.catalogue import catalogue
from ..queries.plan import StepView, plan_of, referrals_for
from ..queries.team import team_of
from ..types import CaseFact, Owner, StepState

Choices = list[Any]


def step_choices(
    actor: Actor, case: CaseFact, *, goal: Goal | None = None, step: Step | None = None
) -> dict[str, Choices]:
    """Return field → what it offers. A constant number of queries."""
    found = {
        "who": _people(actor, case, step),
        "service": [("", "—"), *service_choices(actor)],
        "after": _before(actor, case, step),
        "referral": [("", "—"), *map(_referral, referrals_for(actor, case.client_id))],
    }
    return found if goal is None else {**found, "code": _catalogue(goal.code)}


def _people(actor: Actor, case: CaseFact, step: Step | None) -> Choices:
    team = team_of(actor, case.case_id)
    stays = step.owner_id if step and step.owner_kind == Owner.MEMBER else None
    names = {
        f"{Owner.MEMBER.value}:{one.account_id}": one.pseudonym
        for one in team
        if one.serves or one.account_id == stays
    }
    return [
        *names.items(),
        (Owner.CLIENT.value, Owner.CLIENT.label),
        (Owner.PARTNER.value, Owner.PARTNER.label),
    ]


def _before(actor: Actor, case: CaseFact, step: Step | None) -> Choices:
    found: Choices = [NOTHING_BEFORE]
    for one in plan_of(actor, case.case_id).goals:
        steps = [
            (str(two.step_id), _named(two))
            for two in one.steps
            if two.state != StepState.DROPPED or (step is not None and step.after_id == two.step_id)
            if step is None or two.step_id != step.id
        ]
        if steps:
            found.append((one.label, steps))
    return found


def _named(step: StepView) -> str:
    """Return a step so that two in own words are told apart: by their days."""
    if step.code or step.due_on is None:
        return step.label
    return f"{step.label}, {daymonth(step.due_on)}"


def _referral(one: ReferralFact) -> tuple[str, str]:
    words = [Reason(one.reason).label, one.service, ReferralState(one.state).label]
    return str(one.referral_id), ", ".join(str(word) for word in words if word)


def _catalogue(goal_code: str) -> Choices:
    """Return the steps that templates have under this goal first, then all others."""
    known = catalogue()
    mine = {
        one.step.code
        for template in known.templates.values()
        for goal in template.goals
        if goal.goal.code == goal_code
        for one in goal.steps
    }
    first = [(code, known.steps[code].words) for code in known.steps if code in mine]
    others = [(code, known.steps[code].words) for code in known.steps if code not in mine]
    found: Choices = [OWN_WORDS]
    if first:
        found.append((_("For this goal"), first))
    return [*found, (_("Other steps"), others)]
