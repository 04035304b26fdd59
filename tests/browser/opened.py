"""A page of the explorer in the browser, with what it asked for and complained about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Profile:
    """What a browser keeps for a person, lent to one page at a time and empty again before the next.

    A page that stays open in it keeps the process in which pages of this machine are drawn: to start one, and to let it
    read all scripts anew, takes longer than to draw the page.
    """

    def __init__(self, browser: Any, address: str, touch: bool) -> None:
        self.context = browser.new_context(has_touch=touch, reduced_motion="reduce", accept_downloads=True)
        staying = self.context.new_page()
        staying.goto(f"{address}healthz")
        self._devtools = self.context.new_cdp_session(staying)

    def empty(self, address: str) -> None:
        """Forget what the pages of this address left behind."""
        self._devtools.send("Storage.clearDataForOrigin", {"origin": address.rstrip("/"), "storageTypes": "all"})
        self._devtools.send("Network.clearBrowserCache")
        self.context.clear_cookies()
        self.context.clear_permissions()


class Profiles:
    """The profiles of a browser that nobody uses now."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self._free: dict[bool, list[Profile]] = {False: [], True: []}

    def take(self, address: str, touch: bool) -> Profile:
        return self._free[touch].pop() if self._free[touch] else Profile(self.browser, address, touch)

    def give_back(self, profile: Profile, address: str, touch: bool) -> None:
        profile.empty(address)
        self._free[touch].append(profile)


class Opened:
    """`page` is Playwright's. `asked`: every address; `foreign`: those elsewhere, which the browser does not reach."""

    def __init__(
        self, profiles: Profiles, address: str, route: str = "", *, lang: str = "en", width: int = 1280, height: int = 720,
        theme: str = "light", touch: bool = False,
    ) -> None:  # fmt: skip
        self.address, self.asked, self.foreign, self.errors = address, [], [], []
        profile = profiles.take(address, touch)
        self.page = profile.context.new_page()
        self._give_back = lambda: profiles.give_back(profile, address, touch)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=theme)
        self.page.add_init_script(f"if (!localStorage.getItem('kg-lang')) localStorage.setItem('kg-lang', '{lang}')")
        self.page.on("request", self._ask)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.go(route)

    def _ask(self, request: Any) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def go(self, route: str = "") -> None:
        """Open a view by its address and wait until it is drawn."""
        wanted = f"{self.address}#/{route}" if route else self.address
        if self.page.url.startswith(self.address):  # a new address behind the # would load nothing anew
            self.page.evaluate("(wanted) => history.pushState(null, '', wanted)", wanted)
            self.page.reload()
        else:
            self.page.goto(wanted)
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
        self.page.close()
        self._give_back()


def axe() -> str:
    """The checker's script, out of the installed package."""
    import axe_playwright_python

    file = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    return file.read_text("utf-8")


def quoted(value: Any) -> str:
    """A value as it stands in a script."""
    return json.dumps(value)
