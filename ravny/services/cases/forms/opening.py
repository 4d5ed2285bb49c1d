"""The boxes of a new case: whereabouts first, what is asked for, and little else."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day as day_words
from ravny.core.kit.forms import Choices, RecordForm
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard

from ..queries.team import possible_managers
from ..sources import kinds
from ..types import Circumstance, NewCase, RequestKind, Source
from .places import PlaceMixin

Pairs = list[tuple[str, Text]]


def source_choices(actor: Actor, client: ClientCard) -> Pairs:
    """Return what a case of this client can be opened from: what is known of them, then words."""
    labels = dict(Source.choices)
    known: Pairs = [
        (
            f"{kind.code}:{one.source_id}",
            format_lazy("{}, {}: {}", labels[kind.code], day_words(one.day), one.label),
        )
        for kind in kinds
        for one in kind.known(actor, client)
    ]
    return [*known, *((code, label) for code, label in Source.choices)]


class OpenForm(PlaceMixin, RecordForm):
    """A case about to be opened; the record's id is the case's."""

    kinds = forms.MultipleChoiceField(
        label=_("What is asked for"),
        choices=RequestKind.choices,
        widget=Choices(),
        help_text=_("Each becomes a request with its own result. More can be added any day."),
    )
    day = forms.DateField(label=pgettext_lazy("request", "Asked on"), initial=today)
    source = forms.ChoiceField(label=_("Opened from"), initial=Source.SELF.value)
    circumstances = forms.MultipleChoiceField(
        label=_("Situation"),
        choices=Circumstance.choices,
        required=False,
        widget=Choices(layout="tight"),
    )
    manager = forms.ChoiceField(label=_("Who carries it"))
    field_order = (
        "record_id", "where", "region", "country", "kinds", "day", "source", "language",
        "interpreter", "circumstances", "manager",
    )  # fmt: skip

    def __init__(self, actor: Actor, client: ClientCard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle_places(actor)
        fields: dict[str, Any] = self.fields
        fields["source"].choices = source_choices(actor, client)
        fields["manager"].choices = [
            (str(one.account_id), one.pseudonym) for one in possible_managers(actor)
        ]
        self.initial.setdefault("manager", str(actor.account_id))
        self.initial.setdefault("language", next(iter(client.facts.languages), ""))

    def facts(self, client: ClientCard) -> NewCase:
        """Return what was written as plain facts."""
        data, place = self.cleaned_data, self.whereabouts()
        source, _colon, source_id = data["source"].partition(":")
        return NewCase(
            case_id=data["record_id"],
            client_id=client.client_id,
            day=data["day"],
            source=source,
            source_id=UUID(source_id) if source_id else None,
            asks=tuple((kind, None) for kind in data["kinds"]),
            circumstances=tuple(data["circumstances"]),
            manager_id=UUID(data["manager"]),
            where=place.where,
            region=place.region,
            country=place.country,
            language=place.language,
            interpreter=place.interpreter,
        )
