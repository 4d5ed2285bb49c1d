"""What the insider looks at: rows, chains, files. Every answer is plain JSON."""

from base64 import urlsafe_b64encode
from collections import Counter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import Sum
from django_scopes import scopes_disabled

from ravny.config.demo.signs import TOTP_SECRET
from ravny.core.journal.models import Erased, SubjectKey
from ravny.core.journal.queries import chains, verify_chain
from ravny.core.kit.clock import now
from ravny.core.staff.models import Account
from ravny.core.staff.queries import actor_of
from ravny.core.staff.secrets import totp_code
from ravny.core.vault import instance, operations
from ravny.core.vault.models import Circle, Epoch, IntakeKey, Wrap
from ravny.core.vault.models.trust import RecoveryWrap, Root
from ravny.core.vault.phrase import phrase_secrets
from ravny.insight.upkeep.models import Lease, Run
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter, Handout, Site
from ravny.services.outreach.models import IntakeRecord, SiteSafetyNote
from ravny.services.stock.models import Balance, Item, Movement, Place
from tests.upkeep.kills import aged
from tests.upkeep.kills.aged import age as age
from tests.upkeep.kills.aged import gone as gone

LIVING = ("next", "current", "retired")


def secret(login: str, phrase: str) -> dict[str, str]:
    """Return what a browser derives, and the code of this half minute."""
    derived = phrase_secrets(phrase, instance.instance_id(), login)
    text = urlsafe_b64encode(derived.login).rstrip(b"=").decode()
    return {"secret": text, "code": totp_code(TOTP_SECRET, now())}


def invite(login: str) -> str:
    """Return the code of a link for a phone."""
    with scopes_disabled():
        account_id = Account.objects.get(login=login).id
    return operations.invite_phone(actor=actor_of(account_id)).token


def places(login: str) -> dict[str, list[str]]:
    """Return what forms and phones are filled with."""
    with scopes_disabled():
        mine = Account.objects.get(login=login)
        teams = actor_of(mine.id).teams
        cards = Client.objects.filter(merged_into=None, organisation_id=mine.organisation_id)
        return {
            "sites": _ids(Site.objects.filter(team_id__in=teams)),
            "items": _ids(Item.objects.all()),
            "stores": _ids(Place.objects.filter(holder=None)),
            "clients": [f"{one.id} {one.code}" for one in cards.order_by("id")],
        }


def _ids(rows: "models.QuerySet[Any]") -> list[str]:
    return [str(one) for one in rows.values_list("id", flat=True)]


@scopes_disabled()
def look(
    acked: dict[str, int], sent: dict[str, int], deliveries: list[str], tried: list[str],
    erased: list[str], cards: dict[str, int],
) -> dict[str, Any]:  # fmt: skip
    """Look at everything; `acked`, `sent`: record → pieces handed out; `cards`: card → rows."""
    wrong = [
        *_file(), *_records(acked, sent), *_deliveries(deliveries, tried), *_balances(),
        *_journal(), *_erasures(erased, cards), *_intake(), *_circles(), *aged.check(),
    ]  # fmt: skip
    running = Run.objects.filter(state="running").count()
    return {"wrong": wrong, "stored": len(acked), "running": running}


