"""What the portal's pages are made of: languages and how sure we are of them, numbers, a month."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Language → whether a native speaker has read the translation; the page of a draft says so.
# A language moves to True in the same change that takes the word "draft" out of its .po file.
READ_BY_A_NATIVE = {
    "ru": True,
    "en": True,
    "uz": False,
    "tg": False,
    "ky": False,
    "kk": False,
    "uk": False,
    "ro": False,
}


@dataclass(frozen=True)
class Service:
    """Who answers a number, in words that may lie open on a stranger's screen."""

    purpose: Promise
    learns: Promise
    advice: Promise | None = None


# The profiles speak to staff, in two languages, and name what nothing here may name. So the same
# facts are said again; a test fails when a profile's sentence changes and these do not follow.
SERVICES = {
    "103": Service(
        purpose=_("Ambulance"),
        learns=_(
            "They see your number and your address, and they record the call. "
            "They may call the police."
        ),
        advice=_("Say only what is wrong right now. You do not have to say more."),
    ),
    "112": Service(
        purpose=_("Common emergency number"),
        learns=_(
            "They see your number, and often the place. They record the call and pass it on "
            "to the service you need, which may be the police."
        ),
    ),
}


@dataclass(frozen=True)
class Call:
    """A number that may be called when a life is in danger; `checked` False: not verified."""

    number: str
    service: Service
    checked: bool


@dataclass(frozen=True)
class Country:
    """A country's numbers; `noted_on` is the oldest day that one of them was written down."""

    code: str
    name: str
    calls: tuple[Call, ...]
    noted_on: date
    reviewed: bool


@dataclass(frozen=True)
class Month:
    """A month as a wall calendar shows it: weeks of seven days, 0 where no day is."""

    title: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[int, ...], ...]
    today: int
