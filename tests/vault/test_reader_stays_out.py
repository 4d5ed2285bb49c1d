"""What opens and seals circle text in Python is never loaded by the process that serves pages."""

import subprocess
import sys

from tests.guards import house

READERS = ("ravny.core.vault.reader", "ravny.core.vault.pen", "ravny.core.vault.renewer")
MAY = (
    "ravny/config/demo/",
    "ravny/core/vault/reader.py",
    "ravny/core/vault/pen.py",
    "ravny/core/vault/renewer.py",
)


def test_only_the_demonstration_imports_the_reader() -> None:
    wrong = [
        house.where(path, line)
        for path in house.sources("ravny")
        for line, name in house.imports(path)
        if name.startswith(READERS) and not house.where(path).startswith(MAY)
    ]
    assert wrong == []


def test_a_web_process_has_not_loaded_it() -> None:
    program = (
        "import tests.settings, django, sys; django.setup();"
        "from importlib import import_module;"
        "[import_module(f'ravny.config.urls_{door}') for door in ('desk', 'field', 'portal')];"
        f"sys.exit(not sys.modules.keys().isdisjoint({READERS!r}))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"}
    run = subprocess.run([sys.executable, "-c", program], env=environment, cwd=house.ROOT)
    assert run.returncode == 0
