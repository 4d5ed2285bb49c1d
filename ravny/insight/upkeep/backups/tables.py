"""Which tables a backup holds, and how their values are written so that any database reads them.

Neutral values are what SQLite keeps: a UUID as 32 hexadecimal digits, days and moments (UTC) as
text, true as 1, bytes as bytes, JSON and decimals as text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

# Who is signed in, who waits, who works: none of it outlives the machine it was on. The keys of
# backups least of all: whoever opened one would otherwise hold the copies of the months before.
LEFT_OUT = frozenset(
    {
        "django_session",
        "django_tasks_database_dbtaskresult",
        "staff_signin",
        "staff_throttle",
        "upkeep_lease",
        "upkeep_run",
        "vault_backupcopy",
        "vault_backupidentity",
        "vault_phoneinvitation",
    }
)
_KINDS = {
    "UUIDField": "uuid",
    "BooleanField": "bool",
    "DateField": "date",
    "DateTimeField": "moment",
    "BinaryField": "bytes",
    "JSONField": "json",
    "DecimalField": "decimal",
    "FloatField": "float",
    "AutoField": "int",
    "BigAutoField": "int",
    "IntegerField": "int",
    "BigIntegerField": "int",
    "SmallIntegerField": "int",
    "PositiveIntegerField": "int",
    "PositiveBigIntegerField": "int",
    "PositiveSmallIntegerField": "int",
    "CharField": "text",
    "TextField": "text",
}
# Bytes of a row that may be as long as they like.
_WIDE = 4096
KINDS = frozenset(_KINDS.values())


@dataclass(frozen=True)
class Table:
    """A table by its name, its columns in order, each with the kind of its values.

    `is_narrow`: whatever its rows hold, thousands of them are a few megabytes.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    is_narrow: bool = True


def kind_of(field: "models.Field[Any, Any]") -> str:
    """Return the kind of a field's values; raises KeyError for one that nobody has thought of."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return _KINDS[field.get_internal_type()]


def every_table() -> list[Table]:
    """Return the tables a backup holds, whoever is pointed at before who points."""
    known = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [_table(known[name]) for name in _ordered(known) if name not in LEFT_OUT]


def _table(model: type[models.Model]) -> Table:
    fields = model._meta.local_concrete_fields
    columns = tuple((str(field.column), kind_of(field)) for field in fields)
    sealed = [field.max_length for field in fields if kind_of(field) == "bytes"]
    return Table(model._meta.db_table, columns, sum(most or _WIDE for most in sealed) < _WIDE)


def _ordered(known: dict[str, type[models.Model]]) -> list[str]:
    done: list[str] = []
    entered: set[str] = set()

    def visit(name: str) -> None:
        if name in entered:
            return
        entered.add(name)
        for target in sorted(_targets(known[name])):
            if target in known:
                visit(target)
        done.append(name)

    for name in sorted(known):
        visit(name)
    return done


def _targets(model: type[models.Model]) -> Iterable[str]:
    return {
        field.related_model._meta.db_table
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey)
    }
