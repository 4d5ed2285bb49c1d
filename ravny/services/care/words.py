"""Facts of care in words; the words of a result are the same everywhere they are shown."""

from django.utils.translation import gettext as _

from ravny.core.kit.formats import country_name, number

from .types import CareFact, EndReason, Lab, Level, Mode, Proof, Source


def words_of(fact: CareFact) -> str:
    """Return what happened, in a few words."""
    if fact.what == "registration":
        how = str(dict(Mode.choices).get(fact.code, fact.code))
        return _("Registered for care, %(how)s") % {"how": how}
    if fact.what == "treatment":
        source = str(dict(Source.choices).get(fact.code, fact.code))
        return _("Treatment: %(source)s") % {"source": source}
    return measured(fact)


def measured(fact: CareFact) -> str:
    """Return a laboratory's result in words."""
    if fact.code == Lab.CD4:
        return _("CD4: %(value)s") % {"value": number(fact.value or 0)}
    level = str(dict(Level.choices).get(fact.detail, fact.detail))
    if fact.value is None:
        return _("Viral load: %(level)s") % {"level": level}
    return _("Viral load: %(level)s, %(value)s copies/ml") % {
        "level": level,
        "value": number(fact.value),
    }


def said_of(fact: CareFact, infection: str) -> str:
    """Return the second line: of which infection, where, how we know, and whether it ended."""
    said = [infection]
    if fact.what == "registration":
        said.append(country_name(fact.detail))
    said.append(str(dict(Proof.choices).get(fact.proof, fact.proof)))
    if fact.ended_on:
        why = str(dict(EndReason.choices).get(fact.end_reason, fact.end_reason))
        said.append(_("ended: %(why)s") % {"why": why})
    return ", ".join(said)
