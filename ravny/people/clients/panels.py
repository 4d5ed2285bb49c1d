"""What this room shows on a client's card."""

from typing import Any

from ravny.core.kit.registries import PanelContent
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.types import SealedValue

from .pages import consent_lines, facts_lines, key_groups_context, unasked
from .queries import possible_duplicates, profile_of, who_looked
from .types import MINOR_AGE_GROUPS, ClientCard


def facts(actor: Actor, client: ClientCard) -> PanelContent:
    """Show what is known, what was not asked yet, and what to mind for a minor."""
    profile = profile_of(actor.country)
    minor = client.facts.age_group in MINOR_AGE_GROUPS
    context: dict[str, Any] = {
        "client": client,
        "lines": facts_lines(client.facts),
        "unasked": unasked(client.facts, profile),
        "minors": profile.minors if minor else None,
        "undocumented": client.facts.legal_status == "undocumented",
        "may_edit": actor.may("clients.edit"),
        "may_merge": actor.may("clients.merge"),
    }
    return PanelContent("clients/panels/facts.html", context)


def called(actor: Actor, client: ClientCard) -> PanelContent:
    """Show how to call somebody, shut."""
    value = SealedValue(client.called, "client.called", client.client_id) if client.called else None
    context = {"client": client, "value": value, "may_edit": actor.may("clients.edit")}
    return PanelContent("clients/panels/called.html", context)


def consents(actor: Actor, client: ClientCard) -> PanelContent:
    """Show the last word on every scope."""
    lines = consent_lines(actor, client)
    context = {
        "client": client,
        "asked": [line for line in lines if line["word"]],
        "silent": [line["label"] for line in lines if not line["word"]],
        "may_edit": actor.may("clients.edit"),
    }
    return PanelContent("clients/panels/consents.html", context)


def duplicates(actor: Actor, client: ClientCard) -> PanelContent | None:
    """Show who may be the same person; away when nobody is."""
    likely = possible_duplicates(actor, client.client_id)
    if not likely:
        return None
    context = {"client": client, "likely": likely, "may_merge": actor.may("clients.merge")}
    return PanelContent("clients/panels/similar.html", context)


def key_groups(actor: Actor, client: ClientCard) -> PanelContent | None:
    """Show key groups, only where the profile keeps them on the card."""
    if profile_of(actor.country).key_groups != "card":
        return None
    context = key_groups_context(actor, client) | {"may_edit": actor.may("clients.edit")}
    return PanelContent("clients/panels/key_groups.html", context)


def lookers(actor: Actor, client: ClientCard) -> PanelContent:
    """Show who opened the card in the last three months."""
    names = pseudonyms(actor)
    rows = [
        {"day": row.day, "who": names.get(row.account_id, "")}
        for row in who_looked(actor, client.client_ids)
    ]
    return PanelContent("clients/panels/looked.html", {"rows": rows})
