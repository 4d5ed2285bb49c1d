"""What a phone is told: items, sites, keys. Labels only, and only its owner's."""

import hashlib
from base64 import b64encode
from typing import Any
from uuid import UUID

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import override
from django_scopes import scope

from ravny import __version__
from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor
from ravny.core.vault import instance
from ravny.core.vault.operations import intake_bundle
from ravny.core.vault.queries import circle_proofs, team_circles
from ravny.core.vault.types import CircleFact, PhoneFact
from ravny.people.clients.queries import profile_of
from ravny.services.encounters.queries import list_sites
from ravny.services.stock.queries import bag_of, balances, list_items
from ravny.services.testing.queries import phone_tests

SHELL_FILES = (
    "page/field.css",
    "page/field.js",
    "page/field-icon-192.png",
    "page/field-icon-512.png",
)
WORKER_FILE = "page/field-worker.js"


def _circle(circle: CircleFact | None) -> dict[str, Any] | None:
    if circle is None:
        return None
    return {
        "id": str(circle.circle_id),
        "epoch": circle.epoch,
        "public_key": b64encode(circle.public_key).decode(),
    }


def items_for(owner: Actor) -> list[dict[str, Any]]:
    """Return the items phones show, with what the owner's bag holds. Three queries."""
    with override(owner.language):
        items = list_items(owner.organisation_id, phones_only=True)
    bag = bag_of(owner.organisation_id, owner.account_id)
    with scope(organisation=owner.organisation_id):
        there: dict[UUID, int] = balances(bag) if bag else {}
    return [
        {
            "id": str(item.item_id),
            "label": item.label,
            "kind": item.kind,
            "step": item.step,
            "usual": item.usual,
            "in_bag": there.get(item.item_id, 0),
            # Used up by tests: what is given away is for use at home.
            "tests": bool(item.infections) and not item.self_test,
        }
        for item in items
    ]


def sites_for(owner: Actor) -> list[dict[str, Any]]:
    """Return the neutral labels of the owner's teams' sites. One query."""
    return [
        {"id": str(site.site_id), "label": site.label, "kind": site.kind}
        for site in list_sites(owner)
        if site.team_id in owner.teams
    ]


def tests_for(owner: Actor) -> list[dict[str, Any]]:
    """Return the rapid tests phones offer, with the kits in the owner's bag. Three queries."""
    with override(owner.language):
        return phone_tests(owner.organisation_id, owner.account_id)


def bundle_for(owner: Actor) -> dict[str, object]:
    """Return the signed intake keys. One query."""
    return intake_bundle(organisation_id=owner.organisation_id).as_json()


def state_for(owner: Actor) -> dict[str, Any]:
    """Return what a phone's form is made of today."""
    circles = team_circles(owner)
    team_id = min(owner.teams, key=str, default=None)
    circle = circles.get(team_id) if team_id else None
    return {
        "items": items_for(owner),
        "sites": sites_for(owner),
        "tests": tests_for(owner),
        "team": {"circle": _circle(circle)},
        "proofs": circle_proofs(owner, circle.circle_id if circle else None),
        "profile": {"ask_groups": profile_of(owner.country).key_groups != "nowhere"},
        "language": owner.language,
    }


def welcome(phone: PhoneFact, owner: Actor, codes: list[str]) -> dict[str, Any]:
    """Return the answer to a registration: who it is, what to seal to, whom to believe."""
    return {
        "phone": str(phone.phone_id),
        "label": phone.label,
        "intake": bundle_for(owner),
        "signing_key": b64encode(instance.public_signing_key()).decode(),
        "day": today().isoformat(),
        "codes": codes,
        **state_for(owner),
    }


def icons() -> list[str]:
    """Return the addresses of the small and the large icon."""
    return [staticfiles_storage.url(name) for name in SHELL_FILES[-2:]]


def shell_files(language: str, page: bytes) -> dict[str, Any]:
    """Return what the service worker keeps, and the version that changes when any of it does.

    `page` is the rendered form; the names of the files change with what is in them.
    """
    files = [staticfiles_storage.url(name) for name in SHELL_FILES]
    said = "\n".join([__version__, language, *files, worker_script()]).encode()
    mark = hashlib.sha256(said + page).hexdigest()
    return {"version": f"{language}-{mark[:16]}", "files": ["/", "/manifest.webmanifest", *files]}


def worker_script() -> str:
    """Return the built service worker."""
    with staticfiles_storage.open(WORKER_FILE) as stream:
        return str(stream.read().decode())
