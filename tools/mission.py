"""Which test shows which row of docs/mission.md: `python -m tools.mission update|check`.

A test names its rows: `@pytest.mark.mission("S61")`. The last column of each table is written
from those marks and never by hand.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mission.md"
ROW = re.compile(r"^\| (S\d+) \|")


def marked_rows(function: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    """Yield the rows in the mission marks of a test or of a class of tests."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.mission":
            for argument in mark.args:
                yield str(ast.literal_eval(argument))


def shown_by() -> dict[str, list[str]]:
    """Return for each row the tests that show it, as pytest names them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for row in marked_rows(node):
                    found[row].append(f"{path.relative_to(ROOT)}::{node.name}")
    return dict(found)


def page_rows() -> list[str]:
    """Return the rows that docs/mission.md lists, in its order."""
    lines = PAGE.read_text("utf-8").splitlines()
    return [match.group(1) for line in lines if (match := ROW.match(line))]


def rendered() -> str:
    """Return the page with its last column written anew."""
    tests = shown_by()
    lines = []
    for line in PAGE.read_text("utf-8").splitlines():
        match = ROW.match(line)
        if match:
            cells = line.strip("|").split("|")[:3]
            shown = ", ".join(f"`{name}`" for name in sorted(tests.get(match.group(1), [])))
            line = f"|{'|'.join(cells)}| {shown or '—'} |"
        lines.append(line)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page anew, or tell whether it is as it would be written."""
    if arguments == ["update"]:
        PAGE.write_text(rendered(), "utf-8")
        return 0
    if arguments == ["check"]:
        current = rendered() == PAGE.read_text("utf-8")
        print("docs/mission.md is current." if current else "Run: python -m tools.mission update")
        return 0 if current else 1
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
