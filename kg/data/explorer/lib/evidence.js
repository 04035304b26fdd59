// A list of claims with their evidence under a head: what a panel and the evidence view show.

import { el } from "./dom.js";
import { claimCard, clashes } from "./quote.js";
import { glyph } from "./glyph.js";
import { list, number } from "./words.js";
import { empty } from "./states.js";

// answer: of /api/evidence. `level`: of the heading; `head`: what stands under it; `whole`: quotes in their paragraphs;
// `foot`: what stands at the end where not all claims are shown, in the place of a link to all.
export function evidenceOf(app, answer, params, { title = "", level = 1, head = null, whole = true, foot = undefined } = {}) {
  const { say } = app, [thing] = answer.things, H = `h${level}`, alone = answer.things.length === 1;
  const named = title || answer.things.map(({ label }) => label).join(" – ") || say("evidence", "title");
  return [
    thing && alone ? el("p", { class: "sort" }, glyph(thing.type, hub(thing)), say("types", thing.type)) : null,
    el(H, {}, named),
    thing && alone && thing.names.length ? el("p", { class: "about" }, say("evidence", "also", { names: list(thing.names.slice(0, 8)) })) : null,
    el("p", { class: "about" }, say("evidence", "counts", { n: number(answer.total), m: number(answer.articles), k: number(answer.origins) })),
    head,
    clashes(app, answer.clashes),
    answer.claims.length ? answer.claims.map((claim) => claimCard(app, claim, { whole })) : empty(app, say("evidence", "none")),
    foot !== undefined ? foot : answer.total > answer.claims.length ? el("p", { class: "more" }, el("a", { class: "button", href: app.link("evidence", { ...params, limit: "" }) }, say("evidence", "all", { n: number(answer.total) }))) : null,
  ];
}

export const hub = (thing) => (thing.type === "Strategy" ? thing.key.split(":")[1] : "");
