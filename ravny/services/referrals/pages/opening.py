"""What the pages on the way to a referral show, as plain values."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.queries import team_circle
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard
from ravny.people.directory.queries import get_service_for, infection_label
from ravny.people.directory.types import ServiceFact

from ..chosen import NOT_YET, Chosen
from ..forms.referral import ReferForm, may_be_sent, people
from ..models import Referral
from ..queries import may_be_foreigner, places, possible_owners, who_learns
from ..queries.safety import leads_to_a_report
from ..types import Escort, NextStep, Reason
from .answers import answer_of, badges_of, place_of, places_for, ways_for


def _title(reason: str, infection: str) -> str:
    words = str(Reason(reason).label) if reason else ""
    return ", ".join(filter(None, (words, infection_label(infection) if infection else "")))


def ways_context(actor: Actor, client: ClientCard, chosen: Chosen) -> dict[str, Any]:
    """Return the ways on after a reactive test."""
    return {
        "client": client,
        "infection": infection_label(chosen.infection) if chosen.infection else "",
        "ways": ways_for(actor, chosen, client.facts),
        "foreigner": may_be_foreigner(client.facts, actor.country),
        "elsewhere_url": chosen.url(reason=Reason.OTHER.value),
    }


def places_context(actor: Actor, client: ClientCard, chosen: Chosen) -> dict[str, Any]:
    """Return where somebody can be sent."""
    return {
        "client": client,
        "what_for": _title(chosen.reason, chosen.infection),
        "places": places_for(actor, chosen, client.facts),
        "foreigner": may_be_foreigner(client.facts, actor.country),
        "later_url": chosen.url(service=NOT_YET),
        "back_url": chosen.url(reason="", step="", service=""),
    }


@dataclass(frozen=True)
class ReferPage:
    """The last step: the answer, and the form that fits the addressee."""

    actor: Actor
    client: ClientCard
    chosen: Chosen
    must_warn: bool
    context: dict[str, Any]

    def form(self, sent: Any) -> ReferForm:
        """Return the form; consent is asked with an addressee, the tick where one may report."""
        escort = self.chosen.step == NextStep.ANONYMOUS
        form = ReferForm(
            people(possible_owners(self.actor, self.client.team_id)),
            team_circle(self.client.team_id),
            sent,
            initial={
                "owner": str(self.actor.account_id),
                "escort": (Escort.WANTED if escort else Escort.NOT_ASKED).value,
            },
        )
        chosen = self.chosen.service_id is not None
        form.settle_agreement(chosen=chosen, must_warn=self.must_warn)
        form.settle_way(self.chosen.reason)
        return form


def refer_page(actor: Actor, client: ClientCard, chosen: Chosen) -> ReferPage:
    """Return what the form's page needs; raises NotYours for a service of others."""
    service = get_service_for(actor, chosen.service_id) if chosen.service_id else None
    foreigner = may_be_foreigner(client.facts, actor.country)
    must_warn = foreigner and leads_to_a_report(service, chosen.step)
    lawyer = chosen.url(step=NextStep.LAWYER.value, reason=Reason.LAWYER.value, service="")
    context = {
        "client": client,
        "title": _title(chosen.reason, chosen.infection),
        "back_url": chosen.url(service=""),
        "submit": _("Send") if service else _("Keep as a draft"),
        **_answer_context(actor, client, service, chosen.infection, step=chosen.step),
        "lawyer_url": lawyer if must_warn and chosen.reason != Reason.LAWYER else "",
    }
    return ReferPage(actor, client, chosen, must_warn, context)


def _answer_context(
    actor: Actor, client: ClientCard, service: ServiceFact | None, infection: str, *, step: str
) -> dict[str, Any]:
    if service is None and step != NextStep.CENTRE:
        return {"answer": None, "service": None}
    learns = who_learns(
        service=service, infection=infection, facts=client.facts, country=actor.country
    )
    return {
        "answer": answer_of(learns),
        "service": service,
        "badges": badges_of(service) if service else None,
        "foreigner": learns.may_be_foreigner,
    }


@dataclass(frozen=True)
class SendPage:
    """Sending a referral that stands there already."""

    service_id: UUID | None
    must_warn: bool
    context: dict[str, Any]


def send_page(actor: Actor, row: Referral, asked: str) -> SendPage:
    """Return the places, or the answer of the chosen one; NotYours for a wrong or foreign id."""
    if not may_be_sent(row.state):
        raise NotYours
    client = get_client_for(actor, row.client_id)
    here, foreigner = (
        reverse("referrals:send", args=[row.id]),
        may_be_foreigner(client.facts, actor.country),
    )
    context: dict[str, Any] = {
        "client": client,
        "what_for": _title(row.reason, row.infection),
        "title": _title(row.reason, row.infection),
        "foreigner": foreigner,
        "back_url": reverse("referrals:referral", args=[row.id]),
    }
    if not asked:
        found = places(
            actor.organisation_id,
            country=actor.country,
            reason=row.reason,
            infection=row.infection,
            step=row.step,
        )
        context["places"] = [
            place_of(actor, one, row.infection, client.facts, f"{here}?service={one.service_id}")
            for one in found
        ]
        return SendPage(None, False, context)
    service = get_service_for(actor, _id(asked))
    must_warn = foreigner and leads_to_a_report(service, row.step)
    lawyer = Chosen(row.client_id, row.test_id, row.infection, "", NextStep.LAWYER.value)
    context |= {
        **_answer_context(actor, client, service, row.infection, step=row.step),
        "submit": _("Send"),
        "back_url": here,
        "lawyer_url": lawyer.url() if must_warn and row.reason != Reason.LAWYER else "",
    }
    return SendPage(service.service_id, must_warn, context)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotYours from error
