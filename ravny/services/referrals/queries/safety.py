"""Who learns what when somebody is sent somewhere, and in which order ways on are offered.

Pure: no database, the same answer for the same facts. What is not known counts as if it happened
(threats.md, "Who learns what").
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ravny.people.clients.queries import profile_of
from ravny.people.clients.types import SILENT, ClientFacts, LegalStatus
from ravny.people.directory.types import (
    UNKNOWN,
    Friendliness,
    Offer,
    Reports,
    ServiceFact,
    Speciality,
    YesNo,
)

from ..types import Learner, NextStep, StepOption, WhoLearns

CERTAIN = "yes"


def may_be_foreigner(facts: ClientFacts | None, country: str) -> bool:
    """Tell whether a removal could hang on a diagnosis; what was not said counts as yes.

    `country`: the house's, in any case of letters. Somebody born here who stays by a permit, as
    a refugee or without papers is no citizen, whatever country stands on the card.
    """
    if facts is None:
        return True
    if facts.legal_status == LegalStatus.CITIZEN:
        return False
    if facts.legal_status not in SILENT:
        return True
    return facts.country.upper() != country.upper()


def who_learns(
    *, service: ServiceFact | None, infection: str, facts: ClientFacts | None, country: str
) -> WhoLearns:
    """Answer "If I do this, who learns what?" for one addressee; None is one nobody chose yet.

    `country`: the house's. Every fact that is not known gives a Learner of certainty "unknown".
    """
    foreigner = may_be_foreigner(facts, country)
    learners = (_nobody_yet(),) if service is None else tuple(_learners(service))
    return WhoLearns(
        is_safe=not learners,
        may_be_foreigner=foreigner,
        learners=learners,
        duties=_duties(service, infection, foreigner, country),
    )


def _nobody_yet() -> Learner:
    return Learner(_("whoever is chosen"), _("everything: nobody has been chosen yet"), UNKNOWN)


def _learners(service: ServiceFact) -> list[Learner]:
    found = []
    papers = _papers(service)
    if papers:
        found.append(Learner(service.label, _("name and papers of whoever comes"), papers))
    told = service.reports_to or (UNKNOWN,)
    for code in told:
        if code == Reports.NOBODY and told == (Reports.NOBODY,):
            continue
        certainty = UNKNOWN if code in (UNKNOWN, Reports.NOBODY) else CERTAIN
        who = _("an office we do not know") if certainty == UNKNOWN else _addressee(code)
        found.append(Learner(who, _("the visit and what was found"), certainty))
    if service.same_community != YesNo.NO:
        certainty = CERTAIN if service.same_community == YesNo.YES else UNKNOWN
        found.append(Learner(_("family or neighbours"), _("that somebody was there"), certainty))
    return found


def _papers(service: ServiceFact) -> str:
    """Return how sure it is that the service learns a name: "yes", "unknown", "" for no."""
    if service.asks_passport == YesNo.YES or service.anonymous == YesNo.NO:
        return CERTAIN
    sure = service.asks_passport == YesNo.NO and service.anonymous == YesNo.YES
    return "" if sure else UNKNOWN


def _addressee(code: str) -> str:
    """Return who is told as the one who learns; the directory says to whom it is told."""
    words = {
        Reports.REGISTER: _("a register of patients"),
        Reports.SANITARY: _("sanitary inspectors"),
        Reports.MIGRATION: _("migration officers"),
        Reports.POLICE: _("police officers"),
        Reports.EMPLOYER: _("an employer or a university"),
        Reports.FAMILY: _("the family or the diaspora"),
    }
    return words.get(Reports(code), code) if code in Reports.values else code


def _duties(
    service: ServiceFact | None, infection: str, foreigner: bool, country: str
) -> tuple[str, ...]:
    """Return what the country's profile says must be told, in the reader's language.

    Nothing where nobody asks for a name: there is nobody to report.
    """
    if not infection or (service is not None and service.is_anonymous):
        return ()
    return tuple(
        str(duty.statement.words)
        for duty in profile_of(country).duties
        if infection in duty.infections and (foreigner or duty.about == "everybody")
    )


_HOSTILITY = {
    Friendliness.WARM: 0,
    Friendliness.FAIR: 1,
    Friendliness.UNKNOWN: 2,
    Friendliness.COLD: 3,
    Friendliness.HOSTILE: 4,
}


def safest_first(services: Sequence[ServiceFact], country: str) -> tuple[ServiceFact, ...]:
    """Return services in the order they are offered: who tells nobody, then who tells least.

    Of those that may report, the house's own country comes first: nobody travels abroad to a
    centre because fewer learn of it there.
    """

    def danger(service: ServiceFact) -> tuple[object, ...]:
        learners = _learners(service)
        return (
            not service.is_anonymous,
            service.may_report,
            service.country.lower() != country.lower(),
            sum(learner.certainty == UNKNOWN for learner in learners),
            len(learners),
            _HOSTILITY.get(Friendliness(service.friendliness), 2),
            service.label,
            str(service.service_id),
        )

    return tuple(sorted(services, key=danger))


def friendliest_first(services: Sequence[ServiceFact], country: str) -> tuple[ServiceFact, ...]:
    """Return hospitals in the order they are asked: this country's, the friendliest, the safest.

    Whoever gives birth or lies in a ward stays for days: how people are met there comes first.
    """
    found = list(safest_first(services, country))

    def welcome(service: ServiceFact) -> tuple[object, ...]:
        return (
            service.country.lower() != country.lower(),
            _HOSTILITY.get(Friendliness(service.friendliness), 2),
        )

    return tuple(sorted(found, key=welcome))


def step_options(
    *,
    facts: ClientFacts | None,
    country: str,
    infection: str,
    services: Sequence[ServiceFact],
) -> tuple[StepOption, ...]:
    """Return every way on after a reactive test in the order it is offered; none is preselected.

    Each service stands under one way. A possible foreigner meets the lawyer before the centre;
    nobody meets a service that may report before one that takes people anonymously.
    """
    by_step = under_steps(services)
    foreigner = may_be_foreigner(facts, country)
    middle = [NextStep.LAWYER, NextStep.CENTRE] if foreigner else [NextStep.CENTRE, NextStep.LAWYER]
    order = [
        NextStep.SECOND_TEST,
        NextStep.ANONYMOUS,
        *middle,
        NextStep.LATER,
        NextStep.DECLINED,
    ]
    options = []
    for step in order:
        there = safest_first(by_step.get(step, ()), country)
        warn = foreigner and (
            step == NextStep.CENTRE or any(service.may_report for service in there)
        )
        options.append(StepOption(step.value, warn, there))
    return tuple(options)


def under_steps(services: Sequence[ServiceFact]) -> dict[str, list[ServiceFact]]:
    """Return step → the services that stand under it; each stands under one."""
    found: dict[str, list[ServiceFact]] = {}
    for service in services:
        found.setdefault(step_of(service), []).append(service)
    return found


def step_of(service: ServiceFact) -> NextStep:
    """Return the way on that a service belongs to: the lawyer, an anonymous one, or a centre."""
    legal = Offer.LEGAL in service.provides or Speciality.LAWYER in service.specialities
    if legal and Offer.CONFIRMATION not in service.provides:
        return NextStep.LAWYER
    return NextStep.ANONYMOUS if service.is_anonymous else NextStep.CENTRE


def leads_to_a_report(service: ServiceFact | None, step: str) -> bool:
    """Tell whether somebody outside may learn of it: the addressee may report, or is any centre."""
    if service is None:
        return step == NextStep.CENTRE
    return service.may_report
