"""The list of clients: segments by origin, faith, language, status and the rest."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Tag
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_teams
from ravny.core.staff.types import Actor, TeamFact

from .countries import CountryProfile
from .forms import filters_for
from .models import Client
from .operations import note_export
from .queries import clients_in, profile_of
from .words import country_words, language_words, silent


def code_cell(client: Client) -> Tag:
    """Return the code on its tag, leading to the card."""
    return Tag(client.code, reverse("desk:card", args=[client.id]))


_COLUMNS: dict[str, Column[Client]] = {
    "code": Column("code", _("Code"), code_cell, sort="code"),
    "registered": Column(
        "registered", _("Card since"), lambda row: row.registered_on, sort="registered_on"
    ),
    "age": Column("age", _("Age"), lambda row: silent(row.age_group, row.get_age_group_display())),
    "country": Column("country", _("Country of origin"), lambda row: country_words(row.country)),
    "languages": Column("languages", _("Languages"), lambda row: language_words(row.languages)),
    "legal_status": Column(
        "legal_status",
        _("Legal status"),
        lambda row: silent(row.legal_status, row.get_legal_status_display()),
    ),
    "registration": Column(
        "registration",
        _("Registration"),
        lambda row: silent(row.registration, row.get_registration_display()),
    ),
    "faith": Column("faith", _("Faith"), lambda row: silent(row.faith, row.get_faith_display())),
    "team": Column("team", _("Team"), lambda row: row.team.label),
}


class ClientList(ListPage[Client]):
    """The cards a person may see; made for each request by `list_page_for`."""

    name = "clients"
    title = _("Clients")
    default_sort = "-registered"
    template = "clients/list.html"
    columns = tuple(_COLUMNS.values())
    empty_title = _("No clients yet")
    empty_text = _("A card needs no name: a random code stands in its place.")
    exportable: ClassVar[bool] = True
    export_permission = "clients.export"

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Client]:
        """Return the cards of a segment."""
        return clients_in(actor, filters)

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Offer the first card."""
        return (
            (_("Open a card"), reverse("clients:register")) if actor.may("clients.edit") else None
        )

    def context(self, actor: Any) -> dict[str, Any]:
        """Whether buttons for new cards and lost codes are offered."""
        hint = profile_of(actor.country).hint_allowed
        return {"may_edit": actor.may("clients.edit"), "hint_allowed": hint}


def _shown(profile: CountryProfile, teams: Sequence[TeamFact]) -> tuple[Column[Client], ...]:
    hidden = {name for name in ("faith", "legal_status", "registration") if not profile.keeps(name)}
    if len(teams) < 2:
        hidden.add("team")
    return tuple(column for name, column in _COLUMNS.items() if name not in hidden)


def list_page_for(actor: Actor) -> ClientList:
    """Return the list with the columns and filters that this person and country have."""
    profile = profile_of(actor.country)
    teams = list_teams(actor, own_only=not actor.may("clients.every_team"))
    parts = {"columns": _shown(profile, teams), "filter_form": filters_for(profile, teams)}
    page: ClientList = type("ClientList", (ClientList,), parts)()
    return page
