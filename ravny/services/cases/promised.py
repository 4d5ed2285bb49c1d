"""What workers have to do in cases: steps, agreements, contacts, requests; handed on, kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.registries import Promise, PromiseKind

from .forms.contact import TITLES
from .models import Request
from .models.work import Agreement, Contact
from .operations.planning_doing import hand_step
from .operations.promised import hand_agreement, hand_look, hand_request
from .queries.plan import open_steps_of
from .types import AgreementKind, Outcome, RequestKind, RequestState


def _case(case_id: UUID) -> str:
    return reverse("cases:case", args=[case_id])


def _steps(organisation_id: UUID, account_id: UUID) -> Sequence[Promise]:
    return [
        Promise("cases.step", one.step_id, one.client_id, one.label, one.due_on, _case(one.case_id))
        for one in open_steps_of(organisation_id, account_id=account_id)
    ]


def _agreements(organisation_id: UUID, account_id: UUID) -> Sequence[Promise]:
    with scope(organisation=organisation_id):
        rows = Agreement.objects.filter(
            account_id=account_id,
            outcome=Outcome.NONE,
            follow_up_on__isnull=False,
            case__ended_on=None,
        ).order_by("follow_up_on", "id")
        found = rows.values_list("id", "case__client_id", "kind", "follow_up_on", "case_id")
        return [
            Promise("cases.agreement", key, client, AgreementKind(kind).label, due, _case(case_id))
            for key, client, kind, due, case_id in found
        ]


def _looks(organisation_id: UUID, account_id: UUID) -> Sequence[Promise]:
    with scope(organisation=organisation_id):
        rows = Contact.objects.filter(
            look_by_id=account_id,
            followed_on=None,
            follow_up_on__isnull=False,
            case__ended_on=None,
        ).order_by("follow_up_on", "id")
        found = rows.values_list("id", "case__client_id", "kind", "follow_up_on")
        return [
            Promise(
                "cases.look", key, client, TITLES[kind], due, reverse("cases:contact", args=[key])
            )
            for key, client, kind, due in found
        ]


def _requests(organisation_id: UUID, account_id: UUID) -> Sequence[Promise]:
    with scope(organisation=organisation_id):
        rows = Request.objects.filter(owner_id=account_id, case__ended_on=None)
        rows = rows.exclude(state=RequestState.ENDED).order_by("asked_on", "id")
        return [
            Promise(
                "cases.request",
                key,
                client,
                format_lazy("{}: {}", _("Request"), RequestKind(kind).label),
                None,
                _case(case_id),
            )
            for key, client, kind, case_id in rows.values_list(
                "id", "case__client_id", "kind", "case_id"
            )
        ]


def _hand_step(actor: Any, object_id: UUID, account_id: UUID) -> None:
    hand_step(actor=actor, step_id=object_id, account_id=account_id)


KINDS = (
    PromiseKind("cases.step", _("Steps of plans"), _steps, _hand_step),
    PromiseKind("cases.agreement", _("Agreements to ask about"), _agreements, hand_agreement),
    PromiseKind("cases.look", _("Contacts to look at again"), _looks, hand_look),
    PromiseKind("cases.request", _("Open requests"), _requests, hand_request),
)
