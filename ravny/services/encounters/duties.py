"""What binds a profession where it writes a note: privilege, secrecy, the duty to report."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor, Role

# General on purpose: how it is in a country, its lawyers say in the country profile.
_DUTIES: dict[str, Text] = {
    Role.PSYCHOLOGIST.value: _(
        "Psychologists: whether a confidence is protected by law differs by country, and some"
        " dangers must be reported. Write only what the work needs."
    ),
    Role.LAWYER.value: _(
        "Lawyers: privilege holds while the note stays with you. Shared with the team, it may be"
        " lost."
    ),
    Role.DOCTOR.value: _(
        "Doctors: medical secrecy covers this note. Some diseases and injuries must be reported:"
        " see the country's profile before you write."
    ),
}


def duties_of(actor: Actor) -> list[Text]:
    """Return what binds the professions of a person where they write a note."""
    return [words for role, words in _DUTIES.items() if role in actor.roles]
