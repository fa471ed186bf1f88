"""How a person works a page: with a mouse, with the keyboard alone, or with a finger. Controls are found by what
a person reads on them. Each hand does the same things, so that one walk can be told with any of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page

from tests.e2e.watch import Watch

Upload = Path | FilePayload
Where = Page | Locator
_MOST_TABS = 400


class Mouse:
    """Clicks and types. ``scripts`` says whether the page may run any."""

    def __init__(self, page: Page, base: str, watch: Watch, *, scripts: bool = True) -> None:
        self.page, self.base, self.watch, self.scripts = page, base, watch, scripts
        watch.follow(page)
        page.on("dialog", lambda dialog: dialog.accept())

    # moving about

    def open(self, path: str) -> None:
        """Type an address; a person does so only to begin."""
        self.page.goto(self.base + path)
        self._look()

    def follow(self, name: str | re.Pattern[str], *, within: Where | None = None) -> None:
        """Follow a link to another page."""
        with self._leaving():
            self._press(self._role("link", name, within), str(name))

    def press(self, name: str | re.Pattern[str], *, within: Where | None = None) -> None:
        """Press a button that sends a form."""
        with self._leaving():
            self._press(self._role("button", name, within), str(name))

    def jump(self, name: str | re.Pattern[str], *, within: Where | None = None) -> None:
        """Follow a link within the page, or press a button that only changes it."""
        self._press(self._role("link", name, within).or_(self._role("button", name, within)), str(name))

    def touch(self, control: Locator) -> None:
        """Press something that is neither a link nor a button, such as a fold."""
        self._press(control, "a fold")

    def download(self, name: str | re.Pattern[str], folder: Path) -> Path:
        """Press a link that brings a file."""
        with self.page.expect_download() as coming:
            self._press(self._role("link", name, None), str(name))
        target = folder / coming.value.suggested_filename
        coming.value.save_as(target)
        return target

    # filling in

    def write(self, label: str, text: str, *, within: Where | None = None) -> None:
        self.write_in(self._labelled(label, within), text)

    def write_in(self, control: Locator, text: str) -> None:
        control.fill(text)

    def choose(self, label: str, option: str, *, within: Where | None = None) -> None:
        """Pick the option that reads ``option``."""
        self.choose_in(self._labelled(label, within), option)

    def choose_in(self, control: Locator, option: str) -> None:
        control.select_option(label=option)

    def tick(self, label: str, *, within: Where | None = None) -> None:
        """Tick a box, or choose a radio button."""
        self.tick_in(self._labelled(label, within))

    def tick_in(self, control: Locator) -> None:
        control.check()

    def upload(self, label: str, file: Upload, *, within: Where | None = None) -> None:
        self._labelled(label, within).set_input_files(file)

    # how

    def _press(self, control: Locator, name: str) -> None:
        control.click()

    def _role(self, role: str, name: str | re.Pattern[str], within: Where | None) -> Locator:
        found = (within or self.page).get_by_role(role, name=name, exact=isinstance(name, str))  # type: ignore[arg-type]
        return found.first

    def _labelled(self, label: str, within: Where | None) -> Locator:
        return (within or self.page).get_by_label(label, exact=True).first

    @contextmanager
    def _leaving(self) -> Iterator[None]:
        with self.page.expect_navigation(wait_until="load"):
            yield
        self._look()

    def _look(self) -> None:
        self.watch.look(self.page, scripts=self.scripts)


class Finger(Mouse):
    """A phone: taps, and types with the keyboard on its screen."""

    def tick_in(self, control: Locator) -> None:
        if not control.is_checked():
            control.tap()
        assert control.is_checked()

    def _press(self, control: Locator, name: str) -> None:
        control.tap()


class Keyboard(Mouse):
    """Tab, Enter, Space, arrows and typing; never a click."""

    def __init__(self, page: Page, base: str, watch: Watch) -> None:
        super().__init__(page, base, watch)
        # Somebody listens all the time: else a quick Space opens the real dialog before it is intercepted.
        page.on("filechooser", lambda chooser: None)

    def write_in(self, control: Locator, text: str) -> None:
        self._reach(control, text)
        if control.get_attribute("type") == "date":
            year, month, day = text.split("-")  # Debian's Chromium asks in the order of its own language
            self.page.keyboard.type(f"{month}{day}{year}")
            assert control.input_value() == text
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)

    def choose_in(self, control: Locator, option: str) -> None:
        self._reach(control, option)
        labels = control.evaluate("node => Array.from(node.options, o => o.label.trim())")
        wanted = labels.index(option)
        self.page.keyboard.press("Home")
        for _step in range(wanted):
            self.page.keyboard.press("ArrowDown")
        assert control.evaluate("node => node.selectedIndex") == wanted, f"{option!r} is not chosen"

    def tick_in(self, control: Locator) -> None:
        radio = control.get_attribute("type") == "radio"
        if control.is_checked():
            return
        if radio:
            self._reach_group(control)
        else:
            self._reach(control, "a box")
            self.page.keyboard.press("Space")
        assert control.is_checked()

    def upload(self, label: str, file: Upload, *, within: Where | None = None) -> None:
        control = self._labelled(label, within)
        self._reach(control, label)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def _press(self, control: Locator, name: str) -> None:
        self._reach(control, name)
        self.page.keyboard.press("Enter")

    def _reach(self, control: Locator, name: str) -> None:
        """Tab on until the control has the focus, or back when it lies behind."""
        control.wait_for(state="visible")
        at = control.element_handle()
        behind = self.page.evaluate(
            """node => { const here = document.activeElement;
            return here !== document.body && here !== node
                && Boolean(here.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING); }""",
            at,
        )
        here = "node => document.activeElement === node"
        for _tab in range(_MOST_TABS):
            if self.page.evaluate(here, at):
                while behind and self.page.evaluate(
                    here, at
                ):  # a date has stops of its own: enter at the first
                    self.page.keyboard.press("Shift+Tab")
                if behind:
                    self.page.keyboard.press("Tab")
                self.watch.focus(self.page, name)
                return
            self.page.keyboard.press("Shift+Tab" if behind else "Tab")
        raise AssertionError(f"the keyboard does not reach {name!r} on {self.page.url}")

    def _reach_group(self, radio: Locator) -> None:
        """A group of radio buttons is one stop; arrows choose in it."""
        at = radio.element_handle()
        same = "node => document.activeElement.name === node.name && document.activeElement.type === 'radio'"
        for _tab in range(_MOST_TABS):
            if self.page.evaluate(same, at):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError("the keyboard does not reach the group")
        self.watch.focus(self.page, "a choice")
        if self.page.evaluate("node => document.activeElement === node", at):
            self.page.keyboard.press("Space")
            return
        for _step in range(30):
            self.page.keyboard.press("ArrowDown")
            if radio.is_checked():
                return
