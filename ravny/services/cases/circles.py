"""The circle of a case: its team of today can open what is sealed to it, nobody else."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.staff.types import Actor
from ravny.core.vault import kinds

from .models import Case, Member
from .queries.gate import my_case_ids, serving


def _rosters(house: kinds.House) -> list[kinds.Subject]:
    wanted = None if house.wanted is None else house.wanted.get("case", frozenset())
    if wanted is not None and not wanted:
        return []
    people: dict[UUID, set[UUID]] = defaultdict(set)
    of_cases = Q() if wanted is None else Q(id__in=wanted)
    with scope(organisation=house.organisation_id):
        cases = list(Case.objects.filter(of_cases).values_list("id", flat=True))
        now = Member.objects.filter(serving(), case_id__in=cases, account__active=True)
        for case_id, account_id in now.values_list("case_id", "account_id"):
            people[case_id].add(account_id)
    return [
        kinds.Subject(case_id, _("Team of a case"), frozenset(people[case_id])) for case_id in cases
    ]


def _mine(actor: Actor) -> frozenset[UUID]:
    with scope(organisation=actor.organisation_id):
        return frozenset(my_case_ids(actor))


CASE = kinds.CircleKind(
    code="case",
    label=_("team of a case"),
    rosters=_rosters,
    mine=_mine,
    is_offered=False,
    belonging=kinds.Belonging(
        lambda: Member.objects.filter(serving(), account__active=True), subject="case_id"
    ),
)
