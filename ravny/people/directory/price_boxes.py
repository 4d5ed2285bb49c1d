"""Lines of prices inside a form, without script: what is there, and a few empty lines more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import settle

from .operations.checks import HIGHEST_PRICE
from .places import currency_codes
from .types import Offer, PriceEntry

PARTS = ("offer", "amount", "currency", "as_of")
SPARE, MOST = 3, len(Offer.values)


@dataclass(frozen=True)
class PriceLine:
    """The four boxes of one line."""

    number: int
    offer: BoundField
    amount: BoundField
    currency: BoundField
    as_of: BoundField


def _boxes() -> dict[str, forms.Field]:
    return {
        "offer": forms.ChoiceField(
            label=_("What for"),
            choices=[("", _("no price")), *Offer.choices],
            required=False,
        ),
        "amount": forms.IntegerField(
            label=_("Price, 0 is free"),
            min_value=0,
            max_value=HIGHEST_PRICE,
            required=False,
            widget=forms.TextInput({"inputmode": "numeric", "size": 8}),
        ),
        "currency": forms.CharField(
            label=_("Currency"), max_length=3, required=False, widget=forms.TextInput({"size": 4})
        ),
        "as_of": forms.DateField(label=_("As of"), required=False),
    }


def add_price_boxes(form: forms.Form, prices: Sequence[PriceEntry], currency: str) -> None:
    """Add a line for each price and some empty ones; as many as were sent when it was sent."""
    lines = min(len(prices) + SPARE, MOST)
    if form.is_bound:
        sent = sum(1 for name in form.data if name.startswith("price_offer_"))
        lines = min(max(lines, sent), MOST)
    form.price_lines = lines  # type: ignore[attr-defined]  # declared by the form that asks
    for number in range(lines):
        price = prices[number] if number < len(prices) else None
        first: Mapping[str, Any] = {
            "offer": price.offer if price else "",
            "amount": price.amount if price else None,
            "currency": price.currency if price else currency,
            "as_of": price.as_of if price else today(),
        }
        for part, field in _boxes().items():
            settle(field)
            form.fields[f"price_{part}_{number}"] = field
            form.initial.setdefault(f"price_{part}_{number}", first[part])


def price_rows(form: forms.Form, lines: int) -> list[PriceLine]:
    """Return the lines as the page draws them."""
    return [
        PriceLine(number + 1, *(form[f"price_{part}_{number}"] for part in PARTS))
        for number in range(lines)
    ]


def _line(form: forms.Form, number: int) -> PriceEntry | None:
    """Return one line; puts errors beside the boxes that lack something."""
    written: dict[str, Any] = {
        part: form.cleaned_data.get(f"price_{part}_{number}") for part in PARTS
    }
    offer, amount, as_of = written["offer"], written["amount"], written["as_of"]
    broken = any(f"price_{part}_{number}" in form.errors for part in PARTS)
    if broken or (not offer and amount is None):
        return None
    currency = (written["currency"] or "").upper()
    lacks = {
        "offer": "" if offer else _("Say what costs this."),
        "amount": _("Write the price; 0 is free.") if amount is None else "",
        "currency": "" if currency in currency_codes() else _("Three letters, for example RUB."),
        "as_of": "" if as_of else _("Since when do you know it?"),
    }
    if as_of and as_of > today():
        lacks["as_of"] = _("This day has not come yet.")
    for part, words in lacks.items():
        if words:
            form.add_error(f"price_{part}_{number}", words)
    if any(lacks.values()):
        return None
    return PriceEntry(offer, amount, currency, as_of)


def clean_prices(form: forms.Form, lines: int) -> tuple[PriceEntry, ...]:
    """Return the prices that were written; a thing named twice is refused at its second line."""
    found: dict[str, PriceEntry] = {}
    for number in range(lines):
        price = _line(form, number)
        if price and price.offer in found:
            form.add_error(f"price_offer_{number}", _("This has a price already, above."))
        elif price:
            found[price.offer] = price
    return tuple(found.values())
