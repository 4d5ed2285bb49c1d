"""What other rooms and the pages know of a client: codes and plain values, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_ASKED, DECLINED, UNKNOWN = "not_asked", "declined", "unknown"
CODE_ERASED = "client.code"
"""What the erasure ledger calls the code of a client who is gone: a keyed id, never the code."""
SILENT = frozenset({NOT_ASKED, DECLINED, UNKNOWN, ""})
"""Answers that tell nothing, so that nobody is taken for somebody else because of them."""


class Sex(models.TextChoices):
    """As the client says; asked because medicine and donors' tables need it."""

    MALE = "male", _("male")
    FEMALE = "female", _("female")
    INTERSEX = "intersex", _("intersex")
    DECLINED = DECLINED, _("declined to say")
    NOT_ASKED = NOT_ASKED, _("not asked")


class Gender(models.TextChoices):
    """As the client says, apart from sex."""

    MAN = "man", _("man")
    WOMAN = "woman", _("woman")
    TRANS_MAN = "trans_man", _("trans man")
    TRANS_WOMAN = "trans_woman", _("trans woman")
    NONBINARY = "nonbinary", _("non-binary")
    DECLINED = DECLINED, _("declined to say")
    NOT_ASKED = NOT_ASKED, _("not asked")


class AgeGroup(models.TextChoices):
    """Age on the day it was asked; the bands of standards.md, and below them."""

    U15 = "0-14", _("under 15")
    A15 = "15-19", "15–19"
    A20 = "20-24", "20–24"
    A25 = "25-29", "25–29"
    A30 = "30-39", "30–39"
    A40 = "40-49", "40–49"
    A50 = "50+", _("50 and over")
    UNKNOWN = UNKNOWN, _("not known")
    DECLINED = DECLINED, _("declined to say")
    NOT_ASKED = NOT_ASKED, _("not asked")


MINOR_AGE_GROUPS = frozenset({AgeGroup.U15.value, AgeGroup.A15.value})


