"""Questions about meetings: the log, one meeting, a client's timeline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.kit.registries import TimelineItem
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.for_whom import reader_words
from ravny.services.stock.queries import item_labels
from ravny.services.stock.types import ItemKind

from ..models import Encounter, Handout
from ..types import UNSETTLED, Channel, EncounterFact, Service


def visible_to(actor: Actor) -> QuerySet[Encounter]:
    """Return the meetings of the actor's teams and their own; all for who may see every team."""
    rows = Encounter.objects.filter(organisation_id=actor.organisation_id)
    if actor.may("encounters.every_team"):
        return rows
    return rows.filter(Q(team_id__in=actor.teams) | Q(worker_id=actor.account_id))


def get_encounter_for(actor: Actor, encounter_id: UUID) -> Encounter:
    """Gate: a meeting the actor may see, with site, team and worker; NotYours for any other."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).select_related("site", "team", "worker")
        encounter = rows.filter(id=encounter_id).first()
    if encounter is None:
        raise NotYours
    return encounter


def may_change(actor: Actor, encounter: Encounter) -> bool:
    """Tell whether the actor may void a meeting: their own, or any for who sees every team."""
    return actor.may("encounters.record") and (
        encounter.worker_id == actor.account_id or actor.may("encounters.every_team")
    )


_PLAIN = ("site", "channel", "worker", "language", "campaign")
_SETS = ("topic", "material", "service", "group")
_COLUMNS = {
    "topic": "topics",
    "material": "materials",
    "service": "services",
    "group": "key_groups",
}


def _holds(column: str, code: str) -> Q:
    """Return the condition "this code is in the set" (codes are parted by single blanks)."""
    return (
        Q(**{column: (code,)})
        | Q(**{f"{column}__startswith": f"{code} "})
        | Q(**{f"{column}__endswith": f" {code}"})
        | Q(**{f"{column}__contains": f" {code} "})
    )


def log_of(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Encounter]:
    """Return the meetings the actor may see, filtered as the log's boxes say."""
    rows = visible_to(actor).select_related("site", "worker")
    for name in _PLAIN:
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    for name in _SETS:
        if name in filters:
            rows = rows.filter(_holds(_COLUMNS[name], filters[name]))
    if "clock_flag" in filters:
        doubtful = filters["clock_flag"] == "doubt"
        rows = rows.filter(clock_flag__in=UNSETTLED if doubtful else [filters["clock_flag"]])
    if "first" in filters:
        rows = rows.filter(day__gte=filters["first"])
    if "last" in filters:
        rows = rows.filter(day__lte=filters["last"])
    if "coded" in filters:
        rows = rows.filter(client__isnull=filters["coded"] == "no")
    if "item" in filters:
        rows = rows.filter(
            id__in=Handout.objects.filter(item_id=filters["item"]).values("encounter_id")
        )
    return rows if filters.get("voided") else rows.filter(void_reason="")


def handouts_of(
    organisation_id: UUID, encounter_ids: Iterable[UUID]
) -> dict[UUID, list[tuple[str, int]]]:
    """Return encounter id → [(item in the reader's language, quantity)]. Two queries."""
    labels = item_labels(organisation_id)
    found: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    with scope(organisation=organisation_id):
        rows = Handout.objects.filter(encounter_id__in=list(encounter_ids)).order_by(
            "item__position", "item_id"
        )
        for encounter_id, item_id, quantity in rows.values_list(
            "encounter_id", "item_id", "quantity"
        ):
            found[encounter_id].append((labels[item_id], quantity))
    return found


def given_since(actor: Actor, client_ids: Sequence[UUID], since: date) -> frozenset[str]:
    """Return what meetings since a day gave a client: "escort", "aid". Two queries."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids, void_reason="", day__gte=since)
        aid = Handout.objects.filter(encounter_id__in=rows.values("id"), item__kind=ItemKind.AID)
        was = {
            "escort": rows.filter(_holds("services", Service.ESCORT)).exists(),
            "aid": aid.exists(),
        }
    return frozenset(what for what, given in was.items() if given)


def last_meetings(
    actor: Actor, client_ids: Sequence[UUID], *, before: date | None = None, limit: int = 5
) -> list[EncounterFact]:
    """Return a client's latest meetings the actor may see, newest first. Three queries."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids, void_reason="")
        if before:
            rows = rows.filter(day__lt=before)
        found = list(rows.select_related("site", "worker").order_by("-day", "-id")[:limit])
    given = handouts_of(actor.organisation_id, [row.id for row in found])
    return [
        EncounterFact(
            encounter_id=row.id,
            day=row.day,
            channel=row.channel,
            site=row.site.label if row.site else "",
            worker=row.worker.pseudonym,
            given=tuple(given.get(row.id, ())),
            services=row.services,
            note=sealed_value(row, "note"),
            note_circle_id=row.note_circle_id,
        )
        for row in found
    ]


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Return a client's meetings as items of the card's timeline."""
    if not actor.may("encounters.view"):
        return []
    channels, services = dict(Channel.choices), dict(Service.choices)
    items = []
    facts = last_meetings(actor, client_ids, before=before, limit=limit)
    readers = readers_of(actor, facts)
    for fact in facts:
        done = [str(services.get(code, code)) for code in fact.services]
        done += [f"{label}\N{NO-BREAK SPACE}× {quantity}" for label, quantity in fact.given]
        where = fact.site or channels.get(fact.channel, fact.channel)
        items.append(
            TimelineItem(
                day=fact.day,
                key=str(fact.encounter_id),
                title=format_lazy("{}: {}", gettext("Meeting"), where),
                text=", ".join(done),
                url=reverse("encounters:encounter", args=[fact.encounter_id]),
                state="done",
                sealed=fact.note
                and {"value": fact.note, "readers": readers.get(fact.note_circle_id)},
                sealed_template="encounters/timeline_note.html" if fact.note else "",
            )
        )
    return items


def readers_of(actor: Actor, facts: Iterable[EncounterFact]) -> Mapping[UUID | None, str]:
    """Return circle id → who reads the notes of these meetings. No query without a note."""
    words = reader_words(actor, {one.note_circle_id for one in facts if one.note_circle_id})
    return dict[UUID | None, str](words.items())
