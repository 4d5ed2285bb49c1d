"""Where the browsers stood when a test failed: what each open page showed, asked and said."""

import gc
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Error, Page

MOST_WORDS, MOST_LINES = 400, 12

_TROUBLE = """() => {
  const seal = document.querySelector("#lockstate");
  const answers = performance.getEntriesByType("resource")
    .filter((one) => one.responseStatus === 0 || one.responseStatus >= 400 || one.duration > 3000)
    .map((one) => `${one.responseStatus} in ${Math.round(one.duration)} ms: ${one.name}`);
  const age = Math.round(performance.now());
  const dialog = document.querySelector("dialog[open]");
  return {
    seal: seal === null ? "none" : seal.hasAttribute("data-open") ? "open" : "shut",
    age,
    answers,
    words: (dialog ?? document.querySelector("main") ?? document.body).innerText,
  };
}"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what the pages show beside a browser test's failure, while they are still there."""
    report = yield
    if report.failed and item.get_closest_marker("browser"):
        report.sections.extend((f"page {page.url}", "\n".join(told(page))) for page in open_pages())
    return report


def open_pages() -> Iterator[Page]:
    """Yield the pages of every browser that runs now."""
    for thing in gc.get_objects():
        if type(thing) is Page and not thing.is_closed():
            yield thing


def told(page: Page) -> Iterator[str]:
    """Yield what a page shows, which of its requests failed or were slow, and its errors."""
    try:
        seen = page.evaluate(_TROUBLE)
        yield f"{seen['age']} ms old, the seal: {seen['seal']}"
        yield from seen["answers"][-MOST_LINES:]
        yield from (f"{one.type}: {one.text}" for one in page.console_messages()[-MOST_LINES:])
        yield from (f"error: {one}" for one in page.page_errors()[-MOST_LINES:])
        yield " ".join(seen["words"].split())[:MOST_WORDS]
    except Error as error:
        yield f"the page does not answer: {error.message}"
