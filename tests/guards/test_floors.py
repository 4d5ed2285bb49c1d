"""Imports and foreign keys go down the floors; what is private to a room stays in it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import models

from tests.guards import house

# Other rooms speak to a room's operations, queries and types, never to these. What the core offers
# as parts of forms (the kit's base, the vault's sealed field) is made for the rooms above it.
PRIVATE = {"models", "views", "forms", "urls", "api"}
PRIVATE_IN_CORE = PRIVATE - {"forms"}
READERS = ("ravny.core.vault.reader", "ravny.core.vault.pen", "ravny.core.vault.renewer")
MAY_READ = "ravny.config.demo"


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    if not linter.exists():  # bin/test alone does not install it; bin/check runs it by itself
        pytest.skip("import-linter comes with requirements/dev.txt; bin/check runs it")
    answer = subprocess.run([linter], cwd=house.ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_no_import_is_excused_from_the_contracts() -> None:
    assert "ignore_imports" not in (house.ROOT / ".importlinter").read_text("utf-8")


def test_every_import_goes_down_the_floors() -> None:
    wrong = []
    for path in house.sources("ravny"):
        room = house.room_of(house.dotted(path))
        for line, name in house.imports(path):
            target = house.room_of(name)
            if room and target and not house.may_lean_on(room, target):
                wrong.append(f"{house.where(path, line)} imports {name}")
    house.none_of(wrong)


def test_models_views_and_forms_are_private_to_their_room() -> None:
    wrong = []
    for path in house.sources("ravny"):
        room = house.room_of(house.dotted(path))
        for line, name in house.imports(path):
            target = house.room_of(name)
            inner = name.removeprefix(f"{target}.").split(".")[0]
            strange = target not in ("", room, "ravny.core.kit", "ravny.config")
            private = PRIVATE_IN_CORE if target.startswith("ravny.core.") else PRIVATE
            if strange and inner in private:
                wrong.append(f"{house.where(path, line)} imports {name}")
    house.none_of(wrong)


def test_only_the_demo_opens_sealed_text_on_the_server() -> None:
    wrong = []
    for path in house.sources("ravny", "tools"):
        module = house.dotted(path)
        for line, name in house.imports(path):
            reads = name.startswith(READERS)
            allowed = module in (*READERS, MAY_READ) or module.startswith(f"{MAY_READ}.")
            if reads and not allowed:
                wrong.append(house.where(path, line))
    house.none_of(wrong)


def test_no_import_hides_inside_a_function() -> None:
    """`AppConfig.ready` is the one place where Django asks for it."""
    wrong = []
    for path in house.sources("ravny"):
        for function in ast.walk(house.tree(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if path.name == "apps.py" and function.name == "ready":
                continue
            wrong += [
                house.where(path, node.lineno)
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
    house.none_of(wrong)


def test_foreign_keys_point_down_the_floors() -> None:
    wrong = []
    for model in house.models_of_ours():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            upper = house.room_of(model.__module__)
            lower = house.room_of(field.related_model.__module__)
            # `Record` of the kit names staff; the column belongs to the room that inherits it.
            if not lower or not house.may_lean_on(upper, lower):
                wrong.append(f"{model._meta.label}.{field.name} → {field.related_model}")
    house.none_of(wrong)


def test_templates_extend_and_include_only_their_own_room_and_the_kit() -> None:
    wrong = []
    for name, path in house.templates():
        room = path.relative_to(house.PACKAGE).parts[1]
        if name.partition("/")[0] != room:
            wrong.append(f"{house.where(path)} is not in templates/{room}/")
        text = path.read_text("utf-8")
        for tag in ("extends", "include"):
            for piece in text.split(f"{{% {tag} ")[1:]:
                target = piece.lstrip()
                # Django's own widgets are a library's, not a room's.
                owner = target[1:].partition("/")[0]
                if target[:1] in "\"'" and owner not in (room, "kit", "django"):
                    wrong.append(f"{house.where(path)} {tag}s {target.split()[0]}")
    house.none_of(wrong)