def _file() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return []
        cursor.execute("PRAGMA integrity_check")
        said = [str(line) for (line,) in cursor.fetchall() if line != "ok"]
        cursor.execute("PRAGMA cipher_integrity_check")
        said += [str(row) for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        return said + [f"points to nothing: {row}" for row in cursor.fetchall()]


def _records(acked: dict[str, int], sent: dict[str, int]) -> list[str]:
    """What was acknowledged is there; what is there is whole and there once."""
    ids = [UUID(one) for one in sent]
    met = {str(one) for one in Encounter.objects.filter(id__in=ids).values_list("id", flat=True)}
    kept = Counter(
        str(one) for one in IntakeRecord.objects.filter(id__in=ids).values_list("id", flat=True)
    )
    given: Counter[str] = Counter()
    for row in Handout.objects.filter(encounter_id__in=ids):
        given[str(row.encounter_id)] += row.quantity
    moved: Counter[str] = Counter()
    for row in Movement.objects.filter(cause_id__in=ids, reason="issued"):
        moved[str(row.cause_id)] -= row.change
    wrong = [f"acknowledged and lost: {one}" for one in acked if one not in met]
    for one in sent:
        right = sent[one] if one in met else 0
        whole = (given[one], moved[one], kept[one])
        if whole != (right, right, int(one in met)):
            wrong.append(f"half or double: {one}: {whole}, {right} handed out")
    return wrong


def _deliveries(done: list[str], tried: list[str]) -> list[str]:
    ids = [UUID(one) for one in tried]
    found = Counter(
        str(one)
        for one in Movement.objects.filter(cause_id__in=ids).values_list("cause_id", flat=True)
    )
    lost = [f"delivery lost: {one}" for one in done if not found[one]]
    return lost + [f"delivery {many} times: {one}" for one, many in found.items() if many > 1]


def _balances() -> list[str]:
    sums = {
        (place, lot): total
        for place, lot, total in Movement.objects.values_list("place_id", "lot_id").annotate(
            total=Sum("change")
        ).order_by()
    }  # fmt: skip
    rows = {(row.place_id, row.lot_id): row.quantity for row in Balance.objects.all()}
    keys = {key for key, total in sums.items() if total} | {
        key for key, many in rows.items() if many
    }
    return [
        f"balance {rows.get(key)} of {sums.get(key)}"
        for key in keys
        if rows.get(key) != sums.get(key)
    ]


def _journal() -> list[str]:
    verdicts = [verify_chain(one) for one in chains()]
    return [f"journal broken at {one.broken_at}: {one.fault}" for one in verdicts if one.broken_at]


def tally() -> dict[str, int]:
    """Return of every card how many rows lead to it."""
    found: Counter[str] = Counter()
    with scopes_disabled():
        for model, column in _leading():
            ids = model._base_manager.exclude(**{column: None}).values_list(column, flat=True)
            found.update(str(one) for one in ids)
        cards = Client.objects.filter(merged_into=None).values_list("id", flat=True)
        return {str(one): found[str(one)] for one in cards}


def _leading() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is Client
        and model._meta.app_label != "indicators"  # worked out anew every hour
    ]


def _erasures(erased: list[str], cards: dict[str, int]) -> list[str]:
    """A card and all that leads to it is there, or none of it and a line in the ledger."""
    present, noted = (
        tally(),
        {str(one) for one in Erased.objects.values_list("object_id", flat=True)},
    )
    keys = {str(one) for one in SubjectKey.objects.values_list("subject_id", flat=True)}
    wrong = [f"erased and there: {one}" for one in erased if one in present]
    for one, rows in cards.items():
        if one in present and (present[one] < rows or one in noted):
            wrong.append(f"half erased: {one}")
        if one not in present and (one not in noted or one in keys):
            wrong.append(f"gone without a trace: {one}")
    return wrong


def _intake() -> list[str]:
    """Every living key has its file; there is one current and one next."""
    rows = list(IntakeKey.objects.filter(state__in=LIVING))
    folder = instance.keys_folder() / "intake"
    wrong = [
        f"no file of key {one.number}" for one in rows if not (folder / f"{one.id}.key").exists()
    ]
    many = Counter(one.state for one in rows)
    return wrong if (many["current"], many["next"]) == (1, 1) else [*wrong, f"keys: {dict(many)}"]


def _circles() -> list[str]:
    """Every epoch is whole: wrapped for people and for the sheets, without a gap in the numbers."""
    wrong = []
    root = Root.objects.filter(retired_on=None).first()
    for circle in Circle.objects.all():
        epochs = list(Epoch.objects.filter(circle=circle).order_by("number"))
        if [one.number for one in epochs] != list(range(1, len(epochs) + 1)):
            wrong.append(f"a gap in the epochs of {circle.id}")
        for one in epochs[-1:]:
            wraps = Wrap.objects.filter(epoch=one).exists()
            sheets = root is None or RecoveryWrap.objects.filter(epoch=one, root=root).exists()
            if not (wraps and sheets):
                wrong.append(f"half an epoch of {circle.id}")
    return wrong


@scopes_disabled()
def state() -> dict[str, Any]:
    """Return who holds the lease, which backups are open, how many notes there are."""
    lease = Lease.objects.first()
    open_runs = Run.objects.filter(state__in=("running", "waiting")).count()
    done = Run.objects.filter(state="done").count()
    epochs, keys = Epoch.objects.count(), IntakeKey.objects.count()
    holder = (
        {"holder": lease.holder, "beat": (now() - lease.beats_at).total_seconds()} if lease else {}
    )
    return {
        "lease": holder,
        "open": open_runs,
        "done": done,
        "epochs": epochs,
        "intake": keys,
        "encounters": Encounter.objects.count(),
        "notes": SiteSafetyNote.objects.count(),
    }
