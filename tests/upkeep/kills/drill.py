"""Kill −9 at random moments of a journey, start again, look at everything; a table at the end."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.installed import kill
from tests.upkeep.kills.house import LEAD, WORKER, Bustle, House, hands, leftovers, pause

Progress = Callable[[str], None]
# How often each kind comes, of a hundred.
KINDS = {
    "web": 38, "worker": 14, "web and worker": 12, "backup": 10, "purge": 6, "epochs": 6,
    "browser of a phone": 9, "web under a desk's page": 5,
}  # fmt: skip
LEASE_SECONDS = 150


@dataclass
class Drill:
    """So many kills by a seed, and what was seen after each."""

    house: House
    times: int
    seed: int
    tell: Progress = lambda line: None
    browsers: Any = None
    # Wait at the end until a dead worker's lease (a minute) is taken over and its backup ended.
    to_rest: bool = True
    killed: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    midway: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0, "")

    def run(self) -> "Drill":
        """Kill, start, look; every kind at least once where there are enough times."""
        dice = random.Random(self.seed)
        kinds = [
            one for one in KINDS if self.browsers or ("browser" not in one and "desk" not in one)
        ]
        weights = [KINDS[one] for one in kinds]
        plan = [*kinds, *dice.choices(kinds, weights, k=max(0, self.times - len(kinds)))]
        plan = plan[: self.times]
        dice.shuffle(plan)
        for number, kind in enumerate(plan, 1):
            begun = time.monotonic()
            found = self._once(kind, dice)
            self.wrong += [f"kill {number} ({kind}): {one}" for one in found]
            self.killed[kind] += 1
            self.slowest = max(self.slowest, (time.monotonic() - begun, kind))
            stored = len(self.house.phone.acked)
            self.tell(f"{number}/{self.times} {kind}: {stored} stored, {len(found)} wrong")
            if len(self.wrong) > 20:
                break
        self.wrong += self._settle()
        return self

    def _once(self, kind: str, dice: random.Random) -> list[str]:
        bustle = Bustle(self.house).start()
        try:
            self._kill(kind, dice)
        finally:
            bustle.end()
        self.cut[kind] += bustle.broken
        self._start_again()
        # Before anything is sent again, which would make a half thing whole.
        wrong = [*bustle.wrong, *self.house.look()]
        while self.house.phone.queue:
            status = self.house.phone.sync()
            if status != 200:
                return [*wrong, f"the queue is not taken: {status}"]
        return [*wrong, *self.house.look(), *(self.browsers.wrong() if self.browsers else [])]

    def _kill(self, kind: str, dice: random.Random) -> None:
        moment = dice.uniform(0.05, 1.8)
        if kind in {"web", "worker", "web and worker"}:
            pause(moment)
            for name in ("serve", "worker"):
                if kind == "web and worker" or kind == {"serve": "web"}.get(name, name):
                    self.house.kill(name)
            pause(0.2)
        elif kind in {"backup", "purge", "epochs"}:
            self._kill_hands(kind, dice.uniform(0, 0.8 if kind == "epochs" else 0.25))
        else:
            self.browsers.cut(kind, moment)

    def _kill_hands(self, kind: str, moment: float) -> None:
        """Let another process begin its work, then kill it in the middle."""
        house, home = self.house, self.house.installed.home
        before = house.ask("gone")
        if kind == "purge":
            house.ask("age", login=WORKER, many=4000)
        words = ("hands", "renew", LEAD) if kind == "epochs" else (kind,)
        begun = {
            "epochs": lambda: (house.installed.logs / "hands.log").stat().st_size > size,
            "backup": lambda: bool(leftovers(home)),
            "purge": lambda: house.ask("gone") > before,
        }[kind]
        log = house.installed.logs / "hands.log"
        size = log.stat().st_size if log.exists() else 0
        with hands(house, *words) as process:
            while process.poll() is None and not begun():
                pause(0.01)
            pause(moment)
            self.midway[kind] += int(process.poll() is None)
            kill(process)

    def _start_again(self) -> None:
        for name in ("serve", "worker"):
            process = self.house.processes.get(name)
            if process is None or process.poll() is not None:
                self.house.start(name)
        self.house.wait()

    def _settle(self) -> list[str]:
        """Let everything come to rest: the lease is taken over, half backups are gone."""
        wrong, until = [], time.monotonic() + LEASE_SECONDS
        alive = self.house.processes["worker"].pid
        while self.to_rest:
            state = self.house.ask("state")
            held = str(state["lease"].get("holder", "")).split(":")[:2] == ["worker", str(alive)]
            if held and not state["open"] and not leftovers(self.house.installed.home):
                break
            if time.monotonic() > until:
                wrong.append(f"not at rest: {state}, {leftovers(self.house.installed.home)}")
                break
            pause(0.5)
        for path in sorted((self.house.installed.home / "backups").glob("*.age")):
            said = self.house.installed.ravny("verify", str(path))
            if said.returncode:
                wrong.append(f"{path.name}: {said.stderr.strip()[-200:]}")
        said = self.house.installed.ravny("journal", "verify")
        return [*wrong, *self.house.look(), *([said.stdout] if said.returncode else [])]

    def table(self) -> str:
        """Return what was killed and seen, for people."""
        lines = [f"{'killed':<26}{'times':>6}{'cut lines':>11}"]
        lines += [f"{one:<26}{many:>6}{self.cut[one]:>11}" for one, many in self.killed.items()]
        lines.append(f"{'all':<26}{sum(self.killed.values()):>6}{sum(self.cut.values()):>11}")
        done = ", ".join(f"{many} × {one}" for one, many in sorted(self.house.done.items()))
        state = self.house.ask("state")
        lines.append(f"acknowledged: {len(self.house.phone.acked)} meetings, {done}")
        lines.append(f"in the house: {state['epochs']} epochs, {state['done']} backups")
        lines += [f"{many} × {one} cut in the middle" for one, many in self.midway.items()]
        lines.append(f"slowest round {self.slowest[0]:.1f} s ({self.slowest[1]}), seed {self.seed}")
        lines += [f"WRONG {one}" for one in self.wrong] or ["lost 0, doubled 0, half 0"]
        return "\n".join(lines)
