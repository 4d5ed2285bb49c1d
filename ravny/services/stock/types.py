"""Plain values of the stock room."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """What is handed out or used up."""

    CONDOMS = "condoms", _("condoms")
    LUBRICANT = "lubricant", _("lubricant")
    DISINFECTANT = "disinfectant", _("disinfectant")
    LEAFLET = "leaflet", _("leaflets")
    TEST_KIT = "test_kit", _("test kits")
    AID = "aid", _("humanitarian aid")
    ART = "art", _("emergency antiretrovirals")


class Unit(models.TextChoices):
    """How an item is counted."""

    PIECE = "piece", _("pieces")
    SACHET = "sachet", _("sachets")
    PACK = "pack", _("packs")
    BOTTLE = "bottle", _("bottles")


class PlaceKind(models.TextChoices):
    """Where stock lies."""

    STORE = "store", _("store")
    CENTRE = "centre", _("community centre")
    MOBILE = "mobile", _("mobile clinic")
    BAG = "bag", _("worker's bag")


class Reason(models.TextChoices):
    """Why a quantity changed."""

    RECEIVED = "received", _("received")
    MOVED = "moved", _("moved")
    ISSUED = "issued", _("given out")
    RETURNED = "returned", _("came back: meeting voided")
    COUNTED = "counted", _("difference found by counting")
    UNEXPLAINED = "unexplained", _("unexplained difference")
    WRITTEN_OFF = "written_off", _("taken out of use")


class Explanation(models.TextChoices):
    """What a count's difference, or a write-off, is put down to."""

    NONE = "", "—"
    MISCOUNTED = "miscounted", _("counted wrongly before")
    NOT_RECORDED = "not_recorded", _("handed out and not recorded")
    DAMAGED = "damaged", _("damaged")
    EXPIRED = "expired", _("expired")
    LOST = "lost", _("lost")
    SEIZED = "seized", _("taken away")
    UNKNOWN = "unknown", _("not known")


@dataclass(frozen=True)
class ItemFact:
    """An item as other rooms and phones see it."""

    item_id: UUID
    kind: str
    label: str
    unit: str
    step: int
    usual: int
    infections: tuple[str, ...] = ()
    self_test: bool = False


@dataclass(frozen=True)
class IssueLine:
    """A quantity of an item that left a place because of a cause (an encounter, an assay).

    `lot_id`: from that lot and no other; None lets the lot that expires first go first.
    """

    cause_id: UUID
    item_id: UUID
    quantity: int
    day: date
    lot_id: UUID | None = None


@dataclass(frozen=True)
class LotFact:
    """A lot by its number, wherever it lies."""

    lot_id: UUID
    item_id: UUID
    item_label: str
    number: str
    expires_on: date | None


@dataclass(frozen=True)
class KitLot:
    """A lot of a test kit that lies in a place and has not expired."""

    lot_id: UUID
    number: str
    expires_on: date | None
    left: int


@dataclass(frozen=True)
class KitFact:
    """A kind of test kit in use and its lots in one place, first expired first; may be none."""

    item_id: UUID
    label: str
    infections: tuple[str, ...]
    self_test: bool
    lots: tuple[KitLot, ...] = ()


@dataclass(frozen=True)
class PlaceFact:
    """A place as other rooms see it."""

    place_id: UUID
    kind: str
    label: str
    holder_id: UUID | None
    active: bool = True


@dataclass(frozen=True)
class CountedLot:
    """What somebody counted of a lot, and how they explain a difference."""

    lot_id: UUID
    counted: int
    explanation: str = ""


@dataclass(frozen=True)
class MoveLine:
    """How many of an item are moved, or asked for."""

    item_id: UUID
    quantity: int


@dataclass(frozen=True)
class ItemFacts:
    """What an organisation writes down of an item; `language` only for leaflets.

    `infections` (codes of the directory) and `self_test` (given away for use at home) only for
    test kits.
    """

    kind: str
    label_ru: str
    label_en: str
    unit: str = Unit.PIECE.value
    language: str = ""
    step: int = 1
    usual: int = 0
    on_phones: bool = True
    active: bool = True
    position: int = 0
    infections: tuple[str, ...] = ()
    self_test: bool = False


def line_field(item_id: UUID) -> str:
    """Return the name of the box that holds an item's quantity."""
    return f"item_{item_id.hex}"


def counted_field(lot_id: UUID) -> str:
    """Return the name of the box that holds what was counted of a lot."""
    return f"counted_{lot_id.hex}"


def why_field(lot_id: UUID) -> str:
    """Return the name of the box that explains a lot's difference."""
    return f"why_{lot_id.hex}"
