"""What is asked of a client on the desk: every question may stay unanswered."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import (
    Choice,
    Choices,
    ClientCodeField,
    Day,
    Form,
    RecordForm,
    Stepper,
)
from ravny.core.staff.types import TeamFact
from ravny.core.vault.forms import SealedFormField

from .consent_texts import COMPLETE
from .countries import CountryProfile, language_names, territories
from .types import (
    NOT_ASKED,
    AgeGroup,
    Channel,
    ClientFacts,
    ConsentState,
    Faith,
    Gender,
    KeyGroup,
    LegalStatus,
    Network,
    Risk,
    Scope,
    Sex,
    YesNo,
)
from .words import SILENT_COUNTRIES

HASH_HEX = 64


def _select(label: Any, choices: Any, initial: str = NOT_ASKED) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)


def _radios(label: Any, choices: Any, layout: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=NOT_ASKED,
        required=False,
        widget=Choice(layout=layout),
    )


def called_field() -> SealedFormField:
    """How to call somebody: sealed in the browser for the client's team."""
    return SealedFormField(
        kind="client.called",
        label=_("How to call them"),
        help_text=_("Sealed in this browser; only the team can open it."),
        rows=1,
    )


class FactsForm(Form):
    """The facts of a card as the country profile asks them: first, later, or never."""

    mark_optional = False

    age_group = _radios(_("Age"), AgeGroup.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages they are at ease in"), required=False, widget=Choices
    )
    country = forms.ChoiceField(label=_("Country of origin"), required=False, initial=NOT_ASKED)
    sex = _radios(_("Sex, as the client says"), Sex.choices)
    gender = _radios(_("Gender, as the client says"), Gender.choices)
    registration = _radios(_("Registered at the place of stay"), YesNo.choices)
    legal_status = _select(_("Legal status in this country"), LegalStatus.choices)
    risks = forms.MultipleChoiceField(
        label=_("What they fear"), choices=Risk.choices, required=False, widget=Choices
    )
    faith = _select(_("Faith or custom that matters for help"), Faith.choices)
    channel = _select(_("How they came to us"), Channel.choices)
    network = _select(_("Which network"), [("", "—"), *Network.choices], initial="")
    wave = forms.IntegerField(
        label=_("Wave number on the coupon"),
        help_text=_("Only the number. Who gave the coupon is not written down."),
        min_value=1,
        max_value=99,
        required=False,
        widget=Stepper,
    )

    def __init__(self, *args: Any, profile: CountryProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.fields["languages"].choices = language_names()  # type: ignore[attr-defined]  # a choice field
        self.fields["country"].choices = SILENT_COUNTRIES + territories()  # type: ignore[attr-defined]  # a choice field
        for name, keeping in profile.keeping.items():
            if name in self.fields and (keeping.where == "nowhere" or keeping.ask == "never"):
                del self.fields[name]
            elif name in self.fields and keeping.why:
                self.fields[name].help_text = str(keeping.why)

    def _boxes(self, first: bool) -> list[Any]:
        own = {"network": "channel", "wave": "channel"}
        return [
            self[name]
            for name in self.fields
            if (fact := own.get(name, name)) in self.profile.keeping
            and self.profile.asks_first(fact) is first
        ]

    @property
    def first(self) -> list[Any]:
        """What is asked at once."""
        return self._boxes(True)

    @property
    def later(self) -> list[Any]:
        """What is asked when trust has grown."""
        return self._boxes(False)

    @property
    def later_is_open(self) -> bool:
        """Whether the second part must be seen: something in it is wrong or answered."""
        return any(
            box.errors or box.value() not in (None, "", NOT_ASKED, [], ()) for box in self.later
        )

    def facts(self) -> ClientFacts:
        """Return what was answered; raises nothing after `is_valid`."""
        told: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
            if name in asdict(ClientFacts()) and value not in (None, "")
        }
        return ClientFacts(**told)


class HintMixin(forms.Form):
    """Receives the 32 bytes the browser made of the answers, as hexadecimal digits."""

    answer_hash = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_answer_hash(self) -> bytes:
        """Refuse what is no hash."""
        text = self.cleaned_data["answer_hash"]
        try:
            value = bytes.fromhex(text)
        except ValueError:
            value = b"?"
        if text and len(value) * 2 != HASH_HEX:
            raise ValidationError(_("The hint did not arrive whole. Answer again."))
        return value


