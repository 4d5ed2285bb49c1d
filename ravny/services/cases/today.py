"""Rows of *Today* about cases: danger, pills, births, promises, silence, and ends to agree to.

Whatever the number of cases, the number of questions is the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.formats import days, days_unit, month, number, today_or
from ravny.core.kit.registries import Text, TodayRow
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from .forms.contact import TITLES
from .ladder import Standing
from .models import Case
from .pages.monitoring import rung_action
from .plans.catalogue import step_label
from .queries import due
from .queries.cases import Whose, whose
from .queries.due import MOST, Found
from .queries.silence import standings_of

RANK = 10
REST = RANK + MOST


def case_rows(actor: Any) -> list[TodayRow]:
    """Return this person's rows of every kind, each kind at most fifteen and one for the rest."""
    if not actor.may("cases.view"):
        return []
    with scope(organisation=actor.organisation_id):
        return _Rows(actor, today()).every()


class _Rows:
    """What one person has to do in cases on one day; asks everything once."""

    def __init__(self, actor: Actor, day: date) -> None:
        self.actor, self.day = actor, day
        self.danger = due.in_danger(actor, day)
        self.pills = due.out_of_pills(actor)
        self.births = due.births(actor, day)
        self.silent = due.silent(actor, day)
        self.steps = due.steps(actor, day)
        self.agreements = due.agreements(actor, day)
        self.looks = due.looks(actor, day)
        self.reviews = due.reviews(actor, day)
        self.exits = due.exits(actor)
        self.whose = self._whose()
        self.names = pseudonyms(actor) if actor.may("cases.every_team") else {}
        self.stands: Mapping[UUID, Standing] = (
            standings_of({row.id: row.heard_on for row in self.silent.rows})
            if self.silent.rows
            else {}
        )

    def _whose(self) -> Mapping[UUID, Whose]:
        cases = [*self.danger.rows, *self.pills.rows, *self.births, *self.silent.rows]
        ids = {row.id for row in [*cases, *self.reviews.rows]}
        parts: list[Any] = [*self.steps.rows, *self.agreements.rows, *self.looks.rows]
        ids |= {row.case_id for row in [*parts, *self.exits.rows]}
        return whose(self.actor, list(ids)) if ids else {}

    def every(self) -> list[TodayRow]:
        """Return the rows, the worst kind first; their order is the desk's to make."""
        return [
            *self._danger(),
            *self._pills(),
            *self._births(),
            *self._steps(),
            *self._agreements(),
            *self._looks(),
            *self._reviews(),
            *self._silent(),
            *self._exits(),
        ]

    def _row(
        self, key: str, case: Case, harm: str, left: int | None, title: str, why: str,
        label: Text, url: str, *, place: int, group: str = "week",
        word: tuple[str, str] | None = None,
    ) -> TodayRow:  # fmt: skip
        owner = self.whose[case.id]
        shown = word or _left(left)
        return TodayRow(
            key=key,
            rank=RANK + place,
            group=group,
            left_number=shown[0],
            left_unit=shown[1],
            code=owner.code,
            code_url=reverse("desk:card", args=[owner.client_id]) if owner.may_open else "",
            title=title,
            why=why,
            action_label=label,
            action_url=url,
            harm=harm,
            about=case.client_id,
            days=left,
        )

    def _other(self, case: Case) -> str:
        """Return whose case it is, to somebody who sees more than their own."""
        if case.manager_id == self.actor.account_id or not self.names:
            return ""
        name = self.names.get(case.manager_id, "")
        return " " + _("%(name)s carries the case.") % {"name": name} if name else ""

    def _danger(self) -> Iterable[TodayRow]:
        for place, case in enumerate(self.danger.rows):
            silent = (self.day - case.heard_on).days
            yield self._row(
                f"cases.danger.{case.id}", case, "danger", 0,
                _("In danger, and silent"),
                _("Not heard for %(days)s.") % {"days": days(silent)} + self._other(case),
                _("Write a try down"),
                reverse("cases:contact_new", args=[case.id, "attempt"]),
                place=place, group="now", word=_silence(silent),
            )  # fmt: skip
        yield from _rest("danger", "danger", self.danger, _("More people in danger"), _danger_url())

    def _pills(self) -> Iterable[TodayRow]:
        for place, case in enumerate(self.pills.rows):
            yield self._row(
                f"cases.pills.{case.id}", case, "pills", 0,
                _("Out of pills or nearly"),
                _("It stands in the situation of the case until you take it out.")
                + self._other(case),
                _("Open the case"), _case(case.id),
                place=place, group="now", word=today_or(0, ""),
            )  # fmt: skip
        url = f"{reverse('cases:list')}?circumstance=out_of_pills"
        yield from _rest("pills", "pills", self.pills, _("More people without pills"), url)

    def _births(self) -> Iterable[TodayRow]:
        for place, case in enumerate(self.births):
            assert case.birth_month is not None
            left = max((case.birth_month - self.day).days, 0)
            is_silent = getattr(case, "is_silent", False)
            silent = _("Not heard for %(days)s.") % {"days": days((self.day - case.heard_on).days)}
            yield self._row(
                f"cases.birth.{case.id}", case, "pregnancy", left,
                _("A birth is expected in %(month)s") % {"month": month(case.birth_month)},
                (silent if is_silent else _("Neither a referral nor a step is under way for it."))
                + self._other(case),
                _("Write a try down") if is_silent else _("Open the case"),
                reverse("cases:contact_new", args=[case.id, "attempt"])
                if is_silent
                else _case(case.id),
                place=place,
            )  # fmt: skip

    def _steps(self) -> Iterable[TodayRow]:
        for place, step in enumerate(self.steps.rows):
            assert step.due_on is not None
            left = (step.due_on - self.day).days
            yield self._row(
                f"cases.step.{step.id}", step.case, "promise", left,
                _("Step: %(what)s") % {"what": step_label(step.code)},
                _("You took it upon you in the plan."),
                _("Open the case"), _case(step.case_id),
                place=place, group=_group(left),
            )  # fmt: skip
        yield from _rest("steps", "promise", self.steps, _("More steps of yours"), _list())

    def _agreements(self) -> Iterable[TodayRow]:
        for place, row in enumerate(self.agreements.rows):
            assert row.follow_up_on is not None
            left = (row.follow_up_on - self.day).days
            yield self._row(
                f"cases.agreement.{row.id}", row.case, "promise", left,
                _("Ask what became of an agreement"),
                _("You agreed to look again."),
                _("Open the case"), _case(row.case_id),
                place=place, group=_group(left),
            )  # fmt: skip
        yield from _rest("agreements", "promise", self.agreements, _("More agreements"), _list())

    def _looks(self) -> Iterable[TodayRow]:
        for place, row in enumerate(self.looks.rows):
            assert row.follow_up_on is not None
            left = (row.follow_up_on - self.day).days
            yield self._row(
                f"cases.look.{row.id}", row.case, "promise", left,
                _("Look again: %(what)s") % {"what": TITLES[row.kind]},
                _("You planned to ask what came of it."),
                _("Open the contact"), reverse("cases:contact", args=[row.id]),
                place=place, group=_group(left),
            )  # fmt: skip
        yield from _rest("looks", "promise", self.looks, _("More contacts to look at"), _list())

    def _reviews(self) -> Iterable[TodayRow]:
        for place, case in enumerate(self.reviews.rows):
            assert case.review_on is not None
            left = (case.review_on - self.day).days
            yield self._row(
                f"cases.review.{case.id}", case, "promise", left,
                _("Review the plan"),
                _("Its day has come. Look through it with the client."),
                _("Open the case"), _case(case.id),
                place=place, group=_group(left),
            )  # fmt: skip
        yield from _rest("reviews", "promise", self.reviews, _("More plans to review"), _list())

    def _silent(self) -> Iterable[TodayRow]:
        for place, case in enumerate(self.silent.rows):
            stands, silent = self.stands[case.id], (self.day - case.heard_on).days
            label, url = rung_action(case.id, stands.rung)
            yield self._row(
                f"cases.silence.{case.id}", case, "silence", (stands.due_on - self.day).days,
                _("Silent: %(what)s") % {"what": stands.rung.label},
                _("Not heard for %(days)s.") % {"days": days(silent)} + self._other(case),
                label, url,
                place=place, group="silence", word=_silence(silent),
            )  # fmt: skip
        url = f"{reverse('cases:silence')}?rung=due"
        yield from _rest("silence", "silence", self.silent, _("More silent clients"), url)

    def _exits(self) -> Iterable[TodayRow]:
        for place, row in enumerate(self.exits.rows):
            waits = (self.day - row.proposed_on).days
            name = self.names.get(row.proposed_by_id, "")
            yield self._row(
                f"cases.exit.{row.id}", row.case, "other", -waits,
                _("Agree to the end of a case"),
                _("%(name)s proposes it.") % {"name": name},
                _("Look at the proposal"), reverse("cases:proposal", args=[row.id]),
                place=place, word=today_or(waits, days_unit(waits)),
            )  # fmt: skip
        yield from _rest("exits", "other", self.exits, _("More proposals to end a case"), _list())


def _case(case_id: UUID) -> str:
    return reverse("cases:case", args=[case_id])


def _list() -> str:
    return reverse("cases:list")


def _danger_url() -> str:
    return f"{_list()}?circumstance=danger"


def _group(left: int) -> str:
    return "now" if left < 0 else "week"


def _left(left: int | None) -> tuple[str, str]:
    if left is None or left == 0:
        return today_or(0, "")
    if left > 0:
        return number(left), days_unit(left)
    return number(-left), ngettext("day late", "days late", -left)


def _silence(silent: int) -> tuple[str, str]:
    return number(silent), ngettext("day of silence", "days of silence", silent)


def _rest(key: str, harm: str, found: Found[Any], title: str, url: str) -> Iterable[TodayRow]:
    if not found.more:
        return
    yield TodayRow(
        key=f"cases.{key}.rest",
        rank=REST,
        group="week",
        left_number=number(found.more),
        left_unit=_("more"),
        title=title,
        why=_("The worst of them stand in this list; all stand there."),
        action_label=_("Open the list"),
        action_url=url,
        harm=harm,
        days=None,
    )
