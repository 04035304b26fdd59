// The trace: how two things are connected, by the shortest ways and by those with most sources, each link in words.
// Address: #/trace?source=KEY-OR-NAME&target=KEY-OR-NAME[&ways=3]

import { append, el } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { entity } from "../lib/entity.js";
import { glyph } from "../lib/glyph.js";
import { openPanel } from "../lib/panel.js";
import { meant } from "../lib/meant.js";
import { picker } from "../lib/picker.js";
import { marked, sentence } from "../lib/quote.js";
import { empty, failure } from "../lib/states.js";
import { fault, number } from "../lib/words.js";

export async function render(container, state, app) {
  const { say } = app, params = { source: state.source, target: state.target, ways: state.ways };
  append(container, [
    el("header", { class: "head" }, el("div", {}, el("h1", {}, say("trace", "title")), el("p", { class: "lead-in" }, say("trace", "about")))),
    form(app, state)]);
  if (!state.source || !state.target) return append(container, examples(app, state));
  let answer;
  try {
    answer = await app.api("trace", params);
  } catch (error) {
    if (error.status !== 404 && error.status !== 400) throw error;
    return append(container, empty(app, fault(error.message), [[say("trace", "swap"), app.link("trace", { source: state.target, target: state.source })]]));
  }
  container.querySelector(".head").append(downloads(app, "trace", params, { sparql: answer.sparql }));
  const same = JSON.stringify(answer.shortest) === JSON.stringify(answer.supported);
  return append(container, el("div", { class: `ways${same ? " one" : ""}` },
    list(app, answer.shortest, same ? "both" : "shortest"), same ? null : list(app, answer.supported, "supported", answer.shortest)));
}

function form(app, state) {
  const { say } = app, chosen = { source: state.source || "", target: state.target || "" };
  const go = (change) => { Object.assign(chosen, change); if (chosen.source && chosen.target) app.go("trace", chosen); else app.note(chosen); };
  const box = (end) => {
    const made = picker(app, { label: say("trace", end), value: chosen[end].includes("/") ? "" : chosen[end], placeholder: say("trace", "placeholder"), onpick: ({ key }) => go({ [end]: key }), onenter: async (text) => text && go({ [end]: await meant(app, text) }) });
    if (chosen[end].includes("/")) named(app, chosen[end]).then((name) => { if (!made.input.value) made.input.value = name; });
    return made;
  };
  return el("div", { class: "ends", role: "search" }, box("source"),
    el("button", { type: "button", class: "button swap", "aria-label": say("trace", "swap"), title: say("trace", "swap"), onclick: () => go({ source: chosen.target, target: chosen.source }) }, "⇄"), box("target"));
}

// What a thing with this key is called.
async function named(app, key) {
  try {
    const answer = await app.api("evidence", { of: key, limit: 1 });
    return answer.things[0]?.label || key;
  } catch { return key; }
}

async function pairs(app) {
  const [vendors, models] = await Promise.all([["Organization"], ["Model"]].map((type) => app.api("suggest", { what: ["thing"], type, limit: 4 })));
  const [a, b, c] = vendors.found, [m, n] = models.found;
  return [[a, b], [a, n], [m, c], [b, c]].filter(([one, other]) => one && other && one.key !== other.key);
}

function examples(app, state) {
  const box = el("div", { class: "state" }, el("p", {}, app.say("trace", state.source || state.target ? "one_more" : "start")));
  pairs(app).then((found) => append(box, el("p", { class: "steps" }, found.map(([one, other]) => el("a", { class: "button", href: app.link("trace", { source: one.key, target: other.key }) }, `${one.label} → ${other.label}`)))))
    .catch((error) => append(box, failure(app, error)));
  return box;
}

// Of the ways the first one stands open that is not told beside them already.
function list(app, ways, sort, beside = []) {
  const { say } = app, told = new Set(beside.map((way) => JSON.stringify(way)));
  const opened = Math.max(0, ways.findIndex((way) => !told.has(JSON.stringify(way))));
  return el("section", {}, el("h2", {}, say("trace", sort)), el("p", { class: "about" }, say("trace", `${sort}_about`)),
    ways.map((way, i) => el("details", { class: "way", open: i === opened },
      el("summary", {}, el("span", { class: "through" }, [way.steps[0].from, ...way.steps.map(({ to }) => to)].map((thing, at) => [at ? el("span", { class: "arrow", "aria-hidden": "true" }, " → ") : null, thing.label])),
        el("span", { class: "n" }, say("trace", "measure", { n: number(way.length), k: number(way.support) }))),
      el("ol", { class: "route" }, el("li", { class: "stop" }, end(app, way.steps[0].from)), way.steps.map((step) => [link(app, step), el("li", { class: "stop" }, end(app, step.to))])))));
}

function end(app, thing) {
  if (!thing.course) return entity(app, thing);
  return el("a", { class: "entity", href: app.link("arguments", { side: thing.course }) }, glyph("Strategy", thing.course), el("span", {}, thing.label));
}

function link(app, step) {
  const { say } = app, [first, ...others] = step.evidence, ids = step.evidence.map(({ id }) => id);
  return el("li", { class: "link" },
    el("p", { class: "says" }, sentence(app, first)),
    el("blockquote", { lang: first.article.lang || null }, marked(first.quote, [[0, Infinity]])),
    el("p", { class: "source" }, first.speaker ? el("span", { class: "speaker" }, say("evidence", "says", { speaker: first.speaker.label })) : null,
      el("a", { href: app.link("article", { id: first.article.id, claim: first.id }) }, first.article.title), first.article.date || say("evidence", "undated"),
      el("button", { type: "button", class: "take", onclick: () => openPanel(app, { id: ids }, { title: `${step.from.label} — ${step.to.label}` }) },
        others.length || step.more ? say("trace", "more_evidence", { n: number(others.length + 1 + step.more), k: number(step.origins) }) : say("trace", "one_evidence"))));
}
