"""Where people can type freely: read from the code, so that a new place cannot be forgotten.

A place is named as it is found: "staff.forms.InviteForm.login" for a field of a Django form,
"field/contact.html note" for a box that stands in a template or is made by a script.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.guards import house

# Fields of Django and of ours that a person types into, whatever else they check.
TYPED = {
    "CharField", "RegexField", "SlugField", "EmailField", "URLField", "JSONField", "FileField",
    "ImageField", "ClientCodeField", "OneTimeCode", "SealedFormField",
}  # fmt: skip
BOXES = {"TextInput", "Textarea", "Paragraph", "CodeBox", "EmailInput", "URLInput", "PasswordInput"}
TYPES = {"text", "search", "tel", "url", "email", "password", "file"}
# A sealed box stands for a field of a form, a phrase's box is named where it is put in.
PARTS = {"vault/widgets/sealed.html", "kit/components/phrase_box.html"}
_MADE = re.compile(
    r"""createElement\(\s*["'](?:input|textarea)["']|<textarea|<input|contentEditable\s*="""
)


def _called(node: ast.AST) -> str:
    """Return the last name of what is called: "CharField" of `forms.CharField(…)`."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else ""
        return function.attr if owner == "forms" else ""
    return function.id if isinstance(function, ast.Name) else ""


def _is_typed(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    widgets = [word.value for word in node.keywords if word.arg == "widget"]
    names = {_called(one) or getattr(one, "attr", getattr(one, "id", "")) for one in widgets}
    if "HiddenInput" in names:
        return False
    return _called(node) in TYPED or bool(names & BOXES)


def _declared_below(node: ast.AST, path: tuple[str, ...]) -> Iterator[str]:
    """Yield what each typed field below a node is called; one that a function returns: by it."""
    for child in ast.iter_child_nodes(node):
        inner = path
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            inner = (*path, child.name)
        elif isinstance(child, ast.Assign):
            inner = (*path, _name(child.targets[0]))
        elif isinstance(child, ast.AnnAssign):
            inner = (*path, _name(child.target))
        if isinstance(child, ast.Dict):
            for key, value in zip(child.keys, child.values, strict=True):
                inner = path if key is None else (*path, _name(key))
                yield from [".".join(inner)] if _is_typed(value) else _declared_below(value, inner)
        elif _is_typed(child):
            yield ".".join(inner)
        else:
            yield from _declared_below(child, inner)


def _name(node: ast.AST) -> str:
    """Return what a field is called where it is assigned: a name, a key, a subscript."""
    if isinstance(node, ast.Subscript):
        return _name(node.slice)
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _name(part) if isinstance(part, ast.Constant) else "#" for part in node.values
        )
    return str(getattr(node, "id", getattr(node, "attr", "?")))


def in_forms() -> Iterator[str]:
    """Yield each declaration of a form's field that somebody types into."""
    for path in house.sources("ravny"):
        if "models" in path.parts or path.stem == "models":
            continue
        if any(name == "django.db.models.CharField" for _line, name in house.imports(path)):
            continue  # a column, where it is not a form's
        room = ".".join(house.dotted(path).split(".")[2:])
        for found in _declared_below(house.tree(path), ()):
            yield f"{room}.{found}"


class _Boxes(HTMLParser):
    """Collects the boxes of a template's own markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a box by its id, its name or the attribute its script knows it by."""
        known = {name: value or "" for name, value in attrs}
        kind = known.get("type", "text").lower()
        editable = "contenteditable" in known
        if tag == "textarea" or editable or (tag == "input" and kind in TYPES):
            named = known.get("id") or known.get("name")
            marks = [name for name in known if name.startswith("data-")]
            self.found.append(named or (marks or ["nameless"])[0])


def in_templates() -> Iterator[str]:
    """Yield each box that a template writes itself; a phrase's box where it is put in."""
    for name, path in house.templates():
        if path.suffix != ".html" or name in PARTS:
            continue
        text, boxes = path.read_text("utf-8"), _Boxes()
        # Tags of Django inside of an HTML tag would be taken for its attributes.
        boxes.feed(re.sub(r"\{%.*?%\}", " ", text, flags=re.S))
        found = boxes.found + re.findall(r'phrase_box\.html" with id="([^"]+)"', text)
        yield from (f"{name} {shape(one)}" for one in dict.fromkeys(found))


def in_scripts() -> Iterator[str]:
    """Yield each line of a script that makes a box: none may, or each has its row in the table."""
    for path in house.sources("frontend/src", ending=".ts"):
        if ".test." in path.name or "bench" in path.parts:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if _MADE.search(line):
                yield f"{Path(*path.relative_to(house.ROOT).parts[2:])}:{number}"


def shape(name: str) -> str:
    """Return a box's name without what differs between pages: numbers, a template's values."""
    bare = re.sub(r"\{\{.*?\}\}", "#", name).removeprefix("id_")
    return re.sub(r"\d+", "#", bare)
