"""Peer chains: how many came by coupon in each wave, and sheets of coupons to cut out.

A coupon carries its wave and nothing else. Coupons of one sheet are all alike and none is kept,
so neither paper nor database can tell who brought whom.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.formats import number
from ravny.core.kit.forms import Choice, Form, Stepper
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import count_by_wave
from ravny.services.encounters.queries import list_sites

from .forms import Clock

MOST_COUPONS = 60
MONTHS = 12
PAPER_LANGUAGES = [("ru", "Русский"), ("en", "English")]


@dataclass(frozen=True)
class Coupon:
    """What is printed on every coupon of a sheet."""

    welcome: str
    promise: str
    place: str
    hours: str
    wave: int


class CouponForm(Form):
    """A sheet of coupons; nothing of it is kept."""

    wave = forms.IntegerField(
        label=_("Wave"),
        min_value=1,
        max_value=9,
        initial=1,
        widget=Stepper(by=1),
        help_text=_("1 for those who begin; one more for the coupons given to whoever came by one"),
    )
    many = forms.IntegerField(
        label=_("How many coupons"),
        min_value=1,
        max_value=MOST_COUPONS,
        initial=24,
        widget=Stepper(by=6),
    )
    site = forms.ChoiceField(label=_("Where to come"))
    start = forms.TimeField(label=_("Open from"), widget=Clock)
    end = forms.TimeField(label=_("Open to"), widget=Clock)
    language = forms.ChoiceField(
        label=_("Language of the coupons"), choices=PAPER_LANGUAGES, widget=Choice, initial="ru"
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.site_id): site for site in list_sites(actor)}
        choices = [(key, site.label) for key, site in self.sites.items()]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def coupon(self) -> Coupon:
        """Return the one text that the whole sheet repeats, in the coupon's language."""
        data = self.cleaned_data
        site = self.sites[data["site"]]
        with override(data["language"]):
            return Coupon(
                welcome=gettext("Come and see us"),
                promise=gettext("Tea, talk, a health check. Free, without papers, without names."),
                place=", ".join(filter(None, [site.label, site.area])),
                hours=f"{data['start']:%H:%M}–{data['end']:%H:%M}",
                wave=data["wave"],
            )


def _months(last: date) -> list[date]:
    """Return the first days of the last twelve months, newest first."""
    count = last.year * 12 + last.month - 1
    return [date((count - back) // 12, (count - back) % 12 + 1, 1) for back in range(MONTHS)]


def chains_context(actor: Actor) -> dict[str, Any]:
    """Return the waves of the last twelve months: the sums as bars, each month as a row."""
    months = _months(today())
    found = count_by_wave(actor, months[-1], today())
    sums: dict[int | None, int] = defaultdict(int)
    for (_month, wave), count in found.items():
        sums[wave] += count
    waves = sorted(sums, key=lambda wave: (wave is None, wave or 0))
    labels = [_wave_label(wave) for wave in waves]
    rows = []
    for month in months:
        counts = [found.get((month, wave), 0) for wave in waves]
        rows.append(
            {
                "month": month,
                "cells": list(zip(labels, counts, strict=True)),
                "sum": sum(counts),
            }
        )
    return {
        "waves": labels,
        "rows": rows,
        "bars": [
            {"label": label, "count": sums[wave]} for label, wave in zip(labels, waves, strict=True)
        ],
        "top": max(sums.values(), default=0),
        "total": sum(sums.values()),
    }


def _wave_label(wave: int | None) -> str:
    if wave is None:
        return gettext("Wave not said")
    return gettext("Wave %(number)s") % {"number": number(wave)}
