"""What the pages of this room are made of: forms ready to show, plain values for templates."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import segno
from django.utils.safestring import SafeString, mark_safe

from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_teams, pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.forms import prepare_sealed
from ravny.core.vault.instance import instance_id
from ravny.core.vault.queries import circles_of

from .consent_texts import COMPLETE, latest_texts, texts, words_in
from .countries import CountryProfile
from .forms import EditForm, MergeForm, RegisterForm
from .models import Client
from .queries import (
    consent_history,
    consents_of,
    facts_of,
    find_by_code,
    key_groups_of,
    outdated_consents,
    profile_of,
)
from .types import ClientCard, ClientFacts, ConsentState, KeyGroup, Scope
from .words import FACT_LABELS, fact_words

STATES = {
    ConsentState.GIVEN.value: "ok",
    ConsentState.REFUSED.value: "",
    ConsentState.WITHDRAWN.value: "warn",
}


def form_context(actor: Actor) -> dict[str, Any]:
    """Return what the questions of a hint need: whether they are asked, this installation's id."""
    allowed = profile_of(actor.country).hint_allowed
    return {"hint_allowed": allowed, "instance": instance_id()}


def register_form(actor: Actor, data: Mapping[str, Any] | None) -> RegisterForm:
    """Return the form of a new card, sealed fields bound to the teams' circles."""
    teams = list_teams(actor, own_only=not actor.may("clients.every_team"))
    form = RegisterForm(data, profile=profile_of(actor.country), teams=teams)
    circles = circles_of("team", [team.team_id for team in teams])
    prepare_sealed(form, circles=circles, chosen_by="team")
    return form


def edit_form(actor: Actor, row: Client, data: Mapping[str, Any] | None) -> EditForm:
    """Return the form of a card's facts as they are."""
    facts = facts_of(row)
    initial = {name: getattr(facts, name) for name in ClientFacts.__dataclass_fields__}
    initial |= {"called": row.called, "languages": list(facts.languages)}
    initial |= {"risks": list(facts.risks)}
    form = EditForm(data, profile=profile_of(actor.country), initial=initial)
    circle = circles_of("team", [row.team_id]).get(row.team_id)
    prepare_sealed(form, circles=circle, object_id=row.id)
    return form


def facts_lines(facts: ClientFacts) -> list[tuple[Text, str]]:
    """Return (label, words) of what is known; a fact that was not asked is left out."""
    spoken = ((FACT_LABELS[name], fact_words(facts, name)) for name in FACT_LABELS)
    return [(label, words) for label, words in spoken if words]


def unasked(facts: ClientFacts, profile: CountryProfile) -> list[Text]:
    """Return the questions a profile has and nobody asked yet."""
    return [
        FACT_LABELS[name]
        for name in profile.keeping
        if name in FACT_LABELS and profile.keeps(name) and not fact_words(facts, name)
    ]


def consent_lines(actor: Actor, card: ClientCard) -> list[dict[str, Any]]:
    """Return the last word on every scope the profile knows."""
    facts = consents_of(actor, card.client_ids)
    old = outdated_consents(facts)
    keeps_groups = profile_of(actor.country).key_groups == "card"
    return [
        {
            "scope": fact.scope,
            "label": Scope(fact.scope).label,
            "state": STATES.get(fact.state or "", ""),
            "word": ConsentState(fact.state).label if fact.state else "",
            "day": fact.day,
            "old": fact.scope in old,
        }
        for fact in facts
        if fact.scope != Scope.KEEP_GROUPS or keeps_groups
    ]


def consent_context(actor: Actor, card: ClientCard) -> dict[str, Any]:
    """Return the scopes with their texts in each language, and the history."""
    newest = latest_texts()
    languages = sorted(COMPLETE, key=lambda code: (code != actor.language, code))
    lines = [
        {
            **line,
            "texts": [words_in(newest[line["scope"]], code) for code in languages],
            "version": newest[line["scope"]].version,
            "reviewed": newest[line["scope"]].reviewed,
        }
        for line in consent_lines(actor, card)
    ]
    names = pseudonyms(actor)
    history = [
        {
            "day": row.day,
            "label": Scope(row.scope).label,
            "state": STATES[row.state],
            "word": ConsentState(row.state).label,
            "version": row.text_version,
            "text": words_in(texts()[row.scope, row.text_version], row.language),
            "who": names.get(row.account_id, ""),
        }
        for row in consent_history(actor, card.client_ids)
    ]
    return {"client": card, "lines": lines, "history": history}


def key_groups_context(actor: Actor, card: ClientCard) -> dict[str, Any]:
    """Return where key groups are kept here, and what the card holds."""
    profile = profile_of(actor.country)
    latest = key_groups_of(actor, card.client_ids)
    labels = dict(KeyGroup.choices)
    groups = [labels.get(code, code) for code in latest.groups] if latest else []
    return {
        "client": card,
        "profile": profile,
        "keeping": profile.keeping["key_groups"],
        "groups": groups,
        "day": latest.day if latest else None,
    }


def aliases_of(card: ClientCard) -> list[tuple[UUID, str]]:
    """Return (id, code) of the aliases that can be parted again."""
    return list(zip(card.client_ids[1:], card.aliases, strict=True))


def other_card(actor: Actor, card: ClientCard, form: MergeForm) -> UUID | None:
    """Return the id that belongs to the code typed; a refusal stands beside the box."""
    if not form.is_bound or not form.is_valid():
        return None
    found = find_by_code(actor, form.cleaned_data["code"])
    if found is None or found in card.client_ids:
        form.refuse(is_same=found is not None)
        return None
    return found


def compare_context(card: ClientCard, other: ClientCard) -> dict[str, Any]:
    """Return two cards side by side, fact by fact."""
    rows = []
    for name, label in FACT_LABELS.items():
        left, right = fact_words(card.facts, name), fact_words(other.facts, name)
        if left or right:
            rows.append({"label": label, "left": left, "right": right, "same": left == right})
    same_team = card.team_id == other.team_id
    return {"client": card, "other": other, "rows": rows, "same_team": same_team}


def qr_drawing(code: str) -> SafeString:
    """Return the QR drawing of a code as inline SVG: ten digits and nothing else.

    A full QR code with its white margin, since phones read no Micro QR and nothing on dark.
    """
    drawing: str = segno.make_qr(code, error="m").svg_inline(
        scale=7, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(drawing)  # segno draws from ten digits that the gate has checked


def paper_context(card: ClientCard) -> dict[str, Any]:
    """Return what the paper says: a code, and how a phone reads it."""
    return {"client": card, "qr": qr_drawing(card.code)}
