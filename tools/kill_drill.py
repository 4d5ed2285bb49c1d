"""`python -m tools.kill_drill --times 200 --seed 1`: kill −9 at random moments of a journey.

Takes an installation of made-up people in a folder of its own; `--postgresql` puts it on a server
of its own. Ends with a table; with an error when anything was lost, doubled or half done.
"""

import argparse
import contextlib
import importlib
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import django


def main() -> int:
    """Run the drill and print its table."""
    parser = argparse.ArgumentParser(prog="kill_drill")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--without-browsers", action="store_true")
    wanted = parser.parse_args()
    # The browsers' helpers know the models; the drill itself never opens this process's database.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    staging: Any = importlib.import_module("tests.upkeep.kills.staging")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ravny-kill-")))
        drill = stack.enter_context(
            staging.staged(
                folder,
                times=wanted.times,
                seed=wanted.seed,
                tell=lambda line: print(line, flush=True),
                postgresql=wanted.postgresql,
                browsers=not wanted.without_browsers,
            )
        )
        print(drill.run().table(), flush=True)
        return 1 if drill.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
