"""The boxes of what goes with a referral: interpreters, a place in hospital, several at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, Day, Form, RecordForm
from ravny.core.kit.languages import OWN, own_name_lazy
from ravny.core.kit.registries import Text
from ravny.people.directory.types import ServiceFact, YesNo

from ..operations.together import MOST_AT_ONCE
from ..types import FOLLOW_UP_DAYS, Reason, Urgency
from ..types.helping import (
    AskedFor,
    BedAnswer,
    ClientSays,
    GetsThere,
    InterpretingState,
    NewBedAnswer,
    NewBedRequest,
    NewInterpreting,
    Paper,
    ParallelStep,
    Ward,
    WhyRefused,
)
from .referral import Pairs

COLLEAGUE, PLACE = "colleague", "service"


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


class LanguageForm(Form):
    """Into which language; sent as part of the address."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, own_name_lazy(code)) for code in OWN]
    )


class InterpreterForm(RecordForm):
    """Who interprets, on which day, and what the client says of them."""

    who = forms.ChoiceField(label=_("Who interprets"), widget=Choice(layout="column"))
    day = forms.DateField(label=_("Day"))
    may_know = forms.ChoiceField(
        label=_("May they know the family?"),
        choices=YesNo.choices,
        widget=Choice(layout="tight"),
        help_text=_("From the same town or community: answer yes. Not known counts as yes."),
    )
    client_says = forms.ChoiceField(
        label=_("What the client says of this person"),
        choices=ClientSays.choices,
        required=False,
        widget=Choice(layout="column"),
        help_text=_("Name the person to the client, and ask when nobody else listens."),
    )

    def __init__(
        self,
        colleagues: Sequence[tuple[UUID, str]],
        services: Sequence[ServiceFact],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(f"{COLLEAGUE}:{key}", name) for key, name in colleagues]
        offered += [(f"{PLACE}:{one.service_id}", one.label) for one in services]
        self.fields["who"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def facts(self, language: str) -> NewInterpreting:
        """Return who is asked as plain facts."""
        data = self.cleaned_data
        kind, _sep, key = data["who"].partition(":")
        return NewInterpreting(
            language=language,
            day=data["day"],
            account_id=UUID(key) if kind == COLLEAGUE else None,
            service_id=UUID(key) if kind == PLACE else None,
            may_know=data["may_know"],
            client_says=data["client_says"],
        )


class InterpreterAnswerForm(Form):
    """Whether an interpreter comes, or came."""

    state = forms.ChoiceField(
        choices=[one for one in InterpretingState.choices if one[0] != InterpretingState.ASKED]
    )


class ClientSaysForm(Form):
    """What the client says of an interpreter who was asked already."""

    client_says = forms.ChoiceField(
        label=_("What the client says of this person"),
        choices=[one for one in ClientSays.choices if one[0]],
        widget=Choice(layout="column"),
    )


class BedForm(RecordForm):
    """Which ward is looked for, how soon, how they get there, with which papers."""

    ward = forms.ChoiceField(label=_("Ward"), choices=Ward.choices)
    urgency = forms.ChoiceField(
        label=_("How soon"), choices=Urgency.choices, widget=Choice(layout="tight")
    )
    gets_there = forms.ChoiceField(
        label=_("How they can get there"), choices=GetsThere.choices, widget=Choice(layout="column")
    )
    papers = forms.MultipleChoiceField(
        label=_("Papers they have"),
        choices=Paper.choices,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("Which ones only. Numbers and copies do not belong here."),
    )

    def facts(self) -> NewBedRequest:
        """Return what was written as plain facts."""
        data = self.cleaned_data
        papers = tuple(data["papers"])
        return NewBedRequest(data["ward"], data["urgency"], data["gets_there"], papers)


class BedAnswerForm(RecordForm):
    """What one hospital said."""

    service = forms.ChoiceField(label=_("Which hospital"))
    day = forms.DateField(label=_("Day"), initial=today)
    answer = forms.ChoiceField(
        label=_("What they said"), choices=BedAnswer.choices, widget=Choice(layout="column")
    )
    why = forms.ChoiceField(label=_("Why they refused"), choices=WhyRefused.choices, required=False)
    asks_for = forms.MultipleChoiceField(
        label=_("What they ask for"),
        choices=AskedFor.choices,
        required=False,
        widget=Choices(layout="tight"),
    )

    def __init__(self, services: Sequence[ServiceFact], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="bed_%s", **kwargs)
        offered = [(str(one.service_id), one.label) for one in services]
        self.fields["service"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def facts(self) -> NewBedAnswer:
        """Return what was said as plain facts."""
        data = self.cleaned_data
        return NewBedAnswer(
            UUID(data["service"]), data["day"], data["answer"], data["why"], tuple(data["asks_for"])
        )


class GiveUpForm(Form):
    """The day on which nobody looks for a place any more."""

    day = forms.DateField(label=_("Day"), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="give_up_%s", **kwargs)


USUAL: dict[str, tuple[str, ...]] = {
    "childbirth": ("childbirth", "lawyer", "psychologist", "social"),
    "hospital": ("hospital", "lawyer", "social"),
    "care": ("care", "psychologist", "lawyer"),
}
"""What usually begins together, by what came first."""

NOTHING: tuple[str, Text] = ("", _("nothing more"))


class TogetherForm(RecordForm):
    """Several steps of one client, each with its owner, its urgency and its day."""

    def __init__(self, owners: Pairs, me: str, first: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed = USUAL.get(first, ())
        for place in range(MOST_AT_ONCE):
            reason = proposed[place] if place < len(proposed) else ""
            self.fields |= _row(place, reason, owners, me)

    def rows(self) -> list[dict[str, Any]]:
        """Return the boxes of each step, in their order."""
        return [
            {name: self[f"{name}_{place}"] for name in _NAMES} | {"number": place + 1}
            for place in range(MOST_AT_ONCE)
        ]

    def steps(self) -> list[ParallelStep]:
        """Return what was chosen; ids follow from the record's, so that sent twice is once."""
        data, record = self.cleaned_data, self.cleaned_data["record_id"]
        return [
            ParallelStep(
                referral_id=UUID(int=record.int ^ (place + 1)),
                reason=data[f"reason_{place}"],
                owner_id=UUID(data[f"owner_{place}"]),
                urgency=data[f"urgency_{place}"],
                follow_up_on=data[f"follow_up_on_{place}"],
            )
            for place in self.chosen()
        ]

    def chosen(self) -> list[int]:
        """Return the places of the steps that were chosen."""
        data = self.cleaned_data
        return [place for place in range(MOST_AT_ONCE) if data.get(f"reason_{place}")]


_NAMES = ("reason", "owner", "urgency", "follow_up_on")


def _row(place: int, reason: str, owners: Pairs, me: str) -> dict[str, forms.Field]:
    soon = Urgency.SOON.value
    due = today() + timedelta(days=FOLLOW_UP_DAYS[soon])
    return {
        f"reason_{place}": forms.ChoiceField(
            label=_("What the step is for"),
            choices=[NOTHING, *Reason.choices],
            required=False,
            initial=reason,
        ),
        f"owner_{place}": forms.ChoiceField(label=_("Whose task"), choices=owners, initial=me),
        f"urgency_{place}": forms.ChoiceField(
            label=_("How soon"), choices=Urgency.choices, initial=soon
        ),
        f"follow_up_on_{place}": forms.DateField(
            label=_("Look again on"), required=False, initial=due if reason else None, widget=Day
        ),
    }
