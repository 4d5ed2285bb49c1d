"""Sealed encounters through HTTP sync, beside a plain `executemany` of the very same rows.

One X-Wing envelope a record, device signature, journal and stock on; the peer writes the rows that
the sync left in the tables into an empty SQLCipher file of the same schema, indexes and pragmas,
one transaction for each batch. Sealing is the phones' work and is not timed.
"""

import base64
import hashlib
import http.client
import json
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench import _house
from bench._frame import Measured, run
from ravny.config.demo import opening, plan, writing
from ravny.core.kit.clock import now, today
from ravny.core.kit.ids import day_id
from ravny.core.vault import operations
from ravny.core.vault.envelope import Context, seal
from ravny.core.vault.instance import database_key
from ravny.services.stock import operations as stock

BATCH = 100
TABLES = (
    ("encounters_encounter", "id"),
    ("encounters_handout", "encounter_id"),
    ("stock_movement", "cause_id"),
    ("outreach_intakerecord", "id"),
    ("journal_entry", ""),
)


@dataclass
class Phone:
    """A registered phone: its id, whose it is, how it signs, and the key it seals to."""

    phone_id: uuid.UUID
    actor: Any
    private_key: Any
    intake: Any


def register() -> tuple[Phone, Any]:
    """Make the demo's organisation without meetings, and a phone of one of its workers."""
    drawn = plan.draw(clients=40, seed=7, last=_house.LAST)
    opened = opening.open_house(seed=7, first=drawn.first)
    writing.furnish(opened.world, drawn)
    actor = opened.world.actors["alisher"]
    fill_the_bag(opened.world)
    key = ec.generate_private_key(ec.SECP256R1())
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    invited = operations.invite_phone(actor=actor)
    fact = operations.register_phone(token=invited.token, public_key_spki=spki)
    bundle = operations.intake_bundle(organisation_id=actor.organisation_id)
    return Phone(fact.phone_id, actor, key, bundle.current), opened.world


def fill_the_bag(world: writing.World) -> None:
    """Put enough into the worker's bag: a lot of each item, so that nothing is unexplained."""
    for item_id in world.items[:3]:
        stock.receive_delivery(
            actor=world.keeper_of_stock,
            delivery_id=day_id(),
            place_id=world.bags["alisher"],
            item_id=item_id,
            quantity=500_000,
            number="BENCH",
            day=_house.LAST - timedelta(days=300),
        )


def record(world: writing.World, dice: random.Random, day: Any) -> dict[str, Any]:
    """Return a contact as a phone writes it: handouts of three items, a site, topics."""
    items = world.items
    return {
        "v": 1,
        "type": "contact",
        "id": str(day_id(day)),
        "day": day.isoformat(),
        "minute": 1300,
        "shift": None,
        "site": str(world.sites["П-3"]),
        "channel": "club",
        "who": dice.choice(["new", "again"]),
        "code": None,
        "age": dice.choice(["20-24", "25-29", "30-39"]),
        "groups": ["msm"],
        "given": {str(items[0]): 10, str(items[1]): 5, str(items[2]): 1},
        "topics": ["hiv_basics"],
        "materials": [],
        "training": 0,
        "language": "ru",
        "note": None,
    }


def batches(phone: Phone, world: writing.World, count: int) -> list[bytes]:
    """Return the bodies of so many batches of a hundred sealed records."""
    dice = random.Random(7)
    bodies: list[bytes] = []
    for _batch in range(count):
        records = []
        for _record in range(BATCH):
            facts = record(world, dice, today() - timedelta(days=dice.randrange(1, 20)))
            context = Context(
                phone.intake.key_id, phone.intake.number, "intake.record", uuid.UUID(facts["id"])
            )
            sealed = seal(phone.intake.public_key, context, json.dumps(facts).encode())
            records.append(
                {
                    "id": facts["id"],
                    "key": phone.intake.number,
                    "sealed": base64.b64encode(sealed).decode(),
                }
            )
        body = {
            "batch": str(uuid.uuid4()),
            "records": records,
            "left": BATCH * (count - len(bodies) - 1),
            "acknowledged": phone.intake.number + 1,
            "clock": f"{now():%Y-%m-%dT%H:%MZ}",
        }
        bodies.append(json.dumps(body).encode())
    return bodies


