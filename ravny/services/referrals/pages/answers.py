"""Who learns what, and what is known of a place, as the pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge, Badges
from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientFacts
from ravny.people.directory.types import (
    STALE_DAYS,
    Friendliness,
    ServiceFact,
    Speciality,
    YesNo,
)

from ..chosen import NOT_YET, Chosen
from ..queries import places, places_after_a_test, step_options, who_learns
from ..types import LEADS_OUT, NextStep, StepOption, WhoLearns


@dataclass(frozen=True)
class Answer:
    """ "If I do this, who learns what?" as badges and words; `safe` names what nobody learns."""

    safe: str
    rows: list[tuple[str, str, str]]
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A service somebody may be sent to: what is known of it, who learns what, the next page."""

    label: str
    more: str
    badges: Badges
    answer: Answer
    url: str


@dataclass(frozen=True)
class Way:
    """A way on after a reactive test."""

    step: str
    label: Text
    text: str
    must_warn: bool
    places: list[Place]
    url: str


def answer_of(learns: WhoLearns) -> Answer:
    """Return who learns what in the reader's words."""
    words = {"yes": ("danger", _("learns")), "unknown": ("warn", _("not known"))}
    rows = [
        (*words[one.certainty], _("%(who)s: %(what)s") % {"who": one.who, "what": one.what})
        for one in learns.learners
    ]
    safe = _("They come without papers and nobody is told.") if learns.is_safe else ""
    return Answer(safe, rows, learns.duties)


def badges_of(service: ServiceFact) -> Badges:
    """Return what makes a service safe or not, and how sure we are."""
    badges = []
    if service.is_anonymous:
        badges.append(Badge(_("anonymous"), "ok"))
    elif service.may_report:
        known = bool(service.reports_to) and "unknown" not in service.reports_to
        badges.append(
            Badge(_("reports to others"), "danger")
            if known
            else Badge(_("may report: not known"), "warn")
        )
    if service.asks_passport == YesNo.YES:
        badges.append(Badge(_("asks for a passport"), "warn"))
    if service.friendliness in (Friendliness.COLD, Friendliness.HOSTILE):
        badges.append(Badge(Friendliness(service.friendliness).label, "warn"))
    elif service.friendliness == Friendliness.WARM:
        badges.append(Badge(Friendliness.WARM.label, "ok"))
    if service.verified_on is None:
        badges.append(Badge(_("never verified"), "warn"))
    elif service.verified_on < today() - timedelta(days=STALE_DAYS):
        since = _("not verified since %(day)s") % {"day": day(service.verified_on)}
        badges.append(Badge(since, "warn"))
    return Badges(tuple(badges))


def place_of(
    actor: Actor, service: ServiceFact, infection: str, facts: ClientFacts, url: str
) -> Place:
    """Return a service as the page offers it."""
    specialities = dict(Speciality.choices)
    more = [service.city_beside, *(str(specialities.get(one, one)) for one in service.specialities)]
    learns = who_learns(service=service, infection=infection, facts=facts, country=actor.country)
    return Place(
        label=service.label,
        more=", ".join(filter(None, more)),
        badges=badges_of(service),
        answer=answer_of(learns),
        url=url,
    )


def places_for(actor: Actor, chosen: Chosen, facts: ClientFacts) -> list[Place]:
    """Return where somebody can be sent for what was chosen, the safest first. One query."""
    found = places(
        actor.organisation_id,
        country=actor.country,
        reason=chosen.reason,
        infection=chosen.infection,
        step=chosen.step,
    )
    return [
        place_of(actor, one, chosen.infection, facts, chosen.url(service=str(one.service_id)))
        for one in found
    ]


def ways_for(actor: Actor, chosen: Chosen, facts: ClientFacts) -> list[Way]:
    """Return the ways on after a reactive test in their order, none preselected. One query."""
    options = step_options(
        facts=facts,
        country=actor.country,
        infection=chosen.infection,
        services=places_after_a_test(actor.organisation_id, chosen.infection),
    )
    return [_way(actor, option, chosen, facts) for option in options]


def _way(actor: Actor, option: StepOption, chosen: Chosen, facts: ClientFacts) -> Way:
    leads_out = option.step in LEADS_OUT
    return Way(
        step=option.step,
        label=NextStep(option.step).label,
        text=_step_text(option),
        must_warn=option.must_warn,
        places=_step_places(actor, option, chosen, facts),
        url=chosen.url(step=option.step, service=NOT_YET) if leads_out else "",
    )


def _step_places(
    actor: Actor, option: StepOption, chosen: Chosen, facts: ClientFacts
) -> list[Place]:
    return [
        place_of(
            actor,
            one,
            chosen.infection,
            facts,
            chosen.url(step=option.step, service=str(one.service_id)),
        )
        for one in option.services
    ]


def _step_text(option: StepOption) -> str:
    texts = {
        NextStep.SECOND_TEST: _("Nobody outside this house learns of it. A second test is done "
                                "here and written down beside the first one."),
        NextStep.ANONYMOUS: _("Somebody of ours goes along, and only the client gets the result."),
        NextStep.LAWYER: _("A lawyer keeps what is said. They tell what a diagnosis would change "
                           "before anybody else learns it."),
        NextStep.CENTRE: _("They ask for a name and may have to report. Nobody takes this step "
                           "for the client."),
        NextStep.LATER: _("Nobody learns of it. Somebody looks again on the day you agree on."),
        NextStep.DECLINED: _("Nobody learns of it. It is written down, and the door stays open."),
    }  # fmt: skip
    text = texts[NextStep(option.step)]
    if option.step in LEADS_OUT and not option.services:
        text = f"{text} {_('No such place stands in the directory yet.')}"
    return text


def facts_words(pairs: Sequence[tuple[Text, object]]) -> list[tuple[Text, object]]:
    """Return the pairs that say something."""
    return [(label, value) for label, value in pairs if value not in ("", None)]
