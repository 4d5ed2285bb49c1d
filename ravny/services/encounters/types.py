"""The codes a meeting is recorded in, its facts, and the boxes that every form has for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, Choices, Stepper
from ravny.core.vault.types import SealedValue
from ravny.people.clients.types import AgeGroup as ClientAgeGroup
from ravny.people.clients.types import KeyGroup
from ravny.services.stock.types import ItemFact


class Channel(models.TextChoices):
    """Where a meeting happened; a site is of one of these kinds too."""

    STREET = "street", _("street")
    CLUB = "club", _("club")
    HOME = "home", _("home visit")
    CENTRE = "centre", _("community centre")
    MOBILE = "mobile", _("mobile clinic")
    ONLINE = "online", _("online")
    OFFICE = "office", _("office")
    HOTLINE = "hotline", _("hotline")


class Who(models.TextChoices):
    """How the person stands to us; a contact without a code is a contact, never a person."""

    NEW = "new", _("for the first time")
    AGAIN = "again", _("met before, no code")
    CODE = "code", _("by code")
    NONE = "none", _("not said")


# Age on the day of the meeting (standards.md, "People"); words as the card has them.
AGE_GROUPS = tuple(
    choice
    for choice in ClientAgeGroup.choices
    if choice[0] not in {"unknown", "declined", "not_asked"}
)
KEY_GROUPS = (*KeyGroup.choices, ("not_asked", _("not asked")))


class Topic(models.TextChoices):
    """What was talked about."""

    HIV_BASICS = "hiv_basics", _("HIV: how it passes and how not")
    SAFER_SEX = "safer_sex", _("safer sex")
    CONDOM_USE = "condom_use", _("using condoms and lubricant")
    TESTING = "testing", _("testing and self-testing")
    PREP = "prep", _("PrEP and PEP")
    TREATMENT = "treatment", _("treatment, undetectable = untransmittable")
    STI = "sti", _("sexually transmitted infections")
    HEPATITIS = "hepatitis", _("viral hepatitis")
    TB = "tb", _("tuberculosis")
    HARM_REDUCTION = "harm_reduction", _("substances and harm reduction")
    STIGMA = "stigma", _("stigma and discrimination")
    VIOLENCE = "violence", _("violence and safety")
    RIGHTS = "rights", _("rights and law")
    MIGRATION = "migration", _("migration papers")
    WELLBEING = "wellbeing", _("mental wellbeing")


class Material(models.TextChoices):
    """Which information material was shown, given or sent."""

    LEAFLET = "leaflet", _("leaflet")
    BOOKLET = "booklet", _("booklet")
    SERVICE_CARD = "service_card", _("card with our services")
    RIGHTS_MEMO = "rights_memo", _("memo on rights")
    CLINIC_MAP = "clinic_map", _("list of friendly clinics")
    LINK = "link", _("link to read")
    VIDEO = "video", _("video")
    QUESTIONNAIRE = "questionnaire", _("risk questionnaire")


class Service(models.TextChoices):
    """What was done besides talking and handing out."""

    COUNSELLING = "counselling", _("counselling by a peer")
    TESTING = "testing", _("rapid test")
    SELF_TEST = "self_test", _("self-test kit")
    DOCTOR = "doctor", _("doctor")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    LAWYER = "lawyer", _("lawyer")
    ESCORT = "escort", _("escort to a service")
    GROUP = "group", _("group meeting")
    LEISURE = "leisure", _("leisure: film, tea, games")
    SHELTER = "shelter", _("rest, wash, warm up")


MOST_OF_ONE = 1000
LONGEST_TRAINING = 480

# Services a person takes only from people they trust; what came before is trust being built.
HIGH_THRESHOLD = frozenset(
    {Service.TESTING, Service.DOCTOR, Service.PSYCHOLOGIST, Service.LAWYER, Service.ESCORT}
)


class Language(models.TextChoices):
    """Languages people are spoken with, each in its own name."""

    RU = "ru", "Русский"
    EN = "en", "English"
    UZ = "uz", "Oʻzbekcha"
    TG = "tg", "Тоҷикӣ"
    KY = "ky", "Кыргызча"
    KK = "kk", "Қазақша"
    UK = "uk", "Українська"
    RO = "ro", "Română"


class ClockFlag(models.TextChoices):
    """Why the day of a record from a phone may be wrong."""

    NONE = "", "—"
    FUTURE = "future", _("the day lies ahead")
    OLD = "old", _("more than 60 days old")
    SKEW = "skew", _("the phone's clock was wrong")
    SETTLED = "settled", _("looked at and settled")


UNSETTLED = (ClockFlag.FUTURE, ClockFlag.OLD, ClockFlag.SKEW)


class VoidReason(models.TextChoices):
    """Why a meeting does not count any more."""

    NONE = "", "—"
    DUPLICATE = "duplicate", _("recorded twice")
    MISTAKE = "mistake", _("recorded by mistake")
    WRONG_PERSON = "wrong_person", _("another person's code")
    TRIAL = "trial", _("tried out, not real")


@dataclass(frozen=True, slots=True)
class EncounterFacts:
    """One meeting. `given`: (item id, quantity) pairs; `note`: an envelope, opened by nobody here.

    `team_id` names whose meeting it is; None lets the site decide, else the worker's first team.
    `place_id` is where the goods came from; None is the worker's bag.
    """

    encounter_id: UUID
    day: date
    channel: str
    worker_id: UUID
    who: str
    site_id: UUID | None = None
    team_id: UUID | None = None
    shift_id: UUID | None = None
    client_id: UUID | None = None
    age_group: str = ""
    key_groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    training_minutes: int = 0
    language: str = ""
    campaign: str = ""
    given: tuple[tuple[UUID, int], ...] = ()
    place_id: UUID | None = None
    note: bytes | None = None
    device_id: UUID | None = None
    clock_flag: str = ""


@dataclass(frozen=True, slots=True)
class SiteFact:
    """A site as other rooms and phones see it; the label is neutral."""

    site_id: UUID
    label: str
    kind: str
    region: str
    area: str
    team_id: UUID
    active: bool
    languages: tuple[str, ...] = ()
    network: str = ""


@dataclass(frozen=True)
class Known:
    """What a record may name in one organisation; looked up by the text a phone sends."""

    sites: Mapping[str, SiteFact]
    items: Mapping[str, UUID]


@dataclass(frozen=True)
class CampaignCount:
    """What is linked to a campaign: meetings, and persons with a code among them."""

    contacts: int
    persons: int


@dataclass(frozen=True)
class EncounterFact:
    """One meeting as *Today*, the timeline and the card's panel show it."""

    encounter_id: UUID
    day: date
    channel: str
    site: str
    worker: str
    given: tuple[tuple[str, int], ...] = ()
    services: tuple[str, ...] = ()
    note: SealedValue | None = None
    note_circle_id: UUID | None = None


