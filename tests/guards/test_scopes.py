"""Everything belongs to an organisation, and a query that forgets it is an error."""

import ast

import pytest
from django.db import models
from django_scopes import ScopeError

from ravny.core.kit.records import Record
from tests.guards import house

# Where nobody is signed in yet, or the work is for every organisation: sign-in, the phone's door,
# the portal, the installation's own commands and periodic work.
WITHOUT_SCOPE = ("ravny.core.", "ravny.config.", "ravny.insight.upkeep.", "ravny.doors.")


def records() -> list[type[models.Model]]:
    return [model for model in house.models_of_ours() if issubclass(model, Record)]


@pytest.mark.parametrize("model", records(), ids=lambda model: model._meta.label)
def test_a_query_without_an_organisation_is_an_error(model: type[models.Model]) -> None:
    with pytest.raises(ScopeError):
        model._default_manager.filter(pk=None).exists()


def test_every_model_of_a_room_above_the_core_is_a_record() -> None:
    wrong = [
        model._meta.label
        for model in house.models_of_ours()
        if not model.__module__.startswith("ravny.core.")
        and not issubclass(model, Record)
        and not model._meta.auto_created
    ]
    house.none_of(wrong)


def goes_around(node: ast.Attribute) -> bool:
    if node.attr == "_base_manager":
        return True
    on_manager = isinstance(node.value, ast.Attribute) and node.value.attr == "objects"
    return on_manager and node.attr in ("raw", "extra")


def test_nobody_goes_around_the_scoped_manager() -> None:
    wrong = []
    for path in house.sources("ravny"):
        for node in ast.walk(house.tree(path)):
            if isinstance(node, ast.Attribute) and goes_around(node):
                wrong.append(house.where(path, node.lineno))
    house.none_of(wrong)


def test_scopes_are_lifted_only_where_nobody_is_signed_in() -> None:
    wrong = []
    for path in house.sources("ravny"):
        lifts = any(name == "django_scopes.scopes_disabled" for _, name in house.imports(path))
        if lifts and not house.dotted(path).startswith(WITHOUT_SCOPE):
            wrong.append(house.where(path))
    house.none_of(wrong)


def test_every_desk_page_has_a_gate() -> None:
    """A view behind the desk's door carries the permission it asks for (staff.access)."""
    wrong = []
    for route, pattern in house.patterns("desk"):
        gate = hasattr(pattern.callback, "permission")
        gate = gate or getattr(pattern.callback, "is_public", False)
        if not gate:
            wrong.append(f"{route or '/'} → {pattern.lookup_str}")
    house.none_of(wrong)
