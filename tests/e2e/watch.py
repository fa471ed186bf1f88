"""What is looked at on every page of a walk: width, title, console, accessibility, a visible focus."""

import re
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

PHONE = 390
_DRAWN = """() => { const at = document.activeElement;
    if (!at || at === document.body) return "nothing";
    const seen = at.matches(".marks input") ? at.nextElementSibling : at;
    const style = getComputedStyle(seen), box = seen.getBoundingClientRect();
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!ring && style.boxShadow === "none") return "no ring";
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return "off screen";
    return ""; }"""


@dataclass
class Watch:
    """Complaints about the pages of one test; ``complaints`` must be empty at its end."""

    complaints: list[str] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    _looked: set[tuple[str, str, int]] = field(default_factory=set)

    def follow(self, page: Page) -> None:
        """Listen to the console, where refusals of the content policy are reported too."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._missing)

    def look(self, page: Page, *, scripts: bool = True) -> None:
        """Look at the page that has just been opened, once for each kind of page and width."""
        where = re.sub(r"\d+", "n", page.url.split("/", 3)[3].partition("?")[0])
        title, size = page.title(), page.viewport_size
        assert size is not None
        self.visited.add(where)
        if (where, title, size["width"]) in self._looked:
            return
        self._looked.add((where, title, size["width"]))
        if not title.partition(" · 融证")[0].removeprefix("错误：").strip():
            self.complaints.append(f"/{where}: no title")
        self._width(page, where, size["width"], size["height"])
        if scripts:
            for rule in Axe().run(page).response["violations"]:
                nodes = "; ".join(node["html"][:160] for node in rule["nodes"][:3])
                self.complaints.append(f"/{where} ({title}): {rule['id']}: {nodes}")

    def focus(self, page: Page, name: str) -> None:
        """The control that the keyboard has just reached shows it."""
        wrong = page.evaluate(_DRAWN)
        if wrong:
            self.complaints.append(f"{page.url}: focus on {name!r}: {wrong}")

    def _width(self, page: Page, where: str, width: int, height: int) -> None:
        if width != PHONE:
            page.set_viewport_size({"width": PHONE, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE:
            self.complaints.append(f"/{where}: {wide} px wide on a phone")
        if width != PHONE:
            page.set_viewport_size({"width": width, "height": height})

    def _console(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource")  # told by `_missing`, with its status
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(f"console: {message.text} {message.location.get('url', '')}")

    def _missing(self, response: Response) -> None:
        """A page may be refused, and says why; a picture, a style sheet or a script may not be missing."""
        if response.status >= 500 or (
            response.status >= 400 and response.request.resource_type != "document"
        ):
            self.complaints.append(f"{response.status} {response.url}")
