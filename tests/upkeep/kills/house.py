"""An installation at work: who serves and works, who asks questions, who sends and types."""

import contextlib
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.installed import Installed, kill, stop
from tests.upkeep.kills.lines import Gone, LineDesk, LinePhone, NotTaken, hidden_in

LEAD, WORKER = "olga", "aida"


@dataclass
class House:
    """The installation, its two processes, its insider, a phone, a desk, and what was promised."""

    installed: Installed
    dice: random.Random
    clients: int = 30
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    insider: subprocess.Popen[str] | None = None
    phone: LinePhone = field(init=False)
    desk: LineDesk = field(init=False)
    world: dict[str, Any] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def open(self) -> "House":
        """Make the demo, start everything, sign in, register a phone."""
        try:
            return self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> "House":
        made = self.installed.home / "demo.json"
        if not made.exists():
            self.installed.demo(self.clients)
        phrases = json.loads(made.read_text("utf-8"))
        self.insider = self._inside()
        for name in ("serve", "worker"):
            self.start(name)
        self.installed.wait(self.processes["serve"])
        known = self.ask("secret", login=LEAD, phrase=phrases[LEAD])
        self.desk = LineDesk(self.installed)
        self.desk.sign_in(LEAD, known["secret"], known["code"])
        self.world = self.ask("places", login=WORKER)
        self.cards = self.ask("tally")
        world = {name: self.world[name] for name in ("sites", "items")}
        token = self.ask("invite", login=WORKER)
        self.phone = LinePhone.register(self.installed, token, dice=self.dice, **world)
        return self

    def close(self) -> None:
        """End every process that was started here."""
        for process in self.processes.values():
            stop(process)
        if self.insider is not None:
            self.insider.kill()
            self.insider.wait(20)

    def _inside(self) -> subprocess.Popen[str]:
        environment = {
            **self.installed.environment,
            "DJANGO_SETTINGS_MODULE": "ravny.config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        log = (self.installed.logs / "insider.log").open("a")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.upkeep.kills.insider"], env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip

    def ask(self, what: str, **words: Any) -> Any:
        """Ask the insider."""
        assert self.insider and self.insider.stdin and self.insider.stdout
        self.insider.stdin.write(json.dumps({"do": what, **words}) + "\n")
        self.insider.stdin.flush()
        line = self.insider.stdout.readline()
        assert line, (self.installed.logs / "insider.log").read_text()[-2000:]
        return json.loads(line)

    def start(self, name: str) -> None:
        """Start the server or the worker."""
        self.processes[name] = self.installed.start(name)

    def kill(self, name: str) -> None:
        """Kill −9, with everything it started."""
        kill(self.processes.pop(name))

    def wait(self) -> None:
        """Wait until the desk answers."""
        self.installed.wait(self.processes["serve"])

    def look(self) -> list[str]:
        """Look at everything; return what is wrong."""
        seen = self.ask(
            "look", acked=self.phone.acked, sent=self.phone.sent, deliveries=self.delivered,
            tried=self.tried, erased=self.erased, cards=self.cards,
        )  # fmt: skip
        refused = [f"the phone's record was refused: {one}" for one in self.phone.refused]
        return [*seen["wrong"], *refused]

    # What people do meanwhile; each may find the server gone, and does it again later.

    def sync(self) -> None:
        """Write some meetings down and send; whatever is not stored waits in the queue."""
        for _ in range(self.dice.randint(1, 6) if len(self.phone.queue) < 20 else 0):
            self.phone.record()
        self._count("phone", self.phone.sync() == 200)

    def deliver(self) -> None:
        """Take in a delivery; the page's id makes a second press the same delivery."""
        shown = self.desk.page("/stock/deliveries/new/")
        typed = hidden_in(shown) | {
            "place": self.world["stores"][0],
            "item": self.dice.choice(self.world["items"]),
            "quantity": str(self.dice.randint(1, 90)),
            "number": f"K{self.dice.randint(1, 9)}",
            "day": datetime.now(UTC).date().isoformat(),
        }
        self.tried.append(typed["record_id"])
        for _press in range(self.dice.choice((1, 1, 2))):
            status, _where, text = self.desk.send("/stock/deliveries/new/", typed)
            if status not in {302, 303}:
                raise NotTaken(f"delivery: {status} {text[:200]}")
        self.delivered.append(typed["record_id"])
        self._count("delivery", True)

    def erase(self) -> None:
        """Erase a client who asked for it."""
        left = [one for one in self.world["clients"] if one.split()[0] in self.cards]
        left = [one for one in left if one.split()[0] not in self.erased]
        if len(left) <= 5:
            return
        card, code = self.dice.choice(left).split()
        path = f"/upkeep/erase/{card}/"
        try:
            status, _, text = self.desk.post(path, own_wish="on", code=code, erase="1")
        except NotTaken:  # 404: it was carried out, only the answer was lost
            self.world["clients"] = [one for one in left if not one.startswith(card)]
            return
        if status in {302, 303}:
            self.erased.append(card)
            self._count("erasure", True)
        else:
            raise NotTaken(f"erasure: {status} {text[:200]}")

    def rotate(self) -> None:
        """Change the intake key."""
        status, _, _ = self.desk.post_from("/vault/phones/keys/", "/vault/phones/keys/change")
        self._count("intake", status in {302, 303})

    def backup(self) -> None:
        """Ask for a backup."""
        status, _, _ = self.desk.post_from("/upkeep/backups/", "/upkeep/backups/start")
        self._count("backup", status in {302, 303})

    def _count(self, name: str, well: bool) -> None:
        self.done[name] = self.done.get(name, 0) + int(well)


@dataclass
class Bustle:
    """Everybody at once until told to stop; a line that broke is no error, a refusal is."""

    house: House
    stopping: threading.Event = field(default_factory=threading.Event)
    wrong: list[str] = field(default_factory=list)
    broken: int = 0
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> "Bustle":
        one = self.house
        chores = [one.deliver, one.deliver, one.erase, one.rotate, one.backup]
        for doing in ([one.sync], chores):
            thread = threading.Thread(target=self._go, args=(doing,), daemon=True)
            thread.start()
            self.threads.append(thread)
        return self

    def _go(self, doings: list[Any]) -> None:
        dice = random.Random(self.house.dice.random())
        while not self.stopping.is_set():
            try:
                dice.choice(doings)()
            except Gone:
                self.broken += 1
                self.stopping.wait(0.05)
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
                return

    def end(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)


@contextlib.contextmanager
def hands(house: House, *words: str) -> Any:
    """A process of its own that works in the same home, until the block ends."""
    command = (
        [sys.executable, "-m", "tests.upkeep.kills.hands", *words[1:]]
        if words[0] == "hands"
        else house.installed.command(*words)
    )
    environment = {**house.installed.environment, "DJANGO_SETTINGS_MODULE": "ravny.config.settings"}
    log = (house.installed.logs / "hands.log").open("ab")
    with log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            kill(process)


def leftovers(home: Path) -> list[str]:
    """Name what a killed backup left in its folder."""
    return [path.name for path in (home / "backups").glob(".*.part")]


def pause(seconds: float) -> None:
    """Wait; a name of its own, so that a drill reads as what it does."""
    time.sleep(seconds)
