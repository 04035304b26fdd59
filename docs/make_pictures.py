"""Takes the pictures of the explorer anew: `python docs/make_pictures.py` → docs/pictures/*.png, one for each view.

Builds the shipped corpus, serves it, and opens each view in a headless Chromium. Needs playwright and a Chromium.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))
from serving import serving  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, PHONE = (1280, 720), (390, 780)
# file → (address of the view, language, theme, size)
PICTURES: dict[str, tuple[str, str, str, tuple[int, int]]] = {
    "network": ("network", "en", "light", WIDE),
    "network-zh": ("network?layout=rings", "zh", "dark", WIDE),
    "network-phone": ("network", "zh", "light", PHONE),
    "ask": ("ask?q=Which vendors moved from open to closed?", "en", "light", WIDE),
    "ask-zh": ("", "zh", "light", WIDE),
    "evidence": ("network?open=organization/meta&sel=organization/meta", "en", "light", WIDE),
    "article": ("article?id=en-05-safety-debate.md", "en", "light", WIDE),
    "arguments": ("arguments?side=open", "en", "light", WIDE),
    "arguments-zh": ("arguments?aspect=security", "zh", "dark", WIDE),
    "timeline": ("timeline?models=1", "en", "light", WIDE),
    "timeline-phone": ("timeline", "zh", "light", PHONE),
    "trace": ("trace?source=OpenAI&target=Baidu", "zh", "light", WIDE),
    "compare": ("compare?thing=Llama 2&thing=GPT-4&thing=Qwen-72B", "en", "light", WIDE),
    "articles": ("articles?tab=trends", "zh", "dark", WIDE),
    "sparql": ("sparql?named=derived-models", "en", "dark", WIDE),
}
READY = "Boolean(document.querySelector('main')?.dataset.shown) && !document.querySelector('main .spinner, #panel .spinner')"


def take(browser: Any, address: str, file: Path, route: str, lang: str, theme: str, size: tuple[int, int]) -> None:
    """One picture."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    context.add_init_script(f"localStorage.setItem('kg-lang', '{lang}')")
    page = context.new_page()
    page.goto(f"{address}#/{route}" if route else address)
    for _ in range(300):
        if page.evaluate(READY):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(700)
    page.screenshot(path=str(file))
    context.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    folder = HERE / "pictures"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        store = Path(scratch, "graph")
        command = [sys.executable, "-m", "kg", "--store", str(store), "build", str(HERE.parent / "corpus")]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        with serving(store) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, picture in PICTURES.items():
                take(browser, address, folder / f"{name}.png", *picture)
            browser.close()


if __name__ == "__main__":
    main()
