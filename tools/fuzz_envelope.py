"""Fuzz every reader of strangers' bytes: `python -m tools.fuzz_envelope [--minutes N] [--seed S]`.

With atheris, where it has a wheel, new inputs are kept by the code they reach; without it by the
refusals they meet. Shows what it does, can be stopped with Ctrl-C, tells its figures as one line of
JSON and ends with 1 when a reader crashed. The input of a crash is kept beside the figures.
"""

import argparse
import contextlib
import hashlib
import importlib
import importlib.util
import inspect
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Protocol

MOST_CRASHES = 20
SHOWN_EVERY = 10


class Reader(Protocol):
    """What is fuzzed: see fuzz_targets.Target."""

    @property
    def name(self) -> str: ...

    @property
    def honest(self) -> list[bytes]: ...

    def outcome(self, data: bytes) -> str: ...


class Ended(Exception):
    """The time is over, somebody stopped it, or there is enough to mend."""


@dataclass
class Session:
    """One run: what was tried, what came of it."""

    targets: Sequence[Reader]
    seconds: float
    crashes_to: Path
    begun: float = field(default_factory=time.monotonic)
    tries: int = 0
    shown: float = 0.0
    stopped: bool = False
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    crashes: dict[str, str] = field(default_factory=dict)

    @property
    def spent(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.begun

    def stop(self, *_args: object) -> None:
        """End with the next try."""
        self.stopped = True

    def one(self, data: bytes) -> tuple[str, str]:
        """Try an input, whose first byte names the target; raises Ended."""
        spent = self.spent
        if self.stopped or spent > self.seconds or len(self.crashes) >= MOST_CRASHES:
            raise Ended
        if spent - self.shown >= SHOWN_EVERY:
            self.show(spent)
        target = self.targets[(data[0] if data else 0) % len(self.targets)]
        try:
            outcome = target.outcome(data[1:])
        except Exception as error:
            outcome = self.crashed(target, data[1:], error)
        self.tries += 1
        self.outcomes[target.name, outcome] += 1
        return target.name, outcome

    def crashed(self, target: Reader, data: bytes, error: Exception) -> str:
        """Keep one input for each place that crashes."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = (
            f"{target.name}: {type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
        )
        if place not in self.crashes:
            self.crashes_to.mkdir(parents=True, exist_ok=True)
            path = self.crashes_to / hashlib.sha256(data).hexdigest()[:16]
            path.write_bytes(data)
            self.crashes[place] = str(path)
            print(f"CRASH {place}, input in {path}", flush=True)
        return "CRASH"

    def show(self, spent: float) -> None:
        """Print a line of progress."""
        self.shown = spent
        rate, kinds = self.tries / max(spent, 0.001), len(self.outcomes)
        line = f"{spent:7.0f} s {self.tries:12,} tries {rate:9,.0f}/s {kinds:5} outcomes"
        print(f"{line} {len(self.crashes):3} crashes", flush=True)

    def figures(self, engine: str) -> dict[str, Any]:
        """Return what is told in the end."""
        refusals = {outcome for _name, outcome in self.outcomes} - {"accepted", "CRASH"}
        by_target: dict[str, dict[str, int]] = {target.name: {} for target in self.targets}
        for (name, outcome), number in sorted(self.outcomes.items()):
            by_target[name][outcome] = number
        told = {"fuzz": "envelope", "engine": engine, "seconds": round(self.spent, 1)}
        told |= {"tries": self.tries, "refusals": sorted(refusals), "outcomes": by_target}
        return told | {"crashes": self.crashes}


def corpus(session: Session) -> list[bytes]:
    """Return the honest inputs, each with its target's byte in front."""
    return [bytes([at]) + one for at, each in enumerate(session.targets) for one in each.honest]


def changed(data: bytes, random: Random, session: Session) -> bytes:
    """Change an input, seldom its target."""
    from tools.fuzz_mutators import mutated

    first = data[:1] if data and random.random() < 0.97 else random.randbytes(1)
    target = session.targets[first[0] % len(session.targets)]
    return first + mutated(data[1:], random, target.honest)


def by_chance(session: Session, random: Random) -> None:
    """Fuzz without a library: inputs with a new outcome are kept and changed again."""
    kept = corpus(session)
    seen = {session.one(data) for data in kept}
    while True:
        data = changed(random.choice(kept), random, session)
        outcome = session.one(data)
        if outcome not in seen:
            seen.add(outcome)
            kept.append(data)


def by_coverage(session: Session, random: Random, end: Callable[[], None]) -> None:
    """Fuzz with atheris, which never returns: `end` leaves the process."""
    atheris = importlib.import_module("atheris")
    folder = Path(tempfile.mkdtemp(prefix="ravny-fuzz-"))
    for number, data in enumerate(corpus(session)):
        (folder / str(number)).write_bytes(data)

    def one(data: bytes) -> None:
        try:
            session.one(data)
        except Ended:
            shutil.rmtree(folder, ignore_errors=True)
            end()

    def change(data: bytes, most: int, seed: int) -> bytes:
        turn = Random(seed)
        if turn.random() < 0.25:
            return bytes(atheris.Mutate(data, most))
        return changed(data, turn, session)[:most]

    options = ["-max_len=90001", "-len_control=0", "-handle_int=0", "-print_final_stats=0"]
    options += ["-verbosity=0", "-rss_limit_mb=0", f"-seed={random.randrange(1, 2**31)}"]
    atheris.Setup([sys.argv[0], *options, str(folder)], one, custom_mutator=change)
    signal.signal(signal.SIGINT, session.stop)
    atheris.Fuzz()


def watch(module: ModuleType) -> None:
    """Let atheris see which lines of a module's own functions and methods are reached."""
    instrument = importlib.import_module("atheris").instrument_func
    classes = [one for one in vars(module).values() if inspect.isclass(one)]
    own = [one for one in classes if one.__module__ == module.__name__]
    for holder in (module, *own):
        for function in vars(holder).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                instrument(function)


def prepared(engine: str) -> list[Any]:
    """Start Django on a home that is thrown away and return the targets, instrumented or not."""
    home = Path(tempfile.mkdtemp(prefix="ravny-fuzz-home-"))
    key = home / "instance.key"
    key.touch(0o600)
    key.write_text(secrets.token_hex(32), "ascii")
    os.environ |= {"RAVNY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ravny.config.settings"}
    try:
        importlib.import_module("django").setup()
        ours = importlib.import_module("tools.fuzz_targets")
        targets: list[Any] = ours.targets()
        if engine == "atheris":
            for module in (*ours.WATCHED, *ours.wire_modules()):
                watch(module)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return targets


def chosen_engine(name: str) -> str:
    """Return the engine to use: the best there is unless one is named."""
    if name != "best":
        return name
    return "atheris" if importlib.util.find_spec("atheris") else "own"


def main(arguments: Sequence[str]) -> int:
    """Run until the time is over; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_envelope")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="the same seed, the same inputs")
    parser.add_argument("--engine", choices=("best", "atheris", "own"), default="best")
    parser.add_argument("--crashes", type=Path, default=Path("fuzz-crashes"))
    asked = parser.parse_args(arguments)
    engine = chosen_engine(asked.engine)
    random = Random(asked.seed)
    session = Session(prepared(engine), 60 * asked.minutes, asked.crashes)
    signal.signal(signal.SIGINT, session.stop)

    def end() -> int:
        session.show(session.spent)
        print(json.dumps(session.figures(engine)), flush=True)
        return 1 if session.crashes else 0

    if engine == "atheris":
        by_coverage(session, random, lambda: os._exit(end()))
    with contextlib.suppress(Ended):
        by_chance(session, random)
    return end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
