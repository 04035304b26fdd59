// Compare: two to six vendors or models side by side, each cell with its sources and what they disagree on.
// Address: #/compare?thing=KEY-OR-NAME&thing=…

import { append, el, fill } from "../lib/dom.js";
import { valueText } from "../lib/amounts.js";
import { argumentCard } from "../lib/argument.js";
import { downloads } from "../lib/downloads.js";
import { entity } from "../lib/entity.js";
import { glyph } from "../lib/glyph.js";
import { statusSign } from "../lib/openness.js";
import { meant } from "../lib/meant.js";
import { openPanel } from "../lib/panel.js";
import { picker } from "../lib/picker.js";
import { modality } from "../lib/quote.js";
import { many } from "../lib/route.js";
import { behindSide, inWords, sideText } from "../lib/sides.js";
import { empty, failure } from "../lib/states.js";
import { fault, number } from "../lib/words.js";

const MOST = 6, SHORT = 5, TYPES = ["Organization", "Model", "Product"];

export async function render(container, state, app) {
  const { say } = app, things = many(state.thing);
  const head = el("header", { class: "head" }, el("div", {}, el("h1", {}, say("compare", "title")), el("p", { class: "lead-in" }, say("compare", "about"))));
  append(container, head);
  if (things.length < 2) return append(container, [choice(app, things, []), examples(app, things)]);
  const params = { thing: things };
  let answer;
  try {
    answer = await app.api("compare", params);
  } catch (error) {
    if (error.status !== 404 && error.status !== 400) throw error;
    return append(container, [choice(app, things, []), empty(app, fault(error.message), [[say("compare", "anew"), app.link("compare", {})]])]);
  }
  head.append(downloads(app, "compare", params, { sparql: answer.sparql }));
  return append(container, [choice(app, answer.things.map(({ key }) => key), answer.things), grid(app, answer), debate(app, answer)]);
}

function choice(app, keys, things) {
  const { say } = app, go = (list) => app.go("compare", { thing: [...new Set(list)] });
  return el("div", { class: "chosen" },
    keys.length < MOST ? picker(app, { label: say("compare", "add"), placeholder: say("compare", "add"), hideLabel: true, clear: true, types: TYPES, onpick: ({ key }) => go([...keys, key]), onenter: async (text) => text && go([...keys, await meant(app, text, TYPES)]) }) : null,
    el("ul", { class: "chips" }, keys.map((key, i) => el("li", {}, el("button", { type: "button", class: "chip", onclick: () => go(keys.filter((one) => one !== key)), "aria-label": say("timeline", "remove", { name: things[i]?.label || key }) },
      things[i] ? glyph(things[i].type) : null, things[i]?.label || key, el("span", { "aria-hidden": "true" }, "×"))))));
}

function examples(app, things) {
  const box = el("div", { class: "state" }, el("p", {}, app.say("compare", things.length ? "one_more" : "start")));
  Promise.all([["Organization"], ["Model"]].map((type) => app.api("suggest", { what: ["thing"], type, limit: 5 }))).then((answers) => {
    const sets = answers.flatMap(({ found }) => [found.slice(0, 2), found.slice(1, 4)]).filter((set) => set.length > 1);
    append(box, el("p", { class: "steps" }, (things.length ? answers[0].found.map((one) => [one]) : sets).map((set) => el("a", { class: "button", href: app.link("compare", { thing: [...things, ...set.map(({ key }) => key)] }) }, set.map(({ label }) => label).join(" · ")))));
  }).catch((error) => append(box, failure(app, error)));
  return box;
}

function grid(app, answer) {
  const { say } = app;
  return el("div", { class: "table comparison", style: { "--n": answer.things.length }, tabindex: "0", role: "region", "aria-label": say("compare", "title") }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("compare", "property")), answer.things.map((thing) => el("th", { scope: "col" }, entity(app, thing))))),
    el("tbody", {}, answer.lines.length ? answer.lines.map((line) => el("tr", {}, el("th", { scope: "row" }, lineName(app, line)), line.cells.map((cell) => el("td", { class: cell.disputed.length ? "disputed" : null }, cellOf(app, line, cell)))))
      : el("tr", {}, el("td", { colspan: answer.things.length + 1 }, say("compare", "nothing"))))));
}

