"""What a reader does in the explorer, each with the script that does it and the condition that it is done.

Each is done ROUNDS times, on another thing each time, so that no answer is kept from the time before; then once more in a
fresh page, where the server has the answer already. Of each: milliseconds of the clock from the act until the next frame
after it is on the page, of which the time that the page waited for the server; and the processor's time of the page's
main thread and of the server with its workers, which tell more on a machine that others use too.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 3
VENDORS = ("organization/openai", "organization/google", "organization/mistral-ai", "organization/anthropic")
SHOWN = "Boolean(document.querySelector('main')?.dataset.shown)"
DRAWN = "Boolean(globalThis.kgNetwork) && kgNetwork.canvas.shownLabels().length > 0"
AT = "document.querySelector('main').dataset.shown === {view!r} && location.hash.includes({part!r})"


@dataclass(frozen=True, slots=True)
class Act:
    """`begin` is the address where it is done; `make` a script that does it, with `{x}` for the thing of this round; `done`
    a script that is true when it is on the page; `before` what has to be done first, and `ready` when that is."""

    begin: str
    make: str
    done: str
    things: Sequence[str] = VENDORS
    before: str = ""
    ready: str = SHOWN


def _typed(selector: str) -> str:
    """A script that types {x} into a box, as a keyboard does."""
    return f"(() => {{ const box = document.querySelector({selector!r}); box.focus(); box.value = '{{x}}'; box.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"


def _chosen(selector: str) -> str:
    return f"(() => {{ const box = document.querySelector({selector!r}); box.value = '{{x}}'; box.dispatchEvent(new Event('change', {{bubbles: true}})); }})()"


COUNTS = "globalThis.told = document.querySelector('.net-counts').textContent; "
CHANGED = "document.querySelector('.net-counts').textContent !== told"
LISTED = "document.querySelectorAll('.found:not([hidden]) li').length > 0"
SIZE = "globalThis.before = kgNetwork.canvas.things.size; "
ACTS = {
    "network: select a thing": Act("network", "kgNetwork.select('{x}')", "document.querySelector('#panel .claim') && document.querySelector('#panel').dataset.of === '{x}'", ready=DRAWN),
    "network: select a line": Act("network", "kgNetwork.select([...kgNetwork.canvas.lines.values()].find((e) => e.from === '{x}' || e.to === '{x}').id)", "document.querySelector('#panel .claim')", ready=DRAWN),
    "network: show neighbours": Act("network", SIZE + "kgNetwork.expand('{x}')", "kgNetwork.canvas.things.size > before", ready=DRAWN),
    "network: put neighbours away": Act("network?open={x}", SIZE + "kgNetwork.collapse('{x}')", "kgNetwork.canvas.things.size < before", ready=DRAWN),
    "network: take a type or kind out": Act("network", COUNTS + "document.querySelector('.filters input[data-key={x}]').click()", CHANGED, ("Organization", "shift", "argument", "openness"), ready=DRAWN),
    "network: set a year": Act("network", COUNTS + _chosen("select[data-key=since]"), CHANGED, ("2021", "2022", "2023", "2024"), ready=DRAWN),
    "network: two sources at least": Act("network", COUNTS + _chosen("input[data-key=origins]"), CHANGED, ("2", "3", "4", "5"), ready=DRAWN),
    "network: another layout": Act("network", "globalThis.spot = JSON.stringify([...kgNetwork.canvas.things.values()][0].at); " + _chosen(".net-bar select"), "JSON.stringify([...kgNetwork.canvas.things.values()][0].at) !== spot", ("force", "rings", "bands"), ready=DRAWN),
    "network: find while typing": Act("network", _typed(".net-bar input[type=search]"), LISTED, ("mis", "qw", "goo", "open"), ready=DRAWN),
    "network: open everything": Act("network", SIZE + "document.querySelector('.net-bar .segmented button:last-child').click()", "kgNetwork.canvas.things.size > before", ("",), ready=DRAWN),
    "evidence of a thing": Act("articles", "location.hash = '#/evidence?of={x}'", AT.format(view="evidence", part="{x}")),
    "article from its list": Act("articles", "document.querySelectorAll('.list .title a')[{x}].click()", "document.querySelector('main').dataset.shown === 'article'", ("1", "4", "7", "9")),
    "article: select a claim": Act("article?id={article}", "document.querySelectorAll('.lit')[{x}].click()", "document.querySelector('#panel .claim')", ("0", "3", "5", "7")),
    "articles: words while typing": Act("articles", "globalThis.told = document.querySelector('.count').textContent; " + _typed("#corpus-words"), "document.querySelector('.count')?.textContent !== told && document.querySelector('.count')", ("mode", "open", "licen", "a")),
    "articles: choose by a facet": Act("articles", "globalThis.told = document.querySelector('.count').textContent; document.querySelectorAll('.facets a')[{x}].click()", "(document.querySelector('.count') || {textContent: told}).textContent !== told", ("0", "1", "2", "3")),
    "trends: another topic": Act("articles?tab=trends", "location.hash = '#/articles?tab=trends&topic={x}'", "document.querySelector('main').dataset.shown && document.querySelectorAll('.segments button')[{x:place}]?.getAttribute('aria-pressed') === 'true'", ("strategy", "vendor")),
    "words in context": Act("articles?tab=context", "location.hash = '#/articles?tab=context&words={x}'", "document.querySelectorAll('.kwic li').length > 0", ("license", "开源", "safety", "weights")),
    "arguments: another course": Act("arguments", "location.hash = '#/arguments?side={x}'", AT.format(view="arguments", part="side={x}") + " && document.querySelector('.course[aria-current]')?.href.includes('{x}')", ("closed", "hybrid", "open")),
    "arguments: what rebuts one": Act("arguments?side=open", "document.querySelectorAll('.argument .acts a')[{x}].click()", "document.querySelector('.duel')", ("0", "1", "3", "4")),
    "compare: one more": Act("compare?thing=Meta&thing=Microsoft", "location.hash = '#/compare?thing=Meta&thing=Microsoft&thing={x}'", "document.querySelectorAll('.comparison thead th').length > 3"),
    "trace: another end": Act("trace?source=Meta&target=Microsoft", "location.hash = '#/trace?source=Meta&target={x}'", AT.format(view="trace", part="{x}") + " && document.querySelector('.way')"),
    "timeline: the slider": Act("timeline", "(() => { globalThis.told = document.querySelector('.slider output').textContent; const s = document.querySelector('#known-at'); s.value = String(Math.floor(s.max * {x})); s.dispatchEvent(new Event('input')); })()", "document.querySelector('.slider output').textContent !== told", ("0.4", "0.5", "0.6", "0.7")),
    "timeline: nearer": Act("timeline", "globalThis.told = location.hash; document.querySelectorAll('.time-zoom button')[2].click()", "location.hash !== told", ("",)),
    "ask: suggestions while typing": Act("ask", _typed(".ask-box input"), LISTED, ("mis", "qw", "goo", "open")),
    "ask: a question": Act("ask", "location.hash = '#/ask?q=' + encodeURIComponent('{x}')", "document.querySelector('.ask-answer table')", ("What licence has Llama 2?", "Which vendors moved from open to closed?", "Who argues for open models?", "How open is GPT-4?")),
    "SPARQL: run a named query": Act("sparql", "globalThis.told = document.querySelector('.result').textContent; " + _chosen(".query-bar select"), "document.querySelector('.result table') && document.querySelector('.result').textContent !== told", ("licenses", "prices", "strategy-shifts", "derived-models"), ready="Boolean(document.querySelector('.result table'))"),
    "SPARQL: a letter more": Act("sparql", "(() => { const box = document.querySelector('.code'); box.setRangeText('{x}', box.value.length, box.value.length, 'end'); box.dispatchEvent(new Event('input')); })()", "document.querySelector('.code-copy').textContent.includes('{x}')", ("# one", "# two", "# three", "# four"), ready="Boolean(document.querySelector('.result table'))"),
    "the other language": Act("network", "globalThis.told = document.querySelector('#lang').textContent; document.querySelector('#lang').click()", "document.querySelector('#lang').textContent !== told && document.querySelector('main').dataset.shown === 'network'", ("",), ready=DRAWN),
    "another theme": Act("network", "globalThis.told = document.querySelector('#theme').textContent; document.querySelector('#theme').click()", "document.querySelector('#theme').textContent !== told", ("",), ready=DRAWN),
}  # fmt: skip
# Where the network is a digest.
WIDE = {
    "digest: open a group": Act("network?show=all", SIZE + "kgNetwork.expand([...kgNetwork.canvas.things.values()].filter((t) => t.group)[{x}].id)", "kgNetwork.canvas.things.size > before", ("0", "1", "2", "3"), ready=DRAWN),
    "digest: take a type out": Act("network?show=all", COUNTS + "document.querySelector('.filters input[data-key={x}]').click()", CHANGED, ("Person", "Model", "Product"), ready=DRAWN),
}  # fmt: skip
RUN = """new Promise((over, fail) => {{ const begun = performance.now(), end = setTimeout(() => fail(new Error('never done')), 30000);
  performance.clearResourceTimings();
  {make};
  const look = () => {{ if (!({done})) return requestAnimationFrame(look);
    clearTimeout(end);
    const asked = performance.getEntriesByType('resource').filter((one) => /\\/(api|sparql)/.test(one.name));
    over([performance.now() - begun, asked.reduce((most, one) => Math.max(most, one.responseEnd - one.startTime), 0)]); }};
  requestAnimationFrame(look); }})"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds: of the clock, waiting for the server, processor of the page's main thread, and of the server."""

    clock: float
    waited: float
    page: float
    server: float


