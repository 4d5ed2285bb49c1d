"""Forms as a person fills them in: every free box with a canary, everything else with a value.

Nothing is known of a form beforehand: what can be typed into is read from the page as scripts
have made it. A box without a name is never sent as it stands, so it counts as sealed.
"""

from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import ElementHandle, Error, Page, Request, Response
from playwright.sync_api import TimeoutError as TooLong

from ravny.core.kit.clock import today

from .fields import TYPES, shape
from .words import Canary, new_canary

BOXES = ", ".join(
    [*(f"input[type={kind}]" for kind in sorted(TYPES)), "input:not([type])", "textarea",
     "[contenteditable]"]
)  # fmt: skip
_ABOUT = """box => ({
    name: box.getAttribute('name') || '', id: box.id, type: box.type || 'text',
    marks: box.getAttributeNames().filter(one => one.startsWith('data-')),
    usable: box.checkVisibility() && !box.disabled && !box.readOnly,
})"""
# A day is today or the first that fits, a number the least.
# A line of prices wants all its boxes or none; nothing is given and not given at once; what a kit
# tests for is asked of kits only.
LEFT_OUT = {
    "/directory/": ["price_offer", "not_provided"],
    "/stock/items/": ["infections", "self_test"],
}
_OTHERS = """(form, [every, leftOut, today]) => {
    const left = Object.entries(leftOut).filter(([path]) => location.pathname.startsWith(path));
    const names = left.flatMap(([, names]) => names);
    const told = new Set();
    const tell = box => {
        for (const kind of ['input', 'change']) box.dispatchEvent(new Event(kind, {bubbles: true}));
    };
    for (const box of form.elements) {
        if (!box.checkVisibility() || box.disabled) continue;
        if (names.some(name => box.name.startsWith(name))) {
            if (box.tagName === 'SELECT') { box.value = ''; tell(box); }
        } else if (box.type === 'radio') {
            const all = [...form.elements].filter(one => one.name === box.name && !one.disabled);
            if (!told.has(box.name) && box.name && !all.some(one => one.checked)) box.click();
            told.add(box.name);
        } else if (box.type === 'checkbox') {
            const alone = [...form.elements].filter(one => one.name === box.name).length === 1;
            if (!told.has(box.name) && !box.checked && (every || alone)) box.click();
            told.add(box.name);
        } else if (box.value) continue;
        else if (box.tagName === 'SELECT' && (every || box.required)) {
            const fit = [...box.options].find(one => one.value && !one.disabled);
            if (fit) { box.value = fit.value; tell(box); }
        } else if (box.type === 'date') {
            box.value = box.min > today ? box.min : today;
            tell(box);
        }
        else if (box.type === 'time') { box.value = '20:00'; tell(box); }
        else if (box.type === 'number') { box.value = Math.max(box.min || 1, 1); tell(box); }
    }
}"""
SOON = 6_000
# What every page of the desk has counts once.
EVERYWHERE = {"find-code", "unlock-pin", "unlock-phrase", "unlock-new-pin"}
_LEFT = "!window.__left && document.readyState === 'complete'"
PATIENCE = 60.0
FOUND, BAD = 300, 400


@dataclass(frozen=True)
class Box:
    """One free box on a page; `key` as tests/guards/raid/table.py names it."""

    handle: ElementHandle
    key: str
    name: str
    type: str

    @property
    def is_sent(self) -> bool:
        """Tell whether the page sends it as it stands."""
        return self.name != ""


@dataclass(frozen=True)
class Typed:
    """What was typed into a box."""

    box: Box
    canary: Canary


def route_of(url: str) -> str:
    """Return the door and the pattern of an address: "desk staff/people/<uuid:account_id>"."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    door = host.partition(".")[0] if "." in host else "desk"
    return f"{door} {resolve(parts.path, f'ravny.config.urls_{door}').route}"


def boxes_in(root: Page | ElementHandle) -> list[Box]:
    """Return the boxes that a person could type into now."""
    page = root if isinstance(root, Page) else root.owner_frame()
    assert page is not None
    route, found = route_of(page.url), []
    for handle in root.query_selector_all(BOXES):
        about: dict[str, Any] = handle.evaluate(_ABOUT)
        if about["usable"] and about["type"] != "hidden":
            own = about["name"] or about["id"] or (about["marks"] or ["nameless"])[0]
            everywhere = about["id"] in EVERYWHERE
            place = f"{route.partition(' ')[0]} everywhere" if everywhere else route
            key = f"{place} {shape(about['id'] if everywhere else own)}"
            found.append(Box(handle, key, about["name"], about["type"]))
    return found


def canary_for(box: Box, turn: str = "") -> Canary:
    """Return the box's own word; sealed where the page does not send what is typed."""
    return new_canary(f"{box.key}{turn}", "public" if box.is_sent else "sealed")


def type_into(box: Box, words: str) -> None:
    """Type as a person does, then leave the box."""
    box.handle.fill(words)
    box.handle.dispatch_event("change")


def put_file_into(box: Box, folder: Path) -> list[Typed]:
    """Choose a PDF whose name and whose content are canaries."""
    name, content = (canary_for(box, turn) for turn in (" (name)", " (content)"))
    path = folder / f"{name.word}.pdf"
    path.write_bytes(paper(content.word))
    box.handle.set_input_files(path)
    return [Typed(box, name), Typed(box, content)]


def fill_others(form: ElementHandle, *, every: bool) -> None:
    """Choose and count: what a form asks for, or `every` thing it has."""
    # The day where the organisation works: in the evening the browser's own may lie a day behind.
    form.evaluate(_OTHERS, [every, LEFT_OUT, today().isoformat()])


def submit(page: Page, form: ElementHandle) -> Response | None:
    """Press the form's own button; return the answer to what was sent, None when nothing was."""
    form.evaluate("form => { form.noValidate = true; window.__left = true; }")
    button = form.query_selector(
        "button[type=submit].primary, button[type=submit], button:not([type])"
    )
    try:
        with page.expect_request(_is_sending, timeout=SOON) as told:
            if button and button.is_visible():
                button.click()
            else:
                form.evaluate("form => form.requestSubmit()")
    except TooLong:
        return None
    answer = told.value.response()
    if answer is None:
        return None
    if answer.request.is_navigation_request() or FOUND <= answer.status < BAD:
        arrive(page)
    else:
        # The script puts what was refused in place of the form.
        answer.finished()
        page.wait_for_timeout(200)
    return answer


def arrive(page: Page) -> None:
    """Wait until the next page is there; `wait_for_function` needs an eval that ours forbid."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        try:
            if page.evaluate(_LEFT):
                return
        except Error:  # between two pages
            pass
        page.wait_for_timeout(30)
    raise TooLong(f"no page came after {page.url}")


def _is_sending(asked: Request) -> bool:
    sent = asked.method == "POST" and "/vault/" not in asked.url
    return sent or asked.is_navigation_request()


def was_kept(answer: Response | None) -> bool:
    """Tell whether the server took what was sent."""
    return answer is not None and answer.status < BAD


def paper(words: str) -> bytes:
    """Return a PDF of one page with some words on it."""
    text = f"BT /F1 24 Tf 40 700 Td ({words}) Tj ET".encode()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    whole, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return whole + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(whole))
    )
