"""A page of the explorer in the browser, with what it asked for and complained about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Opened:
    """`page` is Playwright's. `asked`: every address; `foreign`: those elsewhere, which were not let through."""

    def __init__(
        self, browser: Any, address: str, route: str = "", *, lang: str = "en", width: int = 1280, height: int = 720,
        theme: str = "light", touch: bool = False,
    ) -> None:  # fmt: skip
        self.address, self.asked, self.foreign, self.errors = address, [], [], []
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, has_touch=touch, reduced_motion="reduce",
            accept_downloads=True,
        )  # fmt: skip
        self.context.add_init_script(f"if (!localStorage.getItem('kg-lang')) localStorage.setItem('kg-lang', '{lang}')")
        self.page = self.context.new_page()
        self.page.route("**/*", self._route)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.go(route)

    def _route(self, route: Any) -> None:
        url = route.request.url
        self.asked.append(url)
        if url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(url)
            route.abort()

    def go(self, route: str = "") -> None:
        """Open a view by its address and wait until it is drawn."""
        self.page.goto(f"{self.address}#/{route}" if route else self.address)
        if self.page.evaluate("Boolean(globalThis.kgExplorer)"):
            self.page.reload()  # a new address behind the # loads nothing anew
        self.drawn()

    def drawn(self) -> None:
        """Wait until the view of the address stands there, or says why it does not."""
        self.until("Boolean(document.querySelector('main')?.dataset.shown) && Boolean(globalThis.kgExplorer)")

    def until(self, condition: str, *given: Any) -> None:
        """Wait for a condition. The library's own way evaluates a string, which the page's policy refuses."""
        for _ in range(4800):
            if self.page.evaluate(condition, *given):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never came true: {condition}")

    def text(self, selector: str = "main") -> str:
        return str(self.page.inner_text(selector))

    def route(self) -> str:
        """What stands behind the `#` of the address."""
        return str(self.page.url).partition("#")[2]

    def forgive(self, text: str) -> None:
        """Take out the complaints that hold this: the browser itself logs each answer that is no success."""
        self.errors[:] = [error for error in self.errors if text not in error]

    def faults(self) -> list[str]:
        """What axe-core finds wrong by WCAG 2.2, levels A and AA: rule and places."""
        self.page.evaluate(axe())
        found = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
            ".then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message || '')).join(' | ')))"
        )
        return [str(fault) for fault in found]

    def close(self) -> None:
        self.context.close()


def axe() -> str:
    """The checker's script, out of the installed package."""
    import axe_playwright_python

    file = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    return file.read_text("utf-8")


def quoted(value: Any) -> str:
    """A value as it stands in a script."""
    return json.dumps(value)
