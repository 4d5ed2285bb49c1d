"""Which facts may stand on a card: known codes only, and only what the country profile keeps."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.errors import DomainError

from .countries import CountryProfile, language_codes, territory_codes
from .types import (
    DECLINED,
    NOT_ASKED,
    SILENT,
    UNKNOWN,
    AgeGroup,
    Channel,
    ClientFacts,
    Faith,
    Gender,
    LegalStatus,
    Network,
    Risk,
    Sex,
    YesNo,
)

WAVES = range(1, 100)
_NOTHING = ClientFacts()
_CHOICES: dict[str, Collection[str]] = {
    "sex": frozenset(Sex.values),
    "gender": frozenset(Gender.values),
    "age_group": frozenset(AgeGroup.values),
    "registration": frozenset(YesNo.values),
    "legal_status": frozenset(LegalStatus.values),
    "faith": frozenset(Faith.values),
    "channel": frozenset(Channel.values),
    "network": frozenset({"", *Network.values}),
    "country": frozenset({NOT_ASKED, DECLINED, UNKNOWN}) | territory_codes(),
}
_SETS: dict[str, Collection[str]] = {
    "languages": language_codes(),
    "risks": frozenset(Risk.values),
}


def _refuse_unknown(facts: ClientFacts) -> None:
    for name, allowed in _CHOICES.items():
        if getattr(facts, name) not in allowed:
            raise DomainError(_("Choose one of the answers on the page."), field=name)
    for name, allowed in _SETS.items():
        if not set(getattr(facts, name)) <= set(allowed):
            raise DomainError(_("Choose one of the answers on the page."), field=name)
    if facts.wave is not None and facts.wave not in WAVES:
        raise DomainError(_("A wave is a number from 1 to 99."), field="wave")


def settled_facts(profile: CountryProfile, facts: ClientFacts, day: date) -> ClientFacts:
    """Return the facts as they are kept; raises DomainError for an answer nobody offers.

    What the profile keeps nowhere is dropped, whoever sent it. A network without "online", a
    wave without a coupon and a day without an age mean nothing and are dropped too.
    """
    _refuse_unknown(facts)
    dropped = [
        name
        for name in ("sex", "gender", "registration", "legal_status", "risks", "faith")
        if not profile.keeps(name)
    ]
    facts = replace(facts, **{name: getattr(_NOTHING, name) for name in dropped})
    return replace(
        facts,
        age_on=None if facts.age_group in SILENT else facts.age_on or day,
        languages=tuple(sorted(set(facts.languages))),
        risks=tuple(sorted(set(facts.risks))),
        network=facts.network if facts.channel == Channel.ONLINE else "",
        wave=facts.wave if facts.channel == Channel.COUPON else None,
    )
