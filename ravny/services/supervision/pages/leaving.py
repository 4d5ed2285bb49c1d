"""The page of somebody's last day, and the list of what has no owner."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Tag
from ravny.core.kit.formats import day
from ravny.core.kit.registries import Promise
from ravny.core.staff.queries import get_person_for, pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags
from ravny.services.cases.queries.carried import Place
from ravny.services.cases.types import Duty, Stage

from ..forms.handover import AnywayForm
from ..operations.leaving import left_over
from ..queries.leavers import leavers, left_behind
from ..queries.promised import FOR_A_TIME, carried_by
from .nav import nav


def _tag(tags: Mapping[UUID, str], client_id: UUID) -> Tag | None:
    code = tags.get(client_id, "")
    return Tag(code, reverse("desk:card", args=[client_id])) if code else None


def _lines(
    actor: Actor, places: Iterable[Place], promises: Iterable[Promise]
) -> dict[str, list[dict[str, Any]]]:
    """Return cases and promises as the page draws them. One query."""
    places, promises = list(places), list(promises)
    ids = {one.case.client_id for one in places} | {one.client_id for one in promises}
    tags = client_tags(actor, ids)
    return {
        "cases": [
            {
                "tag": _tag(tags, one.case.client_id),
                "stage": Stage(one.case.stage).label,
                "duties": ", ".join(
                    str(Duty(duty).label) for duty in one.duties if duty not in FOR_A_TIME
                ),
            }
            for one in places
        ],
        "promises": [
            {
                "tag": _tag(tags, one.client_id),
                "label": one.label,
                "due": day(one.due_on) if one.due_on else "",
            }
            for one in promises
        ],
    }


def leaving_context(actor: Actor, account_id: UUID, refused: str = "") -> dict[str, Any]:
    """Return what the page of somebody's last day shows. Raises NotYours."""
    person = get_person_for(actor, account_id)
    rest = left_over(actor, account_id)
    as_volunteer = left_over(actor, account_id, as_volunteer=True)
    places = carried_by(actor.organisation_id, account_id).places
    named = [one for one in places if Duty.VOLUNTEER in one.duties]
    return {
        "title": _("The last day of %(name)s") % {"name": person.pseudonym},
        "person": person,
        "rest": rest,
        **_lines(actor, rest.places, rest.promises),
        "named": [
            {**line, "until": day(place.ends_on) if place.ends_on else ""}
            for line, place in zip(_lines(actor, named, ())["cases"], named, strict=True)
        ],
        "may_close": rest.is_nothing and person.active,
        "may_volunteer": bool(named) and as_volunteer.is_nothing and person.active,
        "is_own": account_id == actor.account_id,
        "may_manage": actor.may("staff.manage"),
        "anyway": AnywayForm(),
        "refused": refused,
        "back_url": reverse("supervision:handovers"),
    }


def orphans_context(actor: Actor) -> dict[str, Any]:
    """Return who left what behind. Four queries and those of the promises for each leaver."""
    names = pseudonyms(actor)
    people = []
    for one in leavers(actor.organisation_id):
        rest = left_behind(actor.organisation_id, one.account_id)
        if not rest.is_nothing:
            people.append(
                {
                    "name": names.get(one.account_id, ""),
                    "account_id": one.account_id,
                    "left_on": one.left_on,
                    **_lines(actor, rest.cases, rest.promises),
                }
            )
    return {
        "title": _("Cases and promises without anybody"),
        "people": people,
        "nav": nav(actor, "orphans"),
        "back_url": reverse("supervision:handovers"),
    }
