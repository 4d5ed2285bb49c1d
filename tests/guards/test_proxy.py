"""The reverse proxy as the handbook configures it, and the units and rules beside it.

Debian's Caddy with the handbook's own file; only names, ports, where certificates come from and
where they lie are put in the place of the handbook's.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHROMIUM_ARGUMENTS
from tests.installed import Installed, free_port, stop

from . import house, served

FILES = house.ROOT / "docs" / "handbook" / "files"
NAMES = {door: f"{door}.ravny.localhost" for door in house.DOORS}
CANARY = "qanareikaproxy"
BROWSER = "Mozilla/5.0 (QanareikaBrowser)"
PEER = re.compile(r"127\.0\.0\.1:\d|\[::1\]:\d")
TOO_MUCH = 8 * 1024 * 1024 + 1


class Front:
    """Caddy in front of an installation; `token` is its first colleague's."""

    token = ""

    def __init__(self, installed: Installed, folder: Path) -> None:
        self.installed, self.folder = installed, folder
        self.http, self.https = free_port(), free_port()
        self.log, self.config, self.storage = folder / "log", folder / "Caddyfile", folder / "kept"
        self.config.write_text(self.configuration(), "utf-8")

    def configuration(self) -> str:
        """The handbook's file with names and ports of the test, certificates of Caddy's own."""
        text = (FILES / "Caddyfile").read_text("utf-8")
        for door, name in NAMES.items():
            text = text.replace(f"{door}.example.org", name)
        here = (
            f"\tlocal_certs\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n"
            f"\thttp_port {self.http}\n\thttps_port {self.https}\n"
            f"\tstorage file_system {self.storage}\n"
        )
        assert text.count("\tadmin off\n") == 1
        text = text.replace("\tadmin off\n", f"\tadmin off\n{here}")
        # A browser names a port that is not 443.
        text = text.replace("https://{host}/", f"https://{{host}}:{self.https}/")
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.installed.port}")

    def start(self) -> subprocess.Popen[bytes]:
        program = shutil.which("caddy")
        assert program, "Caddy is missing. On Debian: apt-get install caddy"
        environment = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        words = [program, "run", "--config", str(self.config), "--adapter", "caddyfile"]
        with self.log.open("wb") as log:
            process = subprocess.Popen(words, stdout=log, stderr=log, env=environment)
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                self.visitor("portal").ask("GET", "/x")
            except OSError:
                time.sleep(0.2)
            else:
                return process
        raise AssertionError(self.log.read_text("utf-8"))

    def visitor(self, door: str) -> served.Visitor:
        return served.Visitor(self.https, f"{NAMES[door]}:{self.https}", NAMES[door], "https")

    def url(self, door: str, path: str = "/") -> str:
        return f"https://{NAMES[door]}:{self.https}{path}"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """An installation without anybody, served behind Caddy; the first link is in `token`."""
    installed = Installed(tmp_path_factory.mktemp("behind"), more={"RAVNY_PORT": ""})
    front = Front(installed, tmp_path_factory.mktemp("caddy"))
    names = {door: f"{name}:{front.https}" for door, name in NAMES.items()}
    values: dict[str, Any] = {"port": installed.port, "scheme": "https", **names}
    with served.setting(installed, **values):
        front.token = served.token_of(installed)
        with installed.served():
            process = front.start()
            yield front
            stop(process)


def told(front: Front) -> str:
    """Return all that Caddy printed or keeps; its own configuration names our side's addresses."""
    kept = [file for file in front.folder.rglob("*") if file.is_file() and file != front.config]
    said = "\n".join(f"{file}\n{file.read_text('utf-8', 'replace')}" for file in kept)
    return re.sub(r'"(?:dial|listen)":\["?[^]}]*[]}]|"dial":"[^"]*"', "", said)


def test_three_doors_answer_by_name_and_nothing_says_who_answers(front: Front) -> None:
    expected = {"desk": "/staff/sign-in", "field": "/", "portal": "/ru/"}
    for door, path in expected.items():
        answer = front.visitor(door).ask("GET", path)
        assert answer.status == 200, (door, answer)
        assert answer["Strict-Transport-Security"] == "max-age=31536000"
        assert not {"server", "via", "x-powered-by"} & {name for name, _ in answer.headers}
    assert all("Secure" in line for line in answer.cookies.values())


