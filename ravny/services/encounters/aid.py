"""Humanitarian aid for a client in one short form: a meeting with a handout, so stock adds up."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.forms import RecordForm
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard
from ravny.services.stock.queries import item_labels, list_items, list_places
from ravny.services.stock.types import ItemKind, PlaceKind

from .models import Handout
from .queries import visible_to
from .types import Channel, EncounterFacts, Who, add_given, given_field, one_of

MOST_ON_A_CARD = 6


class AidForm(RecordForm):
    """What was given, from where and on which day."""

    day = forms.DateField(label=_("Day"), initial=today)
    channel = one_of("channel", required=True)
    place = forms.ChoiceField(label=_("Handed out from"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("channel", Channel.OFFICE.value)
        self.items = [one for one in list_items(actor.organisation_id) if one.kind == ItemKind.AID]
        add_given(self, self.items)
        places = [
            (str(place.place_id), place.label)
            for place in list_places(actor.organisation_id)
            if place.kind != PlaceKind.BAG
        ]
        box: Any = self.fields["place"]
        box.choices = [*places, ("", _("the worker's bag"))]

    @property
    def handout_boxes(self) -> list[forms.BoundField]:
        """The steppers of what was given."""
        return [self[given_field(item.item_id)] for item in self.items]

    def clean(self) -> dict[str, Any]:
        """Something has to be given."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.given():
            raise forms.ValidationError(_("Enter how many of at least one item."))
        return data

    def given(self) -> tuple[tuple[UUID, int], ...]:
        """Return (item, how many) of what was given."""
        data = self.cleaned_data
        found = [(item.item_id, data.get(given_field(item.item_id))) for item in self.items]
        return tuple((item, many) for item, many in found if many)

    def facts(self, actor: Actor, client: ClientCard) -> EncounterFacts:
        """Return the meeting at which it was given."""
        data = self.cleaned_data
        own = client.team_id in actor.teams or actor.may("encounters.every_team")
        return EncounterFacts(
            encounter_id=data["record_id"],
            day=data["day"],
            channel=data["channel"],
            worker_id=actor.account_id,
            who=Who.CODE.value,
            team_id=client.team_id if own else None,
            client_id=client.client_id,
            given=self.given(),
            place_id=UUID(data["place"]) if data["place"] else None,
        )


def aid_panel(actor: Actor, client: Any) -> PanelContent | None:
    """Return the card's panel: which aid was given when. Two queries; none was given, no panel."""
    with scope(organisation=actor.organisation_id):
        met = visible_to(actor).filter(client_id__in=client.client_ids, void_reason="")
        rows = Handout.objects.filter(encounter__in=met, item__kind=ItemKind.AID)
        rows = rows.select_related("encounter").order_by("-encounter__day", "-id")
        found = list(rows[:MOST_ON_A_CARD])
    if not found:
        return None
    labels = item_labels(actor.organisation_id)
    given = [
        {
            "day": one.encounter.day,
            "url": reverse("encounters:encounter", args=[one.encounter_id]),
            "item": labels.get(one.item_id, ""),
            "quantity": one.quantity,
        }
        for one in found
    ]
    again = f"{reverse('encounters:aid')}?client={client.client_id}"
    return PanelContent("encounters/aid_panel.html", {"given": given, "again_url": again})
