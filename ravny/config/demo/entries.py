"""What an entry of the demo's directory is made of. All of them are made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPrice:
    """What something costs, in the money of the service's country; 0 is free."""

    offer: str
    amount: int
    currency: str = "KZT"


@dataclass(frozen=True)
class DemoService:
    """An entry; `key` names it in the plan; `checked`: days since somebody made sure, or never.

    `safety`: (anonymous, asks for a passport, somebody may know the family).
    """

    key: str
    kind: str
    label: str
    city: str = "Алматы"
    region: str = "KZ-75"
    country: str = "kz"
    specialities: tuple[str, ...] = ()
    infections: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    not_provided: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("ru", "kk")
    safety: tuple[str, str, str] = ("unknown", "unknown", "unknown")
    reports_to: tuple[str, ...] = ()
    friendliness: str = "unknown"
    hours: str = ""
    way_in: str = ""
    contact: str = ""
    checked: int | None = None
    prices: tuple[DemoPrice, ...] = ()


SAFE = ("yes", "no", "no")
PASSPORT = ("no", "yes", "unknown")
STRANGERS = ("no", "yes", "no")
