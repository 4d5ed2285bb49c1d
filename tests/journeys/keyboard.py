"""A person without a mouse: everything is reached by Tab and pressed by a key.

`loads` counts the pages that were loaded on the way.
"""

from playwright.sync_api import Page, expect

MOST_STOPS = 400
HERE = """selector => {
    const here = document.activeElement;
    return !!here && here !== document.body && here.matches(selector);
}"""
VALUE = "document.activeElement.value"


class Keyboard:
    """The keys of one page, and how many pages were loaded by them."""

    def __init__(self, page: Page) -> None:
        self.page, self.loads = page, 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def past_the_menu(self) -> None:
        """Take the first stop of the page, the link to its content."""
        self.page.evaluate("document.activeElement && document.activeElement.blur()")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")

    def reach(self, selector: str) -> None:
        """Go on by Tab until the focus stands on something."""
        for _stop in range(MOST_STOPS):
            if self.page.evaluate(HERE, selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: no Tab leads to {selector}")

    def follow(self, selector: str) -> None:
        """Reach a link or a button of the content, press Enter, wait for the page it leads to."""
        self.past_the_menu()
        self.press(selector)

    def press(self, selector: str) -> None:
        """Reach a link or a button, press Enter, wait for the page it leads to."""
        self.reach(selector)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")

    def tick(self, name: str, value: str = "") -> None:
        """Reach a tick box and set it."""
        selector = f"[name='{name}'][value='{value}']" if value else f"[name='{name}']"
        self.reach(selector)
        box = self.page.locator(selector).first
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def choose(self, name: str, value: str) -> None:
        """Reach a group of radio buttons and go to one by the arrows."""
        self.reach(f"[type=radio][name='{name}']")
        self.page.keyboard.press("Space")
        for _stop in range(30):
            if self.page.evaluate(VALUE) == value:
                break
            self.page.keyboard.press("ArrowDown")
        expect(self.page.locator(f"[name='{name}'][value='{value}']")).to_be_checked()

    def pick(self, name: str, value: str) -> None:
        """Reach a list and go down to an entry by the arrows."""
        self.reach(f"select[name='{name}']")
        for key in ("Home", *["ArrowDown"] * 60):
            if self.page.evaluate(VALUE) == value:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{self.page.url}: {name} has no {value}")

    def write(self, selector: str, words: str) -> None:
        """Reach a box and type."""
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
