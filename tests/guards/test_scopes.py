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

# The desk's pages for people who are not signed in, in one visible place: they touch no record of a
# client. The health page says well or not; the components are the kit's own show-case.
OPEN_TO_ALL = {"healthz", "kit/", "staff/sign-in", "staff/join/<str:token>", "staff/language"}


def scoped() -> list[type[models.Model]]:
    """Return what belongs to an organisation: all records, all of the people's and services' rooms.

    What upkeep and the journal note of their own work belongs to the installation.
    """
    floors = ("ravny.people.", "ravny.services.")
    return [
        model
        for model in house.models_of_ours()
        if issubclass(model, Record) or model.__module__.startswith(floors)
    ]


@pytest.mark.parametrize("model", scoped(), ids=lambda model: model._meta.label)
def test_a_query_without_an_organisation_is_an_error(model: type[models.Model]) -> None:
    with pytest.raises(ScopeError):
        model._default_manager.filter(pk=None).exists()


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


def test_a_scope_that_is_lifted_above_the_core_says_why_in_its_line() -> None:
    """An id is one of all organisations', say, so whether it is known is asked without a scope."""
    wrong = []
    for path in house.sources("ravny"):
        if house.dotted(path).startswith(WITHOUT_SCOPE):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if "scopes_disabled(" in line and len(line.partition("#")[2].strip()) < 12:
                wrong.append(house.where(path, number))
    house.none_of(wrong)


def test_every_desk_page_has_a_gate() -> None:
    """A view behind the desk's door carries the permission it asks for (staff.access)."""
    open_pages = {
        route
        for route, pattern in house.patterns("desk")
        if not hasattr(pattern.callback, "permission")
    }
    house.none_of(sorted(open_pages - OPEN_TO_ALL))