def signature(phone: Phone, body: bytes) -> str:
    """Sign a body as the phone's browser does: raw r ‖ s."""
    statement = b"ravny sync 1" + hashlib.sha256(body).digest()
    r, s = decode_dss_signature(phone.private_key.sign(statement, ec.ECDSA(hashes.SHA256())))
    return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def send(phone: Phone, bodies: Sequence[bytes]) -> list[float]:
    """Post the batches over one connection; return the seconds of each."""
    port = int(os.environ["RAVNY_PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seconds = []
    for body in bodies:
        headers = {
            "Host": f"field.localhost:{port}",
            "Content-Type": "application/json",
            "X-Ravny-Phone": str(phone.phone_id),
            "X-Ravny-Signature": signature(phone, body),
        }
        begun = time.perf_counter()
        connection.request("POST", "/sync", body, headers)
        answer = connection.getresponse()
        stored = json.loads(answer.read())
        seconds.append(time.perf_counter() - begun)
        if answer.status != 200 or len(stored["stored"]) != len(json.loads(body)["records"]):
            raise RuntimeError(f"sync answered {answer.status}: {stored}")
    return seconds


def peer(home: Path, bodies: Sequence[bytes]) -> list[float]:
    """Write the same rows plainly, batch by batch; return the seconds of each."""
    pragma = f"PRAGMA key = \"x'{database_key().hex()}'\""
    source = sqlcipher.connect(home / "ravny.db")
    source.execute(pragma)
    target = sqlcipher.connect(home / "peer.db", isolation_level=None)
    target.execute(pragma)
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "cache_size=-32000",
    ):
        target.execute(f"PRAGMA {setting}").fetchall()
    for table, _column in TABLES:
        statements = source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') "
            "AND sql IS NOT NULL ORDER BY type DESC",
            (table,),
        )
        for (statement,) in statements.fetchall():
            target.execute(statement)
    seconds = []
    entries = source.execute("SELECT * FROM journal_entry ORDER BY id DESC").fetchall()
    for position, body in enumerate(bodies):
        ids = [record["id"].replace("-", "") for record in json.loads(body)["records"]]
        rows = {}
        for table, column in TABLES[:-1]:
            marks = ",".join("?" * len(ids))
            found = source.execute(f"SELECT * FROM {table} WHERE {column} IN ({marks})", ids)
            rows[table] = found.fetchall()
        rows["journal_entry"] = [entries[position]]
        begun = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            marks = ",".join("?" * len(found[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
        target.execute("COMMIT")
        seconds.append(time.perf_counter() - begun)
    return seconds


def tens(seconds: Sequence[float]) -> list[float]:
    """Return the seconds of each ten batches in a row: a thousand encounters."""
    return [sum(seconds[start : start + 10]) for start in range(0, len(seconds) - 9, 10)]


def measure(quick: bool) -> Measured:
    """Return encounters per second of both, and their ratio."""
    phone, world = register()
    hundred = batches(phone, world, 40 if quick else 120)
    warm, timed = hundred[:10], hundred[10:]
    with _house.served():
        send(phone, warm)
        sync = send(phone, timed)
    plain = peer(_house.HOME, timed)
    ours, theirs = BATCH / statistics.median(sync), BATCH / statistics.median(plain)
    figures = {
        "encounters per second, batches of 100": ours,
        "encounters per second, 1,000 at once": 10 * BATCH / statistics.median(tens(sync)),
        "encounters per second, all batches": BATCH * len(sync) / sum(sync),
        "executemany per second, batches of 100": theirs,
        "batches timed": len(sync),
    }
    return Measured(figures, ours / theirs)


if __name__ == "__main__":
    sys.exit(run("ingest", measure, goal=0.2, at_most=False))
