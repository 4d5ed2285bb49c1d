"""A sealed column is written through its model only: there the last gate and the register stand."""

import ast

from ravny.core.vault import places
from tests.guards import house

PAST_THE_MODEL = {"update", "bulk_update", "update_or_create"}


def empties(value: ast.expr) -> bool:
    """Tell whether no text is written: erasing does that, and marks its place in the register."""
    return isinstance(value, ast.Constant) and value.value is None


def names_given(call: ast.Call) -> set[str]:
    """Return the columns a call names: as keywords, or in a list of texts."""
    texts = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
    keywords = {one.arg for one in call.keywords if one.arg and not empties(one.value)}
    is_bulk = isinstance(call.func, ast.Attribute) and call.func.attr == "bulk_update"
    return keywords | ({str(text) for text in texts} if is_bulk else set())


def test_nobody_updates_a_sealed_column_past_its_model() -> None:
    columns = {name for _model, name in places.columns().values()}
    assert {"note", "called", "text", "contact"} <= columns
    wrong = [
        house.where(path, node.lineno)
        for path in house.sources("ravny")
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in PAST_THE_MODEL
        and names_given(node) & columns
    ]
    house.none_of(wrong)


def test_every_kind_stands_in_one_column_and_has_a_name() -> None:
    kinds = places.columns()
    assert "encounter.note" in kinds
    house.none_of([kind for kind in kinds if places.label_of(kind) == kind])
