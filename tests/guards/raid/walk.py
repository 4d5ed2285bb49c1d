"""Somebody goes through the addresses of a door and fills in every form they meet, twice.

First wrongly, so that it is refused and keeps what was typed, then as it should be. What leaves
the browser is looked at on the way: no canary may stand in an address, no sealed one in a body.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, ElementHandle, Error, Page, Request, Response

from . import forms
from .forms import Box
from .search import found_in
from .words import BEGINNINGS, Canary

REFUSED = " (refused)"
# A form may lead to a page with more of it.
STEPS = 5


@dataclass
class Log:
    """What a whole journey has typed, where, and what was wrong on the way."""

    sealed: set[Canary] = field(default_factory=set)
    kept: set[Canary] = field(default_factory=set)
    refused: set[Canary] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    routes: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    # Words that are no canaries and must lie nowhere: phrases, rows of sheets.
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> set[Canary]:
        """Everything that was typed anywhere."""
        return self.sealed | self.kept | self.refused

    def note(self, box: Box, canary: Canary) -> None:
        """Keep what is typed; whether the server kept it too is known when it has answered."""
        self.met.add(box.key)
        self.filled.add(box.key)
        (self.refused if box.is_sent else self.sealed).add(canary)

    def listen(self, context: BrowserContext) -> None:
        """Look at every request of a browser."""
        context.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        self.routes.add(f"{request.method} {_route(request.url)}")
        address = unquote(request.url)
        if any(beginning in address for beginning in BEGINNINGS.values()):
            self.wrong.append(f"{_route(request.url)}: a canary stands in the address {address}")
        body = request.post_data_buffer
        if body:
            sealed = {canary.word: canary for canary in self.sealed}
            for word in found_in(body, frozenset(sealed)):
                told = f"{sealed[word].where} was sent readably to {_route(request.url)}"
                self.wrong.append(told)


def _route(url: str) -> str:
    try:
        return forms.route_of(url)
    except Exception:  # an address of the browser's own, or of nothing
        return urlsplit(url).path


@dataclass
class Walk:
    """One person's browser at one door."""

    page: Page
    log: Log
    values: dict[str, str]
    folder: Path
    done: set[str] = field(default_factory=set)

    def see(self, url: str) -> None:
        """Open a page and do all there is to do; a file to take along is none."""
        try:
            self.page.goto(url)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            return
        for _step in range(STEPS):
            if not self._work():
                return

    def _work(self) -> bool:
        """Fill in the first form that has a box nobody has filled; tell whether there was one."""
        for made in self.page.query_selector_all("[data-make-circle]"):
            if made.is_visible():
                made.click()
                made.wait_for_element_state("hidden")
        for handle in self.page.query_selector_all("[data-sealed-edit]"):
            if handle.is_visible():
                handle.click()
                self._opened(handle)
        for form in self.page.query_selector_all("form"):
            boxes = self._new(form)
            if boxes:
                self._both(form, {box.key for box in boxes})
                return True
        return self._loose()

    def _opened(self, button: ElementHandle) -> None:
        """Wait until a text stands there to be changed, or the page says that it cannot."""
        field = button.evaluate_handle("one => one.closest('[data-sealed-field]')").as_element()
        assert field is not None
        field.wait_for_selector("textarea:enabled, [data-sealed-failed]:not([hidden])")

    def _new(self, root: ElementHandle | Page) -> list[Box]:
        boxes = forms.boxes_in(root)
        self.log.met |= {box.key for box in boxes}
        return [box for box in boxes if box.key not in self.done]

    def _both(self, form: ElementHandle, keys: set[str]) -> None:
        self.done |= keys
        self._turn(form, REFUSED)
        for every in (False, True):
            again = self._form_with(keys)
            if again is None:
                return
            forms.fill_others(again, every=every)
            is_sent = any(box.is_sent for box in forms.boxes_in(again))
            answer = self._turn(again, "")
            if forms.was_kept(answer) or not is_sent:
                return
        self.log.told.append(f"{min(keys)}: {self._complaint()}")

    def _form_with(self, keys: set[str]) -> ElementHandle | None:
        for form in self.page.query_selector_all("form"):
            if keys & {box.key for box in forms.boxes_in(form)}:
                return form
        return None

    def _turn(self, form: ElementHandle, turn: str) -> Response | None:
        sent: set[Canary] = set()
        for box in forms.boxes_in(form):
            value = self.values.get(box.key)
            if value is not None and not turn:
                forms.type_into(box, value)
                continue
            canary = forms.canary_for(box, turn)
            forms.type_into(box, canary.word)
            self.log.note(box, canary)
            if box.is_sent:
                sent.add(canary)
        answer = forms.submit(self.page, form)
        if forms.was_kept(answer):
            self.log.kept |= sent
            self.log.refused -= sent
        return answer

    def _complaint(self) -> str:
        errors = self.page.locator(".error:visible, .failed:visible, [role=alert]:visible")
        return f"{self.page.url} {errors.all_inner_texts()}"

    def _loose(self) -> bool:
        """Fill what stands in no form: a document to add."""
        for box in self._new(self.page):
            if box.type == "file":
                self.done.add(box.key)
                for typed in forms.put_file_into(box, self.folder):
                    self.log.note(box, typed.canary)
                sending = self.page.locator("[data-attachment-sendings] li")
                try:
                    sending.wait_for(state="detached")
                except Error as error:
                    error.add_note(f"{self.page.url}: {sending.all_inner_texts()}")
                    raise
                return True
        return False


def shows_something(view: Callable[..., object]) -> bool:
    """Tell whether an address may be looked at: Django's `require_POST` says when it may not."""
    known: Callable[..., object] | None = view
    while known is not None:
        told = inspect.getclosurevars(inspect.unwrap(known, stop=_is_narrow)).nonlocals
        if "request_method_list" in told:
            return "GET" in told["request_method_list"]
        known = getattr(known, "__wrapped__", None)
    return True


def _is_narrow(view: Callable[..., object]) -> bool:
    return "request_method_list" in view.__code__.co_freevars