class YesNo(models.TextChoices):
    """A fact that may well be unknown; unknown counts as unsafe."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = UNKNOWN, _("not known")
    DECLINED = DECLINED, _("declined to say")
    NOT_ASKED = NOT_ASKED, _("not asked")


class LegalStatus(models.TextChoices):
    """A band of legal status in the country of stay, as the client says."""

    CITIZEN = "citizen", _("citizen of this country")
    PERMANENT = "permanent", _("permanent residence")
    TEMPORARY = "temporary", _("temporary residence")
    WORK = "work", _("patent or work permit")
    STUDENT = "student", _("student")
    VISA_FREE = "visa_free", _("visa-free stay")
    VISA = "visa", _("visa")
    REFUGEE = "refugee", _("refugee or asylum")
    STATELESS = "stateless", _("stateless")
    UNDOCUMENTED = "undocumented", _("without valid papers")
    UNKNOWN = UNKNOWN, _("not known")
    DECLINED = DECLINED, _("declined to say")
    NOT_ASKED = NOT_ASKED, _("not asked")


class Faith(models.TextChoices):
    """What a client says of religion or custom, when it matters for how to help them."""

    ISLAM = "islam", _("Islam")
    ORTHODOX = "orthodox", _("Orthodox Christianity")
    CHRISTIAN = "christian", _("another Christian church")
    OTHER = "other", _("another faith or custom")
    NONE = "none", _("no religion")
    DECLINED = DECLINED, _("declined to say")
    NOT_ASKED = NOT_ASKED, _("not asked")


class Risk(models.TextChoices):
    """What the client fears to lose; the reason for care before any step that reports."""

    WORK = "work", _("losing work")
    HOME = "home", _("losing housing")
    REMOVAL = "removal", _("deportation")
    DISCLOSURE = "disclosure", _("that somebody learns of it")
    VIOLENCE = "violence", _("violence at home")
    POLICE = "police", _("police or extortion")


class Channel(models.TextChoices):
    """How somebody came to us: the way, never the person who brought them."""

    OUTREACH = "outreach", _("outreach worker")
    TRUST = "trust", _("friends, word of mouth")
    COUPON = "coupon", _("peer coupon")
    ONLINE = "online", _("social network or dating app")
    HOTLINE = "hotline", _("hotline")
    PARTNER = "partner", _("another organisation")
    CLINIC = "clinic", _("clinic or AIDS centre")
    DIASPORA = "diaspora", _("diaspora or community")
    ABROAD = "abroad", _("partner in another country")
    SELF = "self", _("came on their own")
    OTHER = "other", _("another way")
    UNKNOWN = UNKNOWN, _("not known")
    NOT_ASKED = NOT_ASKED, _("not asked")


class Network(models.TextChoices):
    """Where on the net, when they came by a network."""

    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    INSTAGRAM = "instagram", "Instagram"
    VK = "vk", _("VKontakte")
    OK = "ok", _("Odnoklassniki")
    FACEBOOK = "facebook", "Facebook"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    VIBER = "viber", "Viber"
    DATING = "dating", _("dating app")
    OTHER = "other", _("another network")


class KeyGroup(models.TextChoices):
    """Key populations and other vulnerable populations, as the client says."""

    MSM = "msm", _("men who have sex with men")
    TRANS = "trans", _("trans people")
    SEX_WORK = "sex_work", _("sex workers")
    DRUGS = "drugs", _("people who inject drugs")
    PRISON = "prison", _("people in or after detention")
    PARTNER = "partner", _("partners of people living with HIV")
    MIGRANT = "migrant", _("migrants")
    HOMELESS = "homeless", _("people without a home")
    NONE = "none", _("none of these")
    DECLINED = DECLINED, _("declined to say")


class Scope(models.TextChoices):
    """What a client may agree to; each scope alone, each can be taken back."""

    STORE_CARD = "store_card", _("keeping a card under a code")
    CONTACT_BACK = "contact_back", _("being contacted by us")
    SHARE_IN_TEAM = "share_in_team", _("sharing within the team")
    KEEP_GROUPS = "keep_groups", _("keeping the key group on the card")
    REFERRAL_OUT = "referral_out", _("referral to another service")
    PARCEL = "parcel", _("parcels")
    PARTNER_ABROAD = "partner_abroad", _("handing over to a partner abroad")
    RESEARCH = "research", _("use in research without the code")


class ConsentState(models.TextChoices):
    """The last word of a client on a scope."""

    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


@dataclass(frozen=True)
class ClientFacts:
    """What may stand on a card; every fact may stay unasked."""

    sex: str = NOT_ASKED
    gender: str = NOT_ASKED
    age_group: str = NOT_ASKED
    age_on: date | None = None
    languages: tuple[str, ...] = ()
    country: str = NOT_ASKED
    registration: str = NOT_ASKED
    legal_status: str = NOT_ASKED
    faith: str = NOT_ASKED
    risks: tuple[str, ...] = ()
    channel: str = NOT_ASKED
    network: str = ""
    wave: int | None = None


@dataclass(frozen=True)
class ClientCard:
    """A client as every other room sees them: the kept card of a person.

    `client_ids` holds the kept card's id first, then its aliases; `came_by` is the alias's code
    when the card was asked for by an alias ("" otherwise).
    """

    client_id: UUID
    code: str
    team_id: UUID
    team: str
    registered_on: date
    facts: ClientFacts
    client_ids: tuple[UUID, ...]
    aliases: tuple[str, ...] = ()
    came_by: str = ""
    called: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PhoneClient:
    """A client whom a phone gave a code of its pool; `team_id` None: the worker's first team."""

    client_id: UUID
    code: str
    day: date
    age_group: str = NOT_ASKED
    languages: tuple[str, ...] = ()
    country: str = NOT_ASKED
    channel: str = Channel.OUTREACH.value
    team_id: UUID | None = None


@dataclass(frozen=True)
class NewClient:
    """A client to register among many (the demo's bulk path)."""

    client_id: UUID
    code: str
    team_id: UUID
    day: date
    facts: ClientFacts
    called: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ConsentFact:
    """The last word of a client on one scope; `state` None: never asked."""

    scope: str
    state: str | None
    day: date | None = None
    text_version: int | None = None
    language: str = ""


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the same person: why, and what tells them apart."""

    client_id: UUID
    code: str
    registered_on: date
    by_hint: bool


@dataclass(frozen=True)
class ClientRegistered:
    """Event: these clients are new (ids only)."""

    organisation_id: UUID
    client_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class ConsentText:
    """One version of the words a client agrees to, by language; each with its state."""

    scope: str
    version: int
    words: Mapping[str, str]
    reviewed: bool
