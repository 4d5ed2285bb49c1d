"""Nothing grows until nobody reads it: file ≤ 300, function ≤ 40, view ≤ 25, template ≤ 150."""

import ast
from pathlib import Path

from tests.guards import house

FILE, FUNCTION, VIEW, TEMPLATE = 300, 40, 25, 150


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_longer_than_300_lines() -> None:
    files = [
        *house.sources("ravny", "tests", "tools", "bench"),
        *house.sources("frontend", ending=".ts"),
        *house.sources("frontend", ending=".mjs"),
    ]
    house.none_of([f"{house.where(path)}: {lines(path)}" for path in files if lines(path) > FILE])


def test_no_template_is_longer_than_150_lines() -> None:
    long = [path for _, path in house.templates() if lines(path) > TEMPLATE]
    house.none_of([f"{house.where(path)}: {lines(path)}" for path in long])


def test_no_function_is_longer_than_40_lines_and_no_view_than_25() -> None:
    wrong = []
    for path in house.sources("ravny", "tests", "tools", "bench"):
        is_views = path.stem == "views" or path.parent.name == "views"
        for node in ast.walk(house.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                limit = VIEW if is_views else FUNCTION
                if length > limit:
                    wrong.append(
                        f"{house.where(path, node.lineno)} {node.name}: {length} > {limit}"
                    )
    house.none_of(wrong)
