"""When a client was heard last, and when the next try is due; kept in the case's row.

So *Today* and the list of silences ask the rows alone, however many cases there are.
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.people.clients.queries import kept_of
from ravny.services.encounters.operations import ClientsMet

from ..models import Case
from ..queries.silence import standing_of


def hear(case: Case, day: date) -> None:
    """The client was met or heard on a day. The caller holds the row; nothing goes backwards."""
    if day > case.heard_on:
        case.heard_on = day
        case.save(update_fields=["heard_on"])


def plan_next_try(case: Case) -> None:
    """Keep when the next try is due, after what was tried. The caller holds the row."""
    stands = standing_of(case)
    day = stands.due_on if stands.tried else None
    if day != case.next_try_on:
        case.next_try_on = day
        case.save(update_fields=["next_try_on"])


@transaction.atomic
def note_meetings(event: ClientsMet) -> None:
    """Somebody met clients: whose case is open was heard on that day. Two queries for none."""
    kept = kept_of(event.organisation_id, [client_id for client_id, _day in event.met])
    heard: dict[UUID, date] = {}
    for client_id, day in event.met:
        card = kept.get(client_id, client_id)
        heard[card] = max(day, heard.get(card, day))
    with scope(organisation=event.organisation_id):
        rows = Case.objects.annotate(card=Coalesce("client__kept_id", "client_id"))
        ids = list(
            rows.filter(ended_on=None, card__in=heard).values_list("id", "card").order_by("id")
        )
        for case_id, card in ids:
            case = Case.objects.select_for_update().get(id=case_id)
            hear(case, min(heard[card], today()))
            plan_next_try(case)
