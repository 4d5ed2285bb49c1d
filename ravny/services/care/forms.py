"""The forms of care: registration, treatment, its end, a laboratory's result."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.formats import country_name
from ravny.core.kit.forms import Choice, Form, RecordForm
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import profile_of
from ravny.people.directory.queries import infection_choices, service_choices

from .types import (
    EndReason,
    Lab,
    LabFacts,
    Level,
    Mode,
    Proof,
    RegistrationFacts,
    Source,
    TreatmentFacts,
)

CARE_KINDS = (
    "aids_centre", "dispensary", "tb_dispensary", "clinic", "hospital", "specialist", "ngo",
)  # fmt: skip
LAB_KINDS = (*CARE_KINDS, "laboratory")
HOMES = ("RU", "KZ", "KG", "UZ", "TJ", "UA", "MD", "AM", "AZ", "GE", "BY", "TM")


class CareForm(RecordForm):
    """What every fact of care is asked: of which infection, when, where, how we know."""

    infection = forms.ChoiceField(label=_("Infection"), initial="hiv")
    day = forms.DateField(label=_("Day"), initial=today)
    service = forms.ChoiceField(label=_("Where"), required=False)
    proof = forms.ChoiceField(
        label=_("How we know"), choices=Proof.choices[1:], widget=Choice(layout="column")
    )
    kinds: tuple[str, ...] = CARE_KINDS

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        choices: dict[str, Any] = {
            "infection": infection_choices(),
            "service": [("", _("not in the directory")), *service_choices(actor, kinds=self.kinds)],
        }
        for name, listed in choices.items():
            if name in self.fields:
                self.fields[name].choices = listed  # type: ignore[attr-defined]  # a choice field

    def shared(self, client_id: UUID) -> dict[str, Any]:
        """Return what each kind of facts takes from the form."""
        told = self.cleaned_data
        return {
            "record_id": told["record_id"],
            "client_id": client_id,
            "worker_id": self.actor.account_id,
            "day": told["day"],
            "proof": told["proof"],
            "infection": told.get("infection", "hiv"),
            "service_id": UUID(told["service"]) if told["service"] else None,
        }


class RegistrationForm(CareForm):
    """Registered for care: where, how, in which country."""

    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices, widget=Choice)
    country = forms.ChoiceField(label=_("Country of the centre"))
    field_order = ("infection", "mode", "country", "service", "day", "proof")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        house = profile_of(actor.country).country.upper()
        codes = [house, *(code for code in HOMES if code != house)]
        listed = [(code, country_name(code)) for code in codes]
        self.fields["country"].choices = listed  # type: ignore[attr-defined]  # a choice field

    def facts(self, client_id: UUID) -> RegistrationFacts:
        """Return what was told."""
        told = self.cleaned_data
        return RegistrationFacts(
            **self.shared(client_id), mode=told["mode"], country=told["country"]
        )


class TreatmentForm(CareForm):
    """Treatment began: where it comes from."""

    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=Source.choices, widget=Choice(layout="column")
    )
    field_order = ("infection", "source", "service", "day", "proof")

    def facts(self, client_id: UUID) -> TreatmentFacts:
        """Return what was told."""
        return TreatmentFacts(**self.shared(client_id), source=self.cleaned_data["source"])


class LabForm(CareForm):
    """A viral load or a CD4 count: a number, or the word of the paper."""

    lab = forms.ChoiceField(label=_("What"), choices=Lab.choices, widget=Choice)
    value = forms.IntegerField(
        label=_("Result in figures"),
        required=False,
        min_value=0,
        help_text=_("Copies per millilitre, or CD4 cells per microlitre."),
    )
    level = forms.ChoiceField(
        label=_("Or what the paper says"),
        required=False,
        choices=[("", _("only the number")), *Level.choices],
    )
    infection = None  # type: ignore[assignment]  # both are measured for HIV only
    kinds = LAB_KINDS
    field_order = ("lab", "value", "level", "service", "day", "proof")

    def facts(self, client_id: UUID) -> LabFacts:
        """Return what was told."""
        told = self.cleaned_data
        return LabFacts(
            **self.shared(client_id), lab=told["lab"], value=told["value"], level=told["level"]
        )


class EndForm(Form):
    """Treatment ended: when and why."""

    ended_on = forms.DateField(label=_("Last day"), initial=today)
    end_reason = forms.ChoiceField(
        label=_("Why it ended"), choices=EndReason.choices[1:], widget=Choice(layout="column")
    )


class ClientForm(forms.Form):
    """Whose page it is: the client's id out of the address."""

    client = forms.UUIDField()
