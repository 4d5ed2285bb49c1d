"""The boxes of a handover: which cases and promises, to whom, for how long."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choice, Form, RecordForm
from ravny.core.kit.registries import Promise
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.types import CircleFact
from ravny.services.cases.queries.carried import Place

from ..queries.promised import Carried, key_of
from ..queries.receivers import Receivers
from ..types import HandoverKind, Offer, ReturnReason

SAME = ("", _("as chosen above"))
ANY = ("", _("any"))


class HandoverFilters(FilterForm):
    """What waits, what came back, whose."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ANY,
            ("waiting", pgettext_lazy("handover", "waits for an answer")),
            ("returned", pgettext_lazy("handover", "given back")),
        ],
    )


def handover_filters(actor: Actor) -> type[HandoverFilters]:
    """Return the filters for one person: who sees all may choose whose. One query."""
    if not actor.may("supervision.lead"):
        return HandoverFilters
    people = [(str(one.account_id), one.pseudonym) for one in list_staff(actor, active_only=False)]
    who = forms.ChoiceField(label=_("From or to"), choices=[ANY, *people])
    return type("HouseHandoverFilters", (HandoverFilters,), {"who": who})


@dataclass
class HandLine:
    """One case or single promise on the page: its boxes and what hangs on it."""

    take: BoundField
    to: BoundField
    place: Place | None
    promises: list[Promise] = field(default_factory=list)
    waits: bool = False
    code: str = ""


class HandOverForm(RecordForm):
    """One or all cases of somebody, each to the same colleague or to its own.

    `waiting`: what is offered already; it cannot be chosen again.
    """

    kind = forms.ChoiceField(
        label=_("For how long"),
        choices=HandoverKind.choices,
        initial=HandoverKind.GOOD,
        widget=Choice(layout="column"),
    )
    receiver = forms.ChoiceField(label=_("To whom"), required=False)
    begins_on = forms.DateField(
        label=_("First day"), required=False, help_text=_("Of a cover. Left empty: today.")
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Of a cover, or of the time as a volunteer."),
    )

    def __init__(
        self,
        carried: Carried,
        may: Receivers,
        waiting: set[tuple[str, UUID]],
        *args: Any,
        chosen: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.carried, self.waiting, self.chosen = carried, waiting, chosen
        everybody = [(str(one.account_id), one.pseudonym) for one in may.people]
        self._choices("receiver", [("", _("nobody yet")), *everybody])
        for place in carried.handed:
            case_id = place.case.case_id
            people = [(str(one.account_id), one.pseudonym) for one in may.for_place(place)]
            self._line(case_id, people, waits=("", case_id) in waiting)
        for promise in carried.loose:
            self._line(promise.object_id, everybody, waits=key_of(promise) in waiting)

    def _choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField

    def _line(self, thing: UUID, people: Sequence[tuple[str, Any]], *, waits: bool) -> None:
        wanted = not waits and self.chosen in (None, thing)
        self.fields[f"take_{thing}"] = forms.BooleanField(
            label=_("Hand over"), required=False, initial=wanted, disabled=waits
        )
        self.fields[f"to_{thing}"] = forms.ChoiceField(
            label=_("To whom"), required=False, choices=[SAME, *people], disabled=waits
        )

    def _drawn(self, thing: UUID, place: Place | None, promises: list[Promise]) -> HandLine:
        waits = self.fields[f"take_{thing}"].disabled
        return HandLine(self[f"take_{thing}"], self[f"to_{thing}"], place, promises, waits)

    @property
    def cases(self) -> list[HandLine]:
        """The cases with their promises, as the page draws them."""
        return [
            self._drawn(one.case.case_id, one, self.carried.promised_in(one))
            for one in self.carried.handed
        ]

    @property
    def singles(self) -> list[HandLine]:
        """The promises without a case."""
        return [self._drawn(one.object_id, None, [one]) for one in self.carried.loose]

    def _to(self, thing: UUID) -> UUID | None:
        told = self.cleaned_data
        if not told.get(f"take_{thing}") or self.fields[f"take_{thing}"].disabled:
            return None
        named = told.get(f"to_{thing}") or told.get("receiver")
        if not named:
            raise DomainError(_("Choose to whom."), field=f"to_{thing}", code="required")
        return UUID(named)

    def offer(self, giver_id: UUID) -> Offer:
        """Return what was chosen; raises DomainError for a case without anybody to take it."""
        told = self.cleaned_data
        cases = {one.case.case_id: self._to(one.case.case_id) for one in self.carried.handed}
        singles = {key_of(one): self._to(one.object_id) for one in self.carried.loose}
        return Offer(
            batch=told["record_id"],
            giver_id=giver_id,
            kind=told["kind"],
            cases={key: who for key, who in cases.items() if who},
            promises={key: who for key, who in singles.items() if who},
            begins_on=told["begins_on"] or today(),
            ends_on=told["ends_on"],
        )


class NamedForm(forms.Form):
    """Which case or promise of a handover is meant; none: all of it."""

    item = forms.UUIDField(required=False)

    @property
    def ids(self) -> set[UUID] | None:
        """The items named, None for all."""
        item = self.cleaned_data["item"]
        return {item} if item else None


class ChosenForm(forms.Form):
    """The one case the page of handing over begins with."""

    case = forms.UUIDField(required=False)


class ReturnForm(Form):
    """Why somebody does not take something over; the words are for the two of them."""

    reason = forms.ChoiceField(
        label=_("Why not"), choices=ReturnReason.choices, widget=Choice(layout="column")
    )
    words = SealedFormField(
        kind="supervision.returned",
        label=_("In words"),
        help_text=_("Only the two of you can open this."),
    )

    def __init__(self, item_id: UUID, circle: CircleFact | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_sealed(self, circles=circle, object_id=item_id)


class AnywayForm(Form):
    """A step that leaves keys behind is taken knowingly."""

    anyway = forms.BooleanField(
        label=_("I know that nobody may be able to open them then"), required=False
    )
