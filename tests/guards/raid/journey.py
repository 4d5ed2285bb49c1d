"""The whole journey: one installation, three browsers, a canary in every box they meet."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import resolve
from playwright.sync_api import Playwright

from tests.conftest import Doors
from tests.field.phone import Phone
from tests.guards import house
from tests.installed import Installed
from tests.journeys import tour

from .pocket import work_a_shift
from .profiles import Profile
from .stations import Desk
from .walk import Log, Walk, shows_something

CLIENTS, LEAD, WORKER = 25, "olga", "aida"
# Signing out and joining are stations of their own.
APART = {"staff/sign-in", "staff/join/<str:token>", "x"}
CODE = "desk everywhere find-code"


@dataclass
class Journey:
    """Everything that a raid then takes, and what was typed into it."""

    installed: Installed
    playwright: Playwright
    launch: Mapping[str, Any]
    log: Log = field(default_factory=Log)
    known: dict[str, Any] = field(default_factory=dict)
    samples: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    desk: Profile = field(init=False)
    portal: Profile = field(init=False)
    phone: Phone = field(init=False)

    @property
    def papers(self) -> Path:
        """Where the documents lay that were added: a stick that nobody took."""
        return self.installed.key_file.parent / "papers"

    def prepare(self) -> None:
        """Make the demo and add what it lacks."""
        self.known = dict(self.installed.demo(CLIENTS))
        told = subprocess.run(
            [sys.executable, "-m", "tests.guards.raid.furnish", LEAD, WORKER],
            env={**self.installed.environment, "DJANGO_SETTINGS_MODULE": "ravny.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        self.samples = json.loads(told.stdout)
        # The demo keeps its made-up people's phrases beside its data; nothing else does.
        (self.installed.home / "demo.json").rename(self.installed.key_file.parent / "demo.json")
        self.papers.mkdir()
        self.settle()

    def settle(self) -> None:
        """Name the three browsers' folders."""
        at = self.installed.folder
        urls = {door: self.installed.url("", door) for door in ("desk", "field", "portal")}
        self.desk = Profile(self.playwright, self.launch, at / "laptop")
        self.portal = Profile(self.playwright, self.launch, at / "client")
        self.phone = Phone(self.playwright, dict(self.launch), Doors(**urls), at / "phone")

    def go(self) -> None:
        """Go everywhere; leave all three browsers open as somebody interrupted would."""
        self._at_the_desk()
        self._at_the_portal()
        self._on_the_phone()

    def _at_the_desk(self) -> None:
        laptop = self.desk.start()
        self.log.listen(laptop.context)
        desk = Desk(self.installed, laptop.page, self.log)
        desk.join(self.samples["token"])
        desk.sign_in(LEAD, self.known[LEAD])
        self.codes = [self._code_of(laptop, name) for name in ("client_id", "other_id")]
        walk = Walk(laptop.page, self.log, self._values(), self.papers)
        for path in self._paths("desk"):
            walk.see(self.installed.url(path))
            desk.stays_open()
        desk.refer(walk, self.samples["client_id"], "support")
        desk.type_sheets(self.known["three sheets"])
        desk.change_the_phrase(self.known[LEAD])
        desk.lock_and_open(self.known[LEAD])
        desk.read_all(self.installed.url(f"/card/{self.samples['client_id']}/"))

    def _at_the_portal(self) -> None:
        client = self.portal.start()
        self.log.listen(client.context)
        walk = Walk(client.page, self.log, {}, self.papers)
        for path in self._paths("portal"):
            walk.see(self.installed.url(path, "portal"))

    def _on_the_phone(self) -> None:
        page = self.desk.context.new_page()
        page.goto(self.installed.url("/vault/phones/"))
        page.locator("form[action='/vault/phones/'] [type=submit]").click()
        link = page.locator("a[href*='field.'][href*='#']").first.get_attribute("href")
        page.close()
        self.phone.start()
        self.log.listen(self.phone.context)
        work_a_shift(self.phone, str(link), self.codes[0], self.log)

    def _code_of(self, laptop: Profile, name: str) -> str:
        laptop.page.goto(self.installed.url(f"/card/{self.samples[name]}/"))
        shown = laptop.page.locator("main .tag").first.inner_text()
        return "".join(re.findall(r"\d", shown))

    def _values(self) -> dict[str, str]:
        """What a person types where no word of their own fits."""
        code, other = self.codes
        return {
            CODE: code,
            "desk find/ code": code,
            "desk testing/record/ code": code,
            "desk clients/<uuid:client_id>/merge/ code": other,
            "desk encounters/record/ code": "",
            "desk encounters/record/ campaign": "tg-ru-self",
            "desk outreach/tray/<uuid:record_id>/ code": "",
            "desk outreach/tray/<uuid:record_id>/ campaign": "",
            # One person is found by what is sealed; the sample may be one.
            "desk directory/<uuid:service_id>/change/ way_in": "",
            "desk directory/new/ region": "KZ-ALA",
            "desk directory/<uuid:service_id>/change/ region": "KZ-ALA",
            "desk cases/new/ region": "KZ-ALA",
            "desk cases/<uuid:case_id>/where/ region": "KZ-ALA",
            "desk incidents/new/ region": "KZ-ALA",
            "desk encounters/sites/new/ region": "KZ-ALA",
            "desk encounters/sites/<uuid:site_id>/ region": "KZ-ALA",
            **{
                f"desk directory/{page} price_{part}_#": ""
                for page in ("new/", "<uuid:service_id>/change/")
                for part in ("amount", "currency")
            },
        }

    def _paths(self, door: str) -> list[str]:
        """Every address that may be looked at; the tour's own test asks for missing samples."""
        samples = {**self.samples, "sign_in_id": self.samples["circle_id"]}
        routes = [route for route, _pattern in house.patterns(door) if route not in tour.INSTEAD]
        found = []
        for route in [*routes, *(tour.BY_HAND if door == "desk" else ())]:
            if set(tour.ARGUMENT.findall(route)) <= set(samples):
                path = "/" + tour.ARGUMENT.sub(lambda part: samples[part[1]], route)
                match = resolve(path.partition("?")[0], f"ravny.config.urls_{door}")
                if match.route not in APART and shows_something(match.func):
                    found.append(path)
        # Whoever proposes the end of a case settles what is open in it, so that comes last.
        return sorted(dict.fromkeys(found), key=lambda path: path.endswith("/exit/"))
