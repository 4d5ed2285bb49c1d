"""For whom a text is sealed: the circles a person may write to, and what circles are called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.errors import DomainError
from ravny.core.kit.forms import Choice
from ravny.core.staff.queries import list_teams, pseudonyms
from ravny.core.staff.types import Actor, Role

from . import kinds
from .forms import prepare_sealed
from .framing import EnvelopeError, parse_header
from .groups import groups_of
from .models import Circle, Epoch
from .types import CircleFact

Text = str | Promise
# What they write is theirs alone until they choose otherwise.
ALONE_FIRST = frozenset({Role.PSYCHOLOGIST.value, Role.LAWYER.value})
NO_KEYS = _("No keys yet: make them first.")


@dataclass(frozen=True)
class Readers:
    """People one may write to; `fact` None: their circle has no keys yet."""

    kind: str
    subject_id: UUID
    label: Text
    fact: CircleFact | None


@dataclass(frozen=True)
class Beside:
    """One more circle a text may be for, before all others: around the thing it is about."""

    kind: str
    subject_id: UUID
    label: Text


def own_readers(actor: Actor, beside: Beside | None = None) -> list[Readers]:
    """Return the circles a person may write to, broadest first. Five queries at most.

    `beside`: one around what the text is about, of which the person is a member.
    """
    found: list[tuple[str, UUID, Text]] = []
    if beside is not None:
        found.append((beside.kind, beside.subject_id, beside.label))
    found += [
        ("team", team.team_id, format_lazy("{} {}", _("My team:"), team.label))
        for team in list_teams(actor, own_only=True)
    ]
    found += [
        ("profession", kinds.profession_id(actor.organisation_id, role.value),
         format_lazy("{} {}", _("My profession:"), role.label))
        for role in kinds.PROFESSIONS
        if role.value in actor.roles
    ]  # fmt: skip
    found += [
        ("group", one.group_id, format_lazy("{} {}", _("Group:"), one.label))
        for one in groups_of(actor.organisation_id)
        if actor.account_id in one.members and one.closed_on is None
    ]
    found.append(("author", actor.account_id, _("Me alone")))
    facts = _facts(actor, [(kind, subject_id) for kind, subject_id, _label in found])
    return [
        Readers(kind, subject_id, label, facts.get((kind, subject_id)))
        for kind, subject_id, label in found
    ]


def _facts(
    actor: Actor, places: Collection[tuple[str, UUID]]
) -> dict[tuple[str, UUID], CircleFact]:
    subjects = [subject_id for _kind, subject_id in places]
    with scope(organisation=actor.organisation_id):
        rows = Epoch.objects.filter(circle__subject_id__in=subjects).order_by("number")
        return {
            (kind, subject_id): CircleFact(circle_id, number, bytes(key))
            for kind, subject_id, circle_id, number, key in rows.values_list(
                "circle__kind", "circle__subject_id", "circle_id", "number", "public_key"
            )
        }


def first_of(actor: Actor, readers: Sequence[Readers]) -> Readers:
    """Return what is chosen before anybody chooses: the team, or oneself alone."""
    alone = readers[-1]
    return alone if actor.roles & ALONE_FIRST else readers[0]


class ForWhomField(forms.ChoiceField):
    """Asks for whom a text is; `offer_readers` fills it. Unasked it is for those chosen first."""

    first = ""

    def clean(self, value: Any) -> Any:
        """Return the subject that was chosen."""
        return super().clean(value or self.first)


def for_whom_field() -> ForWhomField:
    """Return the box for a form."""
    return ForWhomField(label=_("For whom the note is"), widget=Choice(layout="column"))


def offer_readers(
    form: forms.Form, actor: Actor, name: str, beside: Beside | None = None
) -> list[Readers]:
    """Fill the box `name` with the circles one may write to, and the form's sealed fields."""
    readers = own_readers(actor, beside)
    field = form.fields[name]
    field.choices = [(str(one.subject_id), one.label) for one in readers]  # type: ignore[attr-defined]  # a ChoiceField
    field.widget.notes = {str(one.subject_id): NO_KEYS for one in readers if one.fact is None}
    field.first = str(first_of(actor, readers).subject_id)  # type: ignore[attr-defined]  # a ForWhomField by declaration
    form.initial.setdefault(name, field.first)  # type: ignore[attr-defined]  # a ForWhomField by declaration
    circles = {one.subject_id: one.fact for one in readers if one.fact is not None}
    prepare_sealed(form, circles=circles, chosen_by=name)
    return readers


def circle_to_write(
    actor: Actor, envelope: bytes, *, team: CircleFact | None, beside: Beside | None = None
) -> UUID:
    """Return the circle a text was sealed to; raises DomainError for one it may not be sealed to.

    `team`: the circle of the team whose record it is; else one of the actor's own that is no
    team's. No query for a team's, five for one's own.
    """
    try:
        circle_id = parse_header(envelope).circle
    except EnvelopeError as error:
        raise _refused() from error
    if team is not None and team.circle_id == circle_id:
        return circle_id
    for one in own_readers(actor, beside):
        if one.kind != "team" and one.fact is not None and one.fact.circle_id == circle_id:
            return circle_id
    raise _refused()


def _refused() -> DomainError:
    return DomainError(
        _("This text was not sealed for the right people. Open the page again."),
        field="note",
        code="sealed_circle",
    )


def reader_words(actor: Actor, circle_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return circle id → who reads it, in words: "Team North". Six queries at most.

    The name of a group stays among its people.
    """
    if not circle_ids:
        return {}
    with scope(organisation=actor.organisation_id):
        rows = list(Circle.objects.filter(id__in=circle_ids))
    house, names = kinds.House(actor.organisation_id), pseudonyms(actor)
    return {row.id: _words(actor, row, house, names) for row in rows}


def _words(actor: Actor, row: Circle, house: kinds.House, names: dict[UUID, str]) -> str:
    subject_id = row.subject_id
    if row.kind == "author":
        if subject_id == actor.account_id:
            return str(_("Me alone"))
        return str(_("The author alone: %(name)s") % {"name": names.get(subject_id, "?")})
    if row.kind == "group":
        label = {g.group_id: g.label for g in house.groups if actor.account_id in g.members}
        return str(_("Group: %(name)s") % {"name": label.get(subject_id, "—")})
    if row.kind == "profession":
        roles = {kinds.profession_id(house.organisation_id, r.value): r for r in kinds.PROFESSIONS}
        role = roles.get(subject_id)
        return str(_("Profession: %(name)s") % {"name": role.label if role else "?"})
    if row.kind == "team":
        label = {team.team_id: team.label for team in house.teams}
        return str(_("Team %(name)s") % {"name": label.get(subject_id, "?")})
    kind = kinds.get(row.kind)
    return str(kind.label) if kind else row.kind
