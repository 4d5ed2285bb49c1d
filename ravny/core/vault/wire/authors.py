"""Registers of authors as JSON, and the words that stand under a text that was opened."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.formats import day

from .. import places, wire
from ..types.authors import AskedThing, Author, Entry, Head, KeptEntry, PlacedEntry, ThingEntries


def asked_things(body: dict[str, Any]) -> list[AskedThing]:
    """Return what was opened: its place, and author and counter out of the payload."""
    return [
        AskedThing(
            kind=wire.kind_of(one.get("kind")),
            object_id=wire.identifier(one.get("object")),
            author=wire.identifier(one["author"]) if one.get("author") else None,
            counter=wire.whole(one.get("counter", 0)),
        )
        for one in wire.several(body.get("things"))
    ]


def authors_in(things: Sequence[AskedThing], found: Sequence[ThingEntries]) -> set[UUID | None]:
    """Return everybody an answer has to name."""
    kept = [one for pair in found for one in (pair.newest, pair.own) if one]
    return {thing.author for thing in things} | {one.author for one in kept}


def _entry(author: UUID, entry: Entry) -> dict[str, object]:
    return {
        "author": str(author),
        "counter": entry.counter,
        "circle": str(entry.circle_id),
        "kind": entry.kind,
        "object": str(entry.object_id),
        "digest": wire.text_of(entry.digest),
        "previous": wire.text_of(entry.previous),
        "signature": wire.text_of(entry.signature),
    }


def _kept(one: KeptEntry | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {**_entry(one.author, one.entry), "day": day(one.written_on)}


def _author(author: Author) -> dict[str, object]:
    return {
        "account": str(author.account_id),
        "name": author.pseudonym,
        "key": author.key and wire.text_of(author.key),
        "earlier": [wire.text_of(key) for key in author.earlier],
    }


def head_json(found: Head) -> dict[str, object]:
    """Return the end of one's own register."""
    return {
        "counter": found.counter,
        "previous": wire.text_of(found.previous),
        "known": found.known and wire.text_of(found.known),
        "words": {
            "missing": _("Your last notes are missing"),
            "missing_text": _(
                "This browser remembers more of what you wrote than the server holds. Write down "
                "what you miss and tell the keeper."
            ),
            "look": _("Look at the register"),
            "known": _("I know, do not say it again"),
        },
    }


def things_json(found: Sequence[ThingEntries], people: Sequence[Author]) -> dict[str, object]:
    """Return entries in the order they were asked for, people, and words for every outcome."""
    return {
        "things": [{"newest": _kept(one.newest), "own": _kept(one.own)} for one in found],
        "authors": [_author(one) for one in people],
        "words": _marks(),
    }


def _marks() -> dict[str, str]:
    return {
        "signed": _("Written by %(name)s, %(day)s"),
        "unsigned": _("Not signed"),
        "phone": _("Recorded on a phone, not signed"),
        "wrong": _("The signature is wrong: somebody changed this text or put it here"),
        "older": _("Older than the register says: %(name)s wrote a newer version on %(day)s"),
        "removed": _("The register says that %(name)s took this text away on %(day)s"),
        "stripped": _("Without a signature: somebody replaced what %(name)s signed on %(day)s"),
        "elsewhere": _("The register has this signature for another text: somebody put it here"),
        "missing": _("Signed by %(name)s, but missing in the register: entries were taken away"),
        "unknown": _("Signed with a key that nobody confirms as the author's"),
        "unchecked": _("The signature could not be checked now"),
        "somebody": _("somebody unknown"),
    }


def piece_json(author: Author, placed: Sequence[PlacedEntry]) -> dict[str, object]:
    """Return a piece of a register; each entry says how it stands beside its place."""
    return {
        "author": _author(author),
        "entries": [
            {
                **(_kept(one.kept) or {}),
                "place": one.place,
                "erased": day(one.kept.erased_on) if one.place == "erased" else "",
                "label": places.label_of(one.kept.entry.kind),
                "url": one.url,
            }
            for one in placed
        ],
    }
