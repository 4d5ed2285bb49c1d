"""What the page of the next step shows: ways on, who learns what, in the order of safety."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags, get_client_for
from ravny.people.clients.types import ClientFacts
from ravny.people.directory.queries import infection_label, services_of
from ravny.people.directory.types import Offer, ServiceFact
from ravny.services.referrals.queries import (
    leads_to_a_report,
    may_be_foreigner,
    step_options,
    who_learns,
)
from ravny.services.referrals.types import LEADS_OUT, NextStep, StepOption, WhoLearns

from .forms import NOTES, NextStepForm, Way
from .queries import get_test_for
from .rules import rules_of
from .types import TRIAGE, NextFacts, Result, TestFact

ASK_AGAIN_DAYS = 3
MOST_PLACES = 4
ALSO = "also"


def waits_for_a_step(fact: TestFact) -> bool:
    """Tell whether a step may be chosen: a reactive triage test that led nowhere yet."""
    return bool(
        fact.result == Result.REACTIVE
        and fact.purpose in TRIAGE
        and not fact.void_reason
        and not fact.referral_id
    )


def ways_on(
    *, facts: ClientFacts | None, country: str, infection: str, services: Sequence[ServiceFact]
) -> list[Way]:
    """Return the ways in the order they are offered, each place with who learns of a visit."""
    options = step_options(facts=facts, country=country, infection=infection, services=services)
    foreigner = may_be_foreigner(facts, country)
    found: list[Way] = []
    for option in options:
        found += _ways(option, facts, country, infection, foreigner)
    return found


def _ways(
    option: StepOption, facts: ClientFacts | None, country: str, infection: str, foreigner: bool
) -> list[Way]:
    label = capfirst(NextStep(option.step).label)
    if option.step not in LEADS_OUT:
        return [Way(option.step, label, NOTES.get(option.step, ""), False)]
    found = []
    places: list[ServiceFact | None] = [*option.services[:MOST_PLACES]]
    if not places or len(option.services) > MOST_PLACES:
        places.append(None)
    for service in places:
        parts = (service.label, service.city_beside) if service else ()
        where = ", ".join(filter(None, parts))
        learns = who_learns(service=service, infection=infection, facts=facts, country=country)
        found.append(
            Way(
                step=option.step,
                label=f"{label}: {where}"
                if where
                else _("%(step)s: place not chosen yet") % {"step": label},
                note=learn_words(learns) if service else NOTES.get(option.step, _place_later()),
                must_warn=foreigner and leads_to_a_report(service, option.step),
                service_id=service.service_id if service else None,
            )
        )
    return found


def _place_later() -> str:
    return _("Who learns of it is shown when the place is chosen.")


def learn_words(learns: WhoLearns) -> str:
    """Say who learns what of one way; what is not known is said as such."""
    if learns.is_safe:
        return _("Nobody is told; no papers are asked for.")
    parts = []
    for learner in learns.learners:
        words = {"who": learner.who, "what": learner.what}
        sure = learner.certainty == "yes"
        text = _("%(who)s: %(what)s") if sure else _("%(who)s: %(what)s (not known for sure)")
        parts.append(text % words)
    return _("Who learns: %(list)s") % {"list": "; ".join(parts)}


class NextStepPage:
    """One reactive test and the choice that follows it."""

    def __init__(self, actor: Actor, test_id: UUID, query: Mapping[str, str]) -> None:
        self.actor, self.query = actor, query
        self.fact = get_test_for(actor, test_id)
        client_id = self.fact.client_id
        self.card = get_client_for(actor, client_id) if client_id else None
        self.facts = self.card.facts if self.card else None
        self.infection = self.fact.infection
        self.rules = rules_of(self.infection)
        self.ways = ways_on(
            facts=self.facts,
            country=actor.country,
            infection=self.infection,
            services=self._services(),
        )

    def _services(self) -> list[ServiceFact]:
        house = self.actor.organisation_id
        there = [
            service
            for service in services_of(house, kinds=self.rules.refer_to)
            if self.infection in service.infections or not service.infections
        ]
        legal = services_of(house, offers=(Offer.LEGAL.value,))
        return list({service.service_id: service for service in [*there, *legal]}.values())

    @property
    def is_open(self) -> bool:
        """Whether there is a step to choose."""
        return waits_for_a_step(self.fact)

    def form(self, data: QueryDict | None) -> NextStepForm:
        """Return the form; nothing is chosen beforehand."""
        first = {"due": today() + timedelta(days=ASK_AGAIN_DAYS)}
        return NextStepForm(self.ways, data, initial=first)

    def chosen(self, form: NextStepForm) -> NextFacts:
        """Return what was chosen."""
        way, data = form.chosen, form.cleaned_data
        return NextFacts(
            step=way.step,
            referral_id=data["record_id"],
            due=data["due"],
            escort=bool(data.get("escort")),
            warned=bool(data.get("warned")),
            service_id=way.service_id,
            consented=bool(data.get("consented") and way.service_id),
        )

    def after(self) -> str:
        """Return where to go on: another reactive test, the referral that was opened, the test."""
        waiting = self.query.get(ALSO, "")
        try:
            return step_address([UUID(one) for one in waiting.split(",") if one])
        except (ValueError, IndexError):
            fact = get_test_for(self.actor, self.fact.test_id)
        if fact.referral_id:
            return reverse("referrals:referral", args=[fact.referral_id])
        if fact.step == NextStep.SECOND_TEST:
            return second_test_address(fact)
        return reverse("testing:test", args=[fact.test_id])

    def context(self, form: NextStepForm) -> dict[str, Any]:
        """Return what the page shows."""
        learns = who_learns(
            service=None, infection=self.infection, facts=self.facts, country=self.actor.country
        )
        return {
            "form": form,
            "fact": self.fact,
            "infection": infection_label(self.infection),
            "means": self.rules.reactive_means,
            "foreigner": learns.may_be_foreigner,
            "duties": learns.duties,
            "code": self.card.code if self.card else "",
            "code_url": reverse("desk:card", args=[self.card.client_id]) if self.card else "",
            "later_step": NextStep(self.fact.step).label if self.fact.step else "",
        }


def step_address(tests: Sequence[UUID]) -> str:
    """Return the page of the first test's next step, the others to follow; raises IndexError."""
    address = reverse("testing:next_step", args=[tests[0]])
    rest = ",".join(str(one) for one in tests[1:])
    return f"{address}?{ALSO}={rest}" if rest else address


def second_test_address(fact: TestFact) -> str:
    """Return the form for the second rapid test, with the person and the infection filled in."""
    client = f"client={fact.client_id}&" if fact.client_id else ""
    met = f"encounter={fact.encounter_id}&" if fact.encounter_id else ""
    return f"{reverse('testing:record')}?{client}{met}infection={fact.infection}&purpose=second"


def tag_of(actor: Actor, fact: TestFact) -> tuple[str, Text]:
    """Return the client's code and the card's address, empty for somebody without a code."""
    if fact.client_id is None:
        return "", ""
    code = client_tags(actor, [fact.client_id]).get(fact.client_id, "")
    return code, reverse("desk:card", args=[fact.client_id]) if code else ""