@dataclass(frozen=True)
class TrustFact:
    """How many meetings came before the first high-threshold service, and which that was."""

    before: int
    service: str
    day: date | None
    contacts: int


NOT_SAID = ("", _("not said"))
_ONE: dict[str, tuple[Any, Any, Any]] = {
    "channel": (_("Where"), Channel.choices, Choice(layout="tight")),
    "who": (_("Who"), Who.choices, Choice),
    "age_group": (_("Age"), [NOT_SAID, *AGE_GROUPS], Choice(layout="tight")),
    "language": (_("Language"), [NOT_SAID, *Language.choices], forms.Select),
}
_SEVERAL = {
    "key_groups": (_("Key groups"), KEY_GROUPS),
    "topics": (_("Talked about"), Topic.choices),
    "materials": (_("Materials"), Material.choices),
    "services": (_("Services"), Service.choices),
}


def one_of(name: str, *, required: bool = False) -> forms.ChoiceField:
    """Return the box of one answer about a meeting: channel, who, age_group or language."""
    label, choices, widget = _ONE[name]
    return forms.ChoiceField(label=label, choices=choices, widget=widget, required=required)


def several_of(name: str) -> forms.MultipleChoiceField:
    """Return the boxes of a set: key_groups, topics, materials or services."""
    label, choices = _SEVERAL[name]
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=Choices(layout="tight")
    )


def training_box() -> forms.IntegerField:
    """Return the box of a mini-training's minutes."""
    return forms.IntegerField(
        label=_("Mini-training, minutes"),
        min_value=0,
        max_value=LONGEST_TRAINING,
        required=False,
        widget=Stepper(by=5),
    )


def given_field(item_id: UUID) -> str:
    """Return the name of the box that holds how many of an item were given."""
    return f"given_{item_id}"


def add_given(
    form: forms.Form, items: Sequence[ItemFact], known: Mapping[str, Any] | None = None
) -> None:
    """Add a stepper for each item; `known`: item id → how many, as text and number."""
    for item in items:
        form.fields[given_field(item.item_id)] = forms.IntegerField(
            label=item.label,
            min_value=0,
            max_value=MOST_OF_ONE,
            required=False,
            initial=(known or {}).get(str(item.item_id)),
            widget=Stepper(by=item.step),
        )


def settle_team(form: forms.Form, choices: Sequence[tuple[str, str]]) -> None:
    """Offer the teams, the first chosen, or hide the box when there is only one."""
    field = form.fields["team"]
    field.choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField by declaration
    if choices:
        form.initial.setdefault("team", choices[0][0])
    if len(choices) == 1:
        field.widget = forms.HiddenInput()
