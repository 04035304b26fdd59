// A list of claims with their evidence under a head: what a panel and the evidence view show.

import { el } from "./dom.js";
import { claimCard } from "./quote.js";
import { glyph } from "./glyph.js";
import { list, number } from "./words.js";
import { empty } from "./states.js";

// answer: of /api/evidence.
export function evidenceOf(app, answer, params, { title = "", level = 1 } = {}) {
  const { say } = app, [thing] = answer.things, H = `h${level}`;
  const named = title || answer.things.map(({ label }) => label).join(" — ") || say("evidence", "title");
  return [
    thing && answer.things.length === 1 ? el("p", { class: "sort" }, glyph(thing.type), say("types", thing.type)) : null,
    el(H, {}, named),
    thing && answer.things.length === 1 && thing.names.length ? el("p", { class: "about" }, say("evidence", "also", { names: list(thing.names) })) : null,
    el("p", { class: "about" }, say("evidence", "counts", { n: number(answer.total), m: number(answer.articles), k: number(answer.origins) })),
    answer.claims.length ? answer.claims.map((claim) => claimCard(app, claim)) : empty(app, say("evidence", "none")),
    answer.total > answer.claims.length ? el("p", {}, el("a", { class: "button", href: app.link("evidence", { ...params, limit: 1000 }) }, say("evidence", "all", { n: number(answer.total) }))) : null,
  ];
}
