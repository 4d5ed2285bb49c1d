"""The boxes of whereabouts and of the situation: asked when a case is opened and ever after."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, Choices, Form
from ravny.core.kit.languages import OWN, own_name_lazy
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import country_choices, places_of, region_choices

from ..types import CaseFact, Circumstance, Where, Whereabouts


def language_choices(empty: Text) -> list[tuple[str, Text]]:
    """Return languages under their own names, an empty one first."""
    return [("", empty), *((code, own_name_lazy(code)) for code in OWN)]


class PlaceMixin(Form):
    """Coarse whereabouts and language; never an address."""

    where = forms.ChoiceField(
        label=_("Where the client is"), choices=Where.choices, widget=Choice(layout="column")
    )
    region = forms.CharField(
        label=_("Region"),
        max_length=8,
        required=False,
        help_text=_("Its code, for example RU-SAM; needed for another region. Never an address."),
    )
    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Needed when they are abroad.")
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: language_choices(_("not asked"))
    )
    interpreter = forms.ChoiceField(
        label=_("Interpreter into"),
        required=False,
        choices=lambda: language_choices(_("not needed")),
    )

    def settle_places(self, actor: Actor) -> None:
        """Offer countries by name and the regions the directory knows. One query."""
        fields: dict[str, Any] = self.fields
        home = actor.country.lower()
        abroad = [pair for pair in country_choices() if pair[0] != home]
        fields["country"].choices = [("", "—"), *abroad]
        fields["region"].widget.attrs["list"] = "known-regions"
        known = [one for one in places_of(actor.organisation_id) if one[0].lower() == home]
        self.regions = region_choices(known)

    def clean_region(self) -> str:
        """Take a code however it was typed."""
        return str(self.cleaned_data["region"]).strip().upper()

    def whereabouts(self) -> Whereabouts:
        """Return what was written as plain facts."""
        data = self.cleaned_data
        names = ("where", "region", "country", "language", "interpreter")
        return Whereabouts(**{name: data[name] for name in names})


class WhereForm(PlaceMixin):
    """Where the client of a case is now."""

    def __init__(self, actor: Actor, case: CaseFact, *args: Any, **kwargs: Any) -> None:
        names = ("where", "region", "country", "language", "interpreter")
        super().__init__(*args, initial={name: getattr(case, name) for name in names}, **kwargs)
        self.settle_places(actor)


class SituationForm(Form):
    """What makes the situation of a case."""

    circumstances = forms.MultipleChoiceField(
        label=_("Situation"),
        choices=Circumstance.choices,
        required=False,
        widget=Choices(layout="column"),
        help_text=_("Templates of plans and *Today* go by these."),
    )
    birth_month = forms.DateField(
        label=_("Birth expected in"),
        required=False,
        help_text=_("Any day of the month: only the month is kept."),
    )

    def __init__(self, case: CaseFact, *args: Any, **kwargs: Any) -> None:
        known = {"circumstances": case.circumstances, "birth_month": case.birth_month}
        super().__init__(*args, initial=known, **kwargs)
