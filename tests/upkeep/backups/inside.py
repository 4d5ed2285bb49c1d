"""What tests ask from inside an installation, in a process of its own: `ask` at the other end."""

import json
import sys
import time
from base64 import b64decode
from typing import Any
from uuid import UUID

from django.db import connection
from django_scopes import scopes_disabled

from ravny.config import composite
from ravny.config.demo.signs import TOTP_SECRET
from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.journal.models import Entry
from ravny.core.journal.operations import write_for
from ravny.core.kit.clock import now
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account, SignIn
from ravny.core.staff.operations import try_sign_in
from ravny.core.staff.queries import actor_of, list_organisations
from ravny.core.staff.secrets import totp_code
from ravny.core.staff.types import Actor
from ravny.core.vault import instance, phrase, reader
from ravny.core.vault import operations as vault
from ravny.core.vault.envelope import Context, seal, unwrap
from ravny.core.vault.models import IntakeKey, PhoneInvitation
from ravny.core.vault.queries import team_circle
from ravny.core.vault.types import SealedRecord
from ravny.insight.upkeep.models import Purged
from ravny.insight.upkeep.operations.erasing import erase_clients
from ravny.insight.upkeep.operations.wishes import settle_erasure
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter
from tests.attachments.makers import Paper, keep, place
from tests.upkeep.kills.questions import invite, places

LETTER = b"%PDF-1.4 a letter from the clinic"
VERB = "vault.intake_made"


def look(login: str, words: str) -> dict[str, Any]:
    """A colleague signs in, reads a note, opens what a phone sealed, and looks what there is."""
    account = Account.objects.get(login=login)
    secrets = phrase.phrase_secrets(words, instance.instance_id(), login)
    # A code is good once: a house that was brought back remembers the code of half a minute ago.
    while int(now().timestamp()) // 30 <= account.totp_step:
        time.sleep(0.5)
    signed = try_sign_in(
        login=login, login_secret=secrets.login, code=totp_code(TOTP_SECRET, now())
    )
    actor = actor_of(account.id)
    keyring = reader.open_keyring(actor=actor, wrapping_key=secrets.wrapping)
    client = _known_to(actor)
    assert client.called is not None
    called = reader.open_text(
        actor=actor, keyring=keyring, envelope=bytes(client.called), kind="client.called",
        object_id=client.id,
    )  # fmt: skip
    papers = Attachment.objects.filter(whole=True, subject_id=client.id)
    return {
        "signed in": str(signed.account_id), "called": called, "queue": _queue(actor),
        "letters": [_opened(actor, keyring, one) for one in papers],
        "signing": instance.public_signing_key().hex(), "id": str(instance.instance_id()),
        "code": instance.code_key().hex(), "clients": Client.objects.count(),
        "encounters": sorted(str(one) for one in Encounter.objects.values_list("id", flat=True)),
        "sign-ins": SignIn.objects.count(), "invitations": PhoneInvitation.objects.count(),
    }  # fmt: skip


def _known_to(actor: Actor) -> Client:
    found = Client.objects.exclude(called=None).filter(team_id__in=actor.teams).order_by("id")
    return found[0]


def _queue(actor: Actor) -> str:
    key = IntakeKey.objects.order_by("number")[0]
    record = day_id()
    context = Context(key.id, key.number, "intake.record", record)
    sealed = seal(bytes(key.public_key), context, b"a night's work")
    (opened,) = vault.open_intake(
        organisation_id=actor.organisation_id, records=[SealedRecord(record, key.number, sealed)]
    )
    return opened.decode()


def _opened(actor: Actor, keyring: reader.Keyring, paper: Attachment) -> str:
    told = reader.open_text(
        actor=actor, keyring=keyring, envelope=bytes(paper.about), kind="attachment.about",
        object_id=paper.id,
    )  # fmt: skip
    key = b64decode(json.loads(told)["key"])
    (piece,) = Chunk.objects.filter(attachment_id=paper.id)
    return unwrap(key, place(paper.id, 0), bytes(piece.sealed)).decode()


def prepare(login: str) -> dict[str, Any]:
    """Keep a document with the client whom `look` reads of; invite a phone.

    Returns the client's id, the link's code, and what a phone is filled with.
    """
    actor = actor_of(Account.objects.get(login=login).id)
    client = _known_to(actor)
    circle = team_circle(client.team_id)
    assert circle is not None
    keep(actor, Paper(circle, client.id, content=LETTER))
    return {"client": str(client.id), "token": invite(login), **places(login)}


def erase(client: str) -> None:
    """Erase a client, as the coordinator does."""
    (house, _country), *_ = list_organisations()
    erase_clients(organisation_id=house, client_ids=[UUID(client)], by=None)
    settle_erasure()


def left_of(client: str) -> dict[str, int]:
    """Return what there is of a client."""
    return {
        "cards": Client.objects.filter(id=client).count(),
        "letters": Attachment.objects.filter(subject_id=client).count(),
    }


def write() -> None:
    """Write rows until the process is ended; say the id of each once it is stored."""
    (house, _country), *_ = list_organisations()
    known = set(entries())
    while True:
        write_for(organisation_id=house, actor_id=None, verb=VERB)
        stored = set(entries()) - known
        known |= stored
        sys.stdout.write("".join(f"{one}\n" for one in stored))
        sys.stdout.flush()
        time.sleep(0.01)


def entries() -> list[str]:
    """Return the ids of what `write` wrote."""
    return [str(one) for one in Entry.objects.filter(verb=VERB).values_list("pk", flat=True)]


def clients() -> int:
    """Return how many clients there are."""
    return Client.objects.count()


def noted(kind: str) -> list[int]:
    """Return what the newest column says of purged records of a kind."""
    return list(Purged.objects.filter(kind=kind).values_list("noted", flat=True))


def after_postgresql() -> dict[str, Any]:
    """Return which keys of the house are missing; write a row whose number the database gives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint")
        there = {name for (name,) in cursor.fetchall()}
    (house, _country), *_ = list_organisations()
    write_for(organisation_id=house, actor_id=None, verb=VERB)
    return {"missing": sorted({one.name for one in composite.composites()} - there)}


def answer(name: str, **words: Any) -> None:
    """Print what a function of this module returns, as JSON in a line of its own."""
    with scopes_disabled():
        sys.stdout.write(json.dumps(globals()[name](**words)) + "\n")