class RegisterForm(FactsForm, HintMixin, RecordForm):
    """A new card."""

    team = forms.ChoiceField(label=_("Team"))
    called = called_field()

    def __init__(self, *args: Any, teams: Sequence[TeamFact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(team.team_id), team.label) for team in teams]
        team: Any = self.fields["team"]
        team.choices = choices
        if len(choices) == 1:
            team.initial, team.widget = choices[0][0], forms.HiddenInput()


class EditForm(FactsForm):
    """Facts that changed, or were told later."""

    called = called_field()


class ConsentForm(RecordForm):
    """A client's word on one scope."""

    mark_optional = False

    scope = forms.ChoiceField(label=_("For what"), choices=Scope.choices)
    state = forms.ChoiceField(label=_("Answer"), choices=ConsentState.choices, widget=Choice)
    language = forms.ChoiceField(
        label=_("Read out in"),
        choices=[(code, name) for code, name in (("ru", "Русский"), ("en", "English"))],
        widget=Choice,
    )
    day = forms.DateField(label=_("Day"), initial=today, widget=Day)

    def clean_language(self) -> str:
        """Refuse a language that has no text."""
        value: str = self.cleaned_data["language"]
        if value not in COMPLETE:
            raise ValidationError(_("There is no text in this language."))
        return value


class KeyGroupsForm(RecordForm):
    """What a client says of their key groups today."""

    mark_optional = False

    groups = forms.MultipleChoiceField(
        label=_("As the client says"),
        widget=Choices,
        error_messages={"required": _("Choose at least one answer.")},
    )

    def __init__(self, *args: Any, profile: CountryProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(KeyGroup.choices)
        groups: Any = self.fields["groups"]
        groups.choices = [(code, labels[code]) for code in profile.key_group_codes]


class MergeForm(Form):
    """The other card of the same person."""

    code = ClientCodeField(label=_("Code of the other card"))

    def refuse(self, *, is_same: bool) -> None:
        """Say why there is no other card to compare with."""
        known, unknown = _("This is the same card."), _("Nobody you work with has this code.")
        self.add_error("code", known if is_same else unknown)


class FindHintForm(HintMixin, Form):
    """A look for a lost code."""

    def clean(self) -> dict[str, Any]:
        """Nothing arrived: the answers are missing, or the browser runs no script."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("answer_hash"):
            raise ValidationError(_("Answer the questions first."))
        return cleaned


class ClientFilters(FilterForm):
    """The segments of a list of clients: origin, religion, language, status and the rest."""

    age_group = forms.ChoiceField(label=_("Age"), choices=[("", _("any")), *AgeGroup.choices])
    language = forms.ChoiceField(label=_("Language"))
    country = forms.ChoiceField(label=_("Country of origin"))
    legal_status = forms.ChoiceField(
        label=_("Legal status"), choices=[("", _("any")), *LegalStatus.choices]
    )
    registration = forms.ChoiceField(
        label=_("Registration"), choices=[("", _("any")), *YesNo.choices]
    )
    faith = forms.ChoiceField(label=_("Faith or custom"), choices=[("", _("any")), *Faith.choices])
    channel = forms.ChoiceField(
        label=_("How they came to us"), choices=[("", _("any")), *Channel.choices]
    )
    since = forms.DateField(label=_("Registered from"), widget=Day)
    until = forms.DateField(label=_("Registered until"), widget=Day)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        country: Any = self.fields["country"]
        language.choices = [("", _("any")), *language_names()]
        country.choices = [("", _("any")), *SILENT_COUNTRIES, *territories()]


def filters_for(profile: CountryProfile, teams: Sequence[TeamFact]) -> type[ClientFilters]:
    """Return the filters that make sense here: of several teams, and of kept facts only."""
    fields: dict[str, Any] = {
        name: None for name in ("faith", "legal_status", "registration") if not profile.keeps(name)
    }
    if len(teams) > 1:
        choices = [("", _("any")), *((str(team.team_id), team.label) for team in teams)]
        fields["team"] = forms.ChoiceField(label=_("Team"), choices=choices)
    return type("ClientFilters", (ClientFilters,), fields)