def test_unknown_names_are_hung_up_on(front: Front) -> None:
    other = "other.ravny.localhost"
    with pytest.raises(OSError, match=r"(?i)alert|eof|reset"):
        served.Visitor(front.https, other, other).ask("GET", "/")
    asks_for_another = served.Visitor(front.https, other, NAMES["desk"])
    assert asks_for_another.ask("GET", "/").status == 0
    assert served.Visitor(front.http, other).ask("GET", "/").status == 0
    assert served.raw(b"GET / HTTP/1.0\r\n\r\n", front.http) == b""


def test_without_https_one_is_led_to_the_front_page_and_told_nothing(front: Front) -> None:
    answer = served.Visitor(front.http, NAMES["desk"]).ask("GET", f"/{CANARY}?{CANARY}")
    assert (answer.status, answer["Location"]) == (301, front.url("desk"))
    assert answer["Server"] == ""


def canary_laden(front: Front) -> None:
    """Ask all doors for things that nobody may find written down."""
    strange = {
        "User-Agent": BROWSER,
        "Cookie": f"s={CANARY}",
        "X-Forwarded-For": "203.0.113.77",
        "Referer": f"https://{CANARY}.example/",
        f"X-{CANARY}": CANARY,
    }
    for door in house.DOORS:
        visitor = front.visitor(door)
        for path in (f"/{CANARY}/?q={CANARY}", "/%ff%00", "/" + CANARY * 8000, "/sync"):
            visitor.ask("GET", path, strange)
            visitor.ask("POST", path, strange, CANARY.encode() * 100)
        large = served.SCRIPT | strange | {"Content-Length": str(TOO_MUCH)}
        visitor.ask("POST", "/staff/sign-in", large, CANARY.encode() * (TOO_MUCH // 14 + 1))
        line = f"GET /{CANARY} HTTP/1.1\r\nHost: {visitor.host}\r\n"
        for end in (f"X {CANARY}: 1\r\n\r\n", f"X: {CANARY * 9000}\r\n\r\n", f"{CANARY}\r\n"):
            served.raw((line + end).encode(), front.https, name=visitor.name)
    served.raw(f"GET /{CANARY} HTTP/1.0\r\n\r\n".encode(), front.https)


def test_nothing_of_a_request_is_written_down_by_caddy_or_by_us(front: Front) -> None:
    canary_laden(front)
    ours = (front.installed.logs / "serve.log").read_text("utf-8", "replace")
    for said in (told(front), ours):
        assert not re.search(rf"(?i){CANARY}|qanareikabrowser|203\.0\.113|/staff|/sync", said)
        assert not PEER.search(said), said
    assert "certificates" in told(front), "the search does not look where Caddy writes"


def test_a_body_that_is_too_large_is_refused(front: Front) -> None:
    visitor = front.visitor("desk")
    page = visitor.page("/staff/sign-in")
    answer = visitor.post("/staff/sign-in", page, login="a" * TOO_MUCH)
    assert answer.status in {400, 413, 502}, answer.status


def test_when_ravny_is_down_nothing_is_said_and_nothing_written(front: Front) -> None:
    folder = front.folder.with_name("down")
    folder.mkdir()
    down = Front(front.installed, folder)
    text = down.configuration().replace(
        f"127.0.0.1:{front.installed.port}", f"127.0.0.1:{free_port()}"
    )
    down.config.write_text(text, "utf-8")
    process = down.start()
    try:
        answer = down.visitor("desk").ask("GET", f"/{CANARY}", {"User-Agent": BROWSER})
        canary_laden(down)
    finally:
        stop(process)
    assert (answer.status, answer.body, answer["Server"]) == (502, b"", "")
    assert answer["Cache-Control"] == "no-store"
    assert not re.search(rf"(?i){CANARY}|qanareikabrowser", told(down))
    assert not PEER.search(told(down))


@pytest.mark.browser
@pytest.mark.slow
def test_one_joins_signs_in_and_a_phone_gets_its_worker(
    front: Front, playwright: Any, browser_type_launch_args: dict[str, Any]
) -> None:
    arguments = [*CHROMIUM_ARGUMENTS, "--ignore-certificate-errors"]
    chromium = playwright.chromium.launch(**browser_type_launch_args | {"args": arguments})
    context = chromium.new_context(ignore_https_errors=True, locale="ru-RU")
    page = context.new_page()
    phrase, secret = _join(page, front.url("desk", f"/staff/join/{front.token}"))
    assert all(cookie["secure"] for cookie in context.cookies())
    page.goto(front.url("desk", "/staff/me"))
    page.locator("form[action$='/sign-out'] button").first.click()
    page.wait_for_url("**/staff/sign-in*")
    page.locator("[name=login]").fill(served.LOGIN)
    page.locator("#phrase").fill(phrase)
    page.locator("[name=code]").fill(served.code_of(secret, later=1))
    page.locator("[data-sign-in] [type=submit]").click()
    page.wait_for_url(front.url("desk"), timeout=60_000)
    assert page.evaluate("isSecureContext")
    keys = page.evaluate("fetch('/vault/keyring').then(answer => answer.json())")
    assert keys["keyring"]
    phone = context.new_page()
    phone.goto(front.url("field"))
    phone.wait_for_function("navigator.serviceWorker.ready.then(() => true)", timeout=60_000)
    context.close()
    chromium.close()


def _join(page: Any, link: str) -> tuple[str, bytes]:
    """Do what the joining page asks; return the phrase and the codes' secret."""
    page.goto(link)
    page.locator("[data-step=words]").wait_for(timeout=60_000)
    phrase = " ".join(page.locator("[data-list] li").all_inner_texts())
    page.locator("[data-step=words] [data-next]").click()
    page.locator("#phrase").fill(phrase)
    page.locator("[data-step=repeat] [data-next]").click()
    secret = served.secret_of(page.locator("[data-step=code] .code").inner_text())
    page.locator("[name=code]").fill(served.code_of(secret))
    page.locator("[data-step=code] [type=submit]").click()
    page.wait_for_url("**/", timeout=60_000)
    return phrase, secret


def directives(unit: str) -> dict[str, list[str]]:
    """Return what a unit file says, by name."""
    said: dict[str, list[str]] = {}
    for line in (FILES / unit).read_text("utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            said.setdefault(name, []).append(value)
    return said


SHUT_IN = {
    "User": ["ravny"],
    "UMask": ["0077"],
    "StateDirectoryMode": ["0700"],
    "LoadCredential": ["ravny-instance-key:/media/ravny-key/ravny.key"],
    "MemorySwapMax": ["0"],
    "LimitCORE": ["0"],
    "LogLevelMax": ["warning"],
    "SyslogLevel": ["warning"],
    "ProtectSystem": ["strict"],
    "ProtectHome": ["yes"],
    "PrivateTmp": ["yes"],
    "NoNewPrivileges": ["yes"],
    "CapabilityBoundingSet": [""],
    "MemoryDenyWriteExecute": ["yes"],
    "SystemCallFilter": ["@system-service", "~@privileged @resources"],
    "IPAddressDeny": ["any"],
    "IPAddressAllow": ["localhost"],
}


@pytest.mark.parametrize("unit", ["ravny.service", "ravny-worker.service"])
def test_the_units_keep_memory_off_the_disk_and_the_programs_shut_in(unit: str) -> None:
    said = directives(unit)
    assert {name: said.get(name) for name in SHUT_IN} == SHUT_IN
    assert not [one for one in said["Environment"] if "KEY" in one]


@pytest.mark.parametrize("unit", ["ravny.service", "ravny-worker.service"])
def test_systemd_understands_the_units_and_finds_them_shut_in(unit: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not on this machine; what the units say is tried above")
    text = (FILES / unit).read_text("utf-8").replace("/opt/ravny/bin/ravny", "/bin/true")
    (tmp_path / unit).write_text(text, "utf-8")
    said = subprocess.run(
        [program, "verify", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    assert unit not in said.stderr, said.stderr
    words = [program, "security", "--offline=true", "--threshold=20", str(tmp_path / unit)]
    judged = subprocess.run(words, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


def test_the_machines_journal_lies_in_memory() -> None:
    said = directives("journald-ravny.conf")
    assert said["Storage"] == ["volatile"]
    assert {said[name][0] for name in said if name.startswith("ForwardTo")} == {"no"}


def test_a_firewall_that_writes_no_list() -> None:
    rules = (FILES / "nftables.conf").read_text("utf-8").splitlines()
    said = "\n".join(line for line in rules if not line.strip().startswith("#"))
    assert "policy drop" in said
    assert not re.search(r"\blog\b", said)
