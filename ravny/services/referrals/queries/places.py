"""Where somebody can be sent for a reason, and what a paper may say of a place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import override

from ravny.people.directory.queries import infections, services_of
from ravny.people.directory.types import (
    OFFICES,
    Offer,
    ServiceFact,
    ServiceKind,
    Speciality,
)

from ..types import NextStep, Reason
from ..types.helping import LYING_IN
from .safety import friendliest_first, safest_first, under_steps


@dataclass(frozen=True)
class Fit:
    """What makes a service fit a reason: any of these offers, kinds or specialities.

    `by_infection`: a service that names infections must name the one in question.
    """

    offers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    specialities: frozenset[str] = frozenset()
    by_infection: bool = False


def _fit(
    offers: tuple[Offer, ...] = (),
    kinds: tuple[ServiceKind, ...] = (),
    specialities: tuple[Speciality, ...] = (),
    *,
    by_infection: bool = False,
) -> Fit:
    return Fit(
        frozenset(one.value for one in offers),
        frozenset(one.value for one in kinds),
        frozenset(one.value for one in specialities),
        by_infection,
    )


_MIND = (Speciality.PSYCHOLOGIST, Speciality.PSYCHIATRIST, Speciality.SEXOLOGIST)
_NOT_DOCTORS = (Speciality.LAWYER, Speciality.INTERPRETER, Speciality.PEER, *_MIND)
_DOCTORS = tuple(one for one in Speciality if one not in _NOT_DOCTORS)
FITS: Mapping[str, Fit] = {
    Reason.CONFIRMATION: _fit(
        (Offer.CONFIRMATION,), (ServiceKind.ANONYMOUS, ServiceKind.AIDS_CENTRE), by_infection=True
    ),
    Reason.CARE: _fit(
        (Offer.REGISTRATION, Offer.REMOTE_REGISTRATION, Offer.ART, Offer.HEPATITIS_CARE),
        (ServiceKind.AIDS_CENTRE,),
        by_infection=True,
    ),
    Reason.STI_CARE: _fit((Offer.STI_CARE,), (ServiceKind.STI_DISPENSARY,), by_infection=True),
    Reason.TB: _fit((Offer.TB_CARE,), (ServiceKind.TB_DISPENSARY,), (Speciality.PHTHISIATRICIAN,)),
    Reason.PREP: _fit((Offer.PREP, Offer.PEP)),
    Reason.DOCTOR: _fit((Offer.CONSULTATION, Offer.TELECONSULT), (ServiceKind.CLINIC,), _DOCTORS),
    Reason.PSYCHOLOGIST: _fit(specialities=_MIND),
    Reason.LAWYER: _fit((Offer.LEGAL,), specialities=(Speciality.LAWYER,)),
    Reason.HOSPITAL: _fit((Offer.SURGERY,), (ServiceKind.HOSPITAL,)),
    Reason.CHILDBIRTH: _fit((Offer.CHILDBIRTH,), (ServiceKind.MATERNITY,)),
    Reason.SOCIAL: _fit((Offer.FOOD, Offer.DOCUMENTS, Offer.INTERPRETING), (ServiceKind.NGO,)),
    Reason.SHELTER: _fit((Offer.HOUSING,), (ServiceKind.SHELTER,)),
    Reason.SUPPORT: _fit(kinds=(ServiceKind.NGO,), specialities=(Speciality.PEER,)),
}


def fits(service: ServiceFact, reason: str, infection: str) -> bool:
    """Tell whether a service can be where somebody is sent; an office never is."""
    if service.kind in OFFICES:
        return False
    fit = FITS.get(reason)
    if fit is None:
        return True
    others = bool(service.infections) and infection not in service.infections
    if fit.by_infection and infection and others:
        return False
    if fit.offers and fit.offers <= set(service.not_provided):
        return False
    return bool(
        fit.offers & set(service.provides)
        or service.kind in fit.kinds
        or fit.specialities & set(service.specialities)
    )


def places(
    organisation_id: UUID, *, country: str, reason: str, infection: str = "", step: str = ""
) -> list[ServiceFact]:
    """Return the services in use that fit, the safest first; a hospital, the friendliest first.

    One query.

    `country`: the house's own, whose places come before others of their kind.
    `step`: only those under that way on after a reactive test.
    """
    found = [one for one in services_of(organisation_id) if fits(one, reason, infection)]
    if step in (NextStep.ANONYMOUS, NextStep.CENTRE) and reason != Reason.LAWYER:
        found = under_steps(found).get(step, [])
    if reason in LYING_IN:
        return list(friendliest_first(found, country))
    return list(safest_first(found, country))


def places_after_a_test(organisation_id: UUID, infection: str) -> list[ServiceFact]:
    """Return what `step_options` sorts: where a test is confirmed, and lawyers. One query."""
    wanted = (Reason.CONFIRMATION, Reason.LAWYER, *_CARE_OF.get(infection, ()))
    return [
        one
        for one in services_of(organisation_id)
        if any(fits(one, reason, infection) for reason in wanted)
    ]


_CARE_OF: Mapping[str, tuple[Reason, ...]] = {
    "hiv": (Reason.CARE,),
    "hepatitis_b": (Reason.CARE,),
    "hepatitis_c": (Reason.CARE,),
    "tuberculosis": (Reason.TB,),
    "syphilis": (Reason.STI_CARE,),
    "chlamydia": (Reason.STI_CARE,),
    "gonorrhoea": (Reason.STI_CARE,),
    "mpox": (Reason.STI_CARE,),
}
_TELLING = (
    "вич", "спид", "инфекц", "диспансер", "вензаболев", "венеролог", "туберкул", "фтизи", "гепат",
    "сифил", "нарко", "психиатр", "тест", "аноним", "миграц", "равн", "половы", "кожно", "hiv",
    "aids", "infect", "dispensar", "venere", "tubercul", "hepat", "syphil", "addict", "psychiat",
    "test", "anonym", "migra", "sexual",
)  # fmt: skip
_TELLING_WORDS = re.compile(r"\b(арв\w*|арт|квд|птд|ипп+|tb|art|std|stis?|prep|pep)\b")
_PLAIN_KINDS = OFFICES | {"clinic", "hospital", "laboratory", "other"}


def tells_nothing(text: str, plain_kinds: frozenset[str] = frozenset()) -> bool:
    """Tell whether a label, the hours or the way in can be printed on paper others may find.

    `plain_kinds`: kinds whose name gives nothing away on this paper, which says it anyway.

    Names of infections, of kinds and of specialities in every language of the desk count, and the
    roots people write them with, dots between the letters or not.
    """
    plain = re.sub(r"[\W_]+", " ", text.casefold())
    joined = plain.replace(" ", "")
    telling = (*_TELLING, *_names(plain_kinds))
    return not (
        _TELLING_WORDS.search(plain)
        or any(word in plain for word in telling)
        or any(word in joined for word in _TELLING)
    )


def _names(plain: frozenset[str]) -> list[str]:
    names = [word for one in infections().values() for word in (one.label.ru, one.label.en)]
    for language in ("ru", "en"):
        with override(language):
            silent = _PLAIN_KINDS | plain
            names += [str(label) for code, label in ServiceKind.choices if code not in silent]
            names += [str(label) for _code, label in Speciality.choices]
    return [re.sub(r"[\W_]+", " ", name.casefold()) for name in names]
