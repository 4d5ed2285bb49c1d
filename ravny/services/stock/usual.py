"""What humanitarian aid usually is: items a house can take into its catalogue with one press."""

from collections.abc import Sequence

from .types import ItemFacts, ItemKind, Unit

AID_POSITION = 100
"""Aid stands after what is handed out every day."""

_PACK, _PIECE = Unit.PACK.value, Unit.PIECE.value
_AID: Sequence[tuple[str, str, str]] = (
    ("Молочная смесь", "Milk formula", _PACK),
    ("Подгузники", "Nappies", _PACK),
    ("Пелёнки", "Swaddling cloths", _PACK),
    ("Детское питание", "Baby food", _PACK),
    ("Гигиенический набор", "Hygiene kit", _PIECE),
    ("Продукты", "Food parcel", _PIECE),
    ("Одежда", "Clothes", _PIECE),
    ("SIM-карта", "SIM card", _PIECE),
)
USUAL_AID = tuple(
    ItemFacts(
        kind=ItemKind.AID.value,
        label_ru=ru,
        label_en=en,
        unit=unit,
        on_phones=False,
        position=AID_POSITION + place,
    )
    for place, (ru, en, unit) in enumerate(_AID)
)