function lineName(app, { name, detail, cells }) {
  const { say } = app;
  if (name === "result") {
    const value = cells.flatMap(({ values }) => values)[0];
    return [value?.thing?.label || detail.replace(/^.*\//, ""), el("small", {}, say("kinds", "result"))];
  }
  if (name === "quantity") return say("values", detail);
  const own = say("compare", `line_${name}`);
  return own === `line_${name}` ? say("kinds", name) : own;
}

function cellOf(app, line, cell) {
  const { say } = app;
  if (!cell.values.length) return el("span", { class: "silent" }, el("span", { "aria-hidden": "true" }, "—"), el("span", { class: "unseen" }, say("compare", "silent")));
  const list = el("ul"), all = cell.values.map((value) => el("li", { class: value.denied ? "denied" : null }, valueOf(app, line, value)));
  const write = (whole) => fill(list, whole ? all : all.slice(0, SHORT), all.length > SHORT && !whole ? el("li", {}, el("button", { type: "button", class: "take", onclick: () => write(true) }, say("arguments", "more", { n: number(all.length - SHORT + cell.more) }))) : null);
  write(all.length <= SHORT + 1);
  return [cell.disputed.length ? disputes(app, cell.disputed) : null, list];
}

function valueOf(app, line, value) {
  const { say } = app, ids = value.evidence.map(({ id }) => id), status = value.value.status;
  const said = line.name === "founded" ? value.time : line.name === "maker" || line.name === "release" || line.name === "based-on" ? "" : valueText(app, value);
  const other = value.thing && line.name !== "result" ? el("span", { class: "other" }, value.thing.label) : null;
  const first = ["release", "affiliation", "openness", "maker", "partnership"].includes(line.name);
  return el("button", { type: "button", class: "told", onclick: () => openPanel(app, { id: ids }), "aria-label": null },
    value.denied ? el("span", { class: "badge denied" }, say("evidence", "denied")) : null, modality(app, value),
    value.backwards && ["adopts", "based-on", "comparison"].includes(line.name) ? el("span", { class: "n", title: say("compare", "backwards") }, "←") : null,
    status ? statusSign(status) : null, first ? other : null, said ? el("span", {}, said) : null, first ? null : other,
    value.time && line.name !== "founded" ? el("time", { class: "n" }, value.time) : null,
    value.articles > 1 ? el("span", { class: "n", title: say("arguments", "sources", { n: number(value.articles), k: number(value.origins) }) }, `×${number(value.origins)}`) : null);
}

function disputes(app, list) {
  const { say } = app;
  return el("details", { class: "dispute" }, el("summary", {}, el("span", { "aria-hidden": "true" }, "⚡"), say("compare", "disputed", { n: number(list.length) })),
    list.map((one) => el("div", {}, el("p", {}, `${one.label}${one.what ? ` · ${inWords(app, one.what)}` : ""}`), el("ul", {}, one.sides.map((side) => el("li", {}, sideText(app, side.value), el("span", { class: "n" }, behindSide(app, side))))))));
}

function debate(app, answer) {
  const { say } = app;
  if (!answer.arguments.some(({ claims }) => claims)) return null;
  return el("section", { class: "debate" }, el("h2", {}, say("compare", "arguments")), el("p", { class: "about" }, say("compare", "arguments_about")),
    el("div", { class: "columns", style: { "--n": answer.things.length } }, answer.things.map((thing, i) => el("div", {}, el("h3", {}, entity(app, thing)),
      answer.arguments[i].arguments.length ? answer.arguments[i].arguments.map((one) => argumentCard(app, one, { full: true })) : el("p", { class: "blank" }, say("compare", "no_arguments"))))));
}
