"""Whom an incident is about, as the address of the form says: a client, a case, or nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags, get_client_for
from ravny.services.cases.queries import get_case_for

from .forms import AboutForm


@dataclass(frozen=True)
class About:
    """Whom it is about; `back_url`: the page this one was opened from."""

    back_url: str
    team_id: UUID | None = None
    client_id: UUID | None = None
    case_id: UUID | None = None
    code: str = ""
    region: str = ""


def about_of(actor: Actor, query: Mapping[str, Any]) -> About:
    """Return whom the address names; raises NotYours for others' clients and cases."""
    asked = AboutForm(query)
    if not asked.is_valid():
        raise NotYours
    client_id, case_id = asked.cleaned_data["client"], asked.cleaned_data["case"]
    if case_id:
        case = get_case_for(actor, case_id)
        tags = client_tags(actor, {case.client_id})
        return About(
            reverse("cases:case", args=[case_id]),
            case.team_id,
            case.client_id,
            case_id,
            tags.get(case.client_id, ""),
            case.region,
        )
    if client_id:
        client = get_client_for(actor, client_id)
        url = reverse("desk:card", args=[client.client_id])
        return About(url, client.team_id, client.client_id, None, client.code)
    return About(reverse("incidents:list"))
