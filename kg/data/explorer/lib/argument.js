// An argument as a card: its words, who makes it, which changes of course it is given for, and what rebuts it.

import { el } from "./dom.js";
import { glyph } from "./glyph.js";
import { openPanel } from "./panel.js";
import { marked } from "./quote.js";
import { number } from "./words.js";

export const SIGN = { pro: "+", con: "−" };

// argument: as /api/arguments gives it. `full`: name its point too.
export function argumentCard(app, argument, { full = false } = {}) {
  const { say } = app, [first, ...others] = argument.evidence;
  const ids = argument.evidence.map(({ id }) => id);
  return el("article", { class: `argument ${argument.polarity}`, "data-claim": argument.id },
    full ? point(app, argument) : null,
    el("blockquote", { lang: first.article.lang || null }, marked(first.quote, [])),
    others.length ? el("p", { class: "n" }, say("arguments", "more_words", { n: number(others.length) })) : null,
    el("p", { class: "by" }, voice(app, argument.who), source(app, first, argument.who)),
    argument.moves.length ? moves(app, argument.moves) : null,
    el("p", { class: "acts" },
      el("button", { type: "button", class: "take", onclick: () => openPanel(app, { id: ids }) }, support(app, argument)),
      argument.rebutted ? el("a", { class: "take", href: app.link("arguments", { arg: argument.id }) }, say("arguments", "rebutted", { n: number(argument.rebutted) })) : null));
}

export function point(app, { side, polarity, aspect }) {
  return el("p", { class: `point ${polarity}` },
    el("span", { class: "sign", "aria-hidden": "true" }, SIGN[polarity]),
    el("a", { href: app.link("arguments", { side }) }, app.say("arguments", `${polarity}_${side}`)), " · ",
    el("a", { href: app.link("arguments", { aspect }) }, app.say("aspects", aspect)));
}

// Who says it: a link to all that this voice says.
export function voice(app, who) {
  return el("a", { class: "voice", href: app.link("arguments", { voice: who.key }) },
    glyph(who.author ? "Publication" : who.type), el("span", {}, who.author ? app.say("arguments", "author", { name: who.label }) : who.label));
}

function source(app, claim) {
  return el("span", { class: "where" },
    el("a", { href: app.link("article", { id: claim.article.id, claim: claim.id }) }, claim.article.title),
    claim.article.date ? [" · ", el("time", {}, claim.article.date)] : null);
}

export function support(app, { articles, origins }) {
  if (articles === 1) return app.say("arguments", "one_source");
  return app.say("arguments", "sources", { n: number(articles), k: number(origins) });
}

function moves(app, list) {
  return el("ul", { class: "moves" }, list.slice(0, 3).map((move) => el("li", {},
    el("button", { type: "button", class: "chip", onclick: () => openPanel(app, { id: [move.claim] }), title: app.say("arguments", `near_${move.near}`) },
      el("span", { class: "sign", "aria-hidden": "true" }, move.effect === "for" ? "✓" : "✗"),
      app.say("arguments", `given_${move.effect}`, { vendor: move.vendor.label, from: app.say("hubs", move.from), to: app.say("hubs", move.to) })))));
}