def waits(page: Any, condition: str) -> None:
    """Until it holds, looked at on every frame."""
    page.evaluate(f"new Promise((done) => {{ const look = () => ({condition}) ? done(true) : requestAnimationFrame(look); look(); }})")


def filled(script: str, act: Act, place: int, article: str) -> str:
    """A script with the thing of this round in it."""
    thing = act.things[place]
    return script.replace("{x:place}", str(place + 1)).replace("{x}", thing).replace("{article}", article)


def spent(pid: int) -> float:
    """Milliseconds of the processor that a process and its children have taken."""
    total, left = 0, [pid]
    while left:
        one = left.pop()
        for task in Path(f"/proc/{one}/task").glob("*"):
            try:
                total += int((task / "schedstat").read_text().split()[0])
                left += map(int, (task / "children").read_text().split())
            except OSError:  # it has ended
                continue
    return total / 1e6


@contextmanager
def at_rest(browser: Any, address: str, act: Act, place: int, article: str) -> Iterator[Any]:
    """A fresh page at the address where the act begins, with nothing left to draw."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}#/{filled(act.begin, act, place, article)}")
    waits(page, act.ready)
    page.wait_for_timeout(600)
    yield page
    context.close()


def once(browser: Any, address: str, pid: int, act: Act, place: int, article: str) -> Taken:
    """Do it in a fresh page."""
    with at_rest(browser, address, act, place, article) as page:
        tool = page.context.new_cdp_session(page)
        tool.send("Performance.enable", {"timeDomain": "threadTicks"})
        before, server = _busy(tool), spent(pid)
        clock, waited = page.evaluate(RUN.format(make=filled(act.make, act, place, article), done=filled(act.done, act, place, article)))
        return Taken(clock, waited, _busy(tool) - before, spent(pid) - server)


def _busy(tool: Any) -> float:
    """Milliseconds of the processor that the page's main thread was at work."""
    found = {one["name"]: one["value"] for one in tool.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"]) * 1000


def measured(browser: Any, address: str, pid: int, act: Act, article: str) -> tuple[Taken, Taken]:
    """Medians of what it took for the first time on each thing, and what it took once more."""
    places = range(min(ROUNDS, len(act.things)))
    first = [once(browser, address, pid, act, place, article) for place in places]
    again = [once(browser, address, pid, act, place, article) for place in places]
    return _middle(first), _middle(again)


def _middle(rounds: Sequence[Taken]) -> Taken:
    return Taken(*(statistics.median(getattr(one, name) for one in rounds) for name in Taken.__dataclass_fields__))


def table(browser: Any, address: str, pid: int, article: str, wide: bool, only: str = "") -> None:
    """Print a line for each act."""
    print(f"\n{'interaction, until it is on the page':<38}{'clock':>7}{'waits':>7}{'page':>7}{'server':>7}   {'again':>7}{'page':>7}{'server':>7}")
    for name, act in {**ACTS, **(WIDE if wide else {})}.items():
        if only in name:
            try:
                first, again = measured(browser, address, pid, act, article)
            except Exception as error:  # what a corpus has not can not be done in it
                print(f"{name:<38}  not here: {str(error).splitlines()[0][:70]}", flush=True)
                continue
            print(f"{name:<38}{first.clock:>7.0f}{first.waited:>7.0f}{first.page:>7.0f}{first.server:>7.0f}   {again.clock:>7.0f}{again.page:>7.0f}{again.server:>7.0f}", flush=True)
