// A claim with its evidence: what it says, the quote lit up in its paragraph, who says it, where, how sure, and what
// contradicts it.

import { el } from "./dom.js";
import { entity } from "./entity.js";
import { markup, shown } from "./markup.js";
import { striking } from "./strike.js";
import { number, percent } from "./words.js";
import { restsOn } from "./works.js";

// The words of `text` with the spans [[from, to], …] lit up. Offsets count characters, not the browser's code units.
export function marked(text, spans) {
  const letters = Array.from(text), hidden = markup(text, spans), parts = [];
  let at = 0;
  for (const [from, to] of spans) {
    if (from < at) continue;
    parts.push(shown(letters, at, from, hidden), el("mark", {}, shown(letters, from, to, hidden)));
    at = to;
  }
  parts.push(shown(letters, at, letters.length, hidden));
  return parts;
}

// claim: as kg/explore/shown.py gives it; with `paragraph` the quote stands in it, with `against` its rivals are told.
export function claimCard(app, claim, { whole = true } = {}) {
  const { say } = app;
  const text = whole && claim.paragraph ? marked(claim.paragraph.text, [claim.paragraph.mark]) : marked(claim.quote, [[0, Infinity]]);
  const article = claim.article;
  return el("article", { class: `claim${claim.negated ? " denied" : ""}`, "data-claim": claim.id },
    el("div", { class: "says" }, claim.negated ? el("span", { class: "badge denied" }, say("evidence", "denied")) : null, modality(app, claim), sentence(app, claim)),
    el("blockquote", { lang: article.lang || null }, text),
    el("p", { class: "source" },
      claim.speaker ? el("span", { class: "speaker" }, say("evidence", "says", { speaker: claim.speaker.label })) : null,
      el("a", { href: app.link("article", { id: article.id, claim: claim.id }), lang: article.lang || null }, article.title),
      article.author ? el("span", {}, article.author) : null,
      el("span", {}, article.date || say("evidence", "undated")),
      claim.time ? el("span", {}, say("evidence", "about_time", { time: claim.time })) : null),
    el("p", { class: "source" },
      confidence(app, claim.confidence),
      claim.origins ? el("span", {}, claim.articles > 1 ? say("evidence", "standing", { n: number(claim.articles), k: number(claim.origins) }) : say("evidence", "alone")) : null,
      claim.by_model ? el("span", { class: "badge by-model" }, "◇ ", say("evidence", "by_model")) : null,
      claim.found_by ? el("span", {}, claim.found_by) : null,
      claim.origin ? el("span", {}, say("evidence", "taken_from"), " ", el("a", { href: app.link("article", { id: claim.origin.id }) }, claim.origin.title)) : null),
    restsOn(app, claim.sources, { more: claim.more_sources, article: article.id }),
    (claim.against || []).map((conflict) => rivals(app, conflict)),
    striking(app, claim));
}

// What the sources disagree on about a thing: each side with its words, folded up until it is asked for.
export function clashes(app, list) {
  if (!list?.length) return null;
  const { say } = app;
  return el("details", { class: "rivals clashes" },
    el("summary", {}, el("span", { class: "badge warn" }, "≠ ", say("evidence", "clashes", { n: number(list.length) }))),
    list.map((one) => el("section", { class: "clash-of" }, el("h3", {}, one.about, " ", el("span", { class: "n" }, one.rule)),
      el("div", { class: "sides-of" }, one.sides.map((side) => el("div", {}, el("p", {}, el("b", {}, side.value), " ", el("span", { class: "n" }, say("evidence", "sources", { n: number(side.articles), k: number(side.origins) }))), briefs(app, side.claims)))))));
}

// What can not be right together with a claim, folded up.
function rivals(app, conflict) {
  const { say } = app;
  const n = conflict.others.reduce((sum, side) => sum + side.origins, 0);
  return el("details", { class: "rivals" },
    el("summary", {}, el("span", { class: "badge warn" }, "≠ ", say("evidence", "contradicted", { k: number(n) })), " ", el("span", { class: "about" }, `${conflict.rule}: ${conflict.about}`)),
    conflict.others.map((side) => el("div", { class: "side" },
      el("p", {}, el("b", {}, say("evidence", "other_view", { value: side.value })), " ", el("span", { class: "n" }, say("evidence", "sources", { n: number(side.articles), k: number(side.origins) }))),
      briefs(app, side.claims))));
}

function briefs(app, claims) {
  return claims.map((one) => el("p", { class: "brief" }, el("q", {}, marked(one.quote, [])), " ", one.speaker ? `${app.say("evidence", "says", { speaker: one.speaker })} · ` : "",
    el("a", { href: app.link("article", { id: one.article, claim: one.id }) }, one.title), one.date ? ` · ${one.date}` : ""));
}

// How the words tell it, where they do not say that it is so: planned, or perhaps so.
export const modality = (app, claim) => (claim.modality ? el("span", { class: `badge ${claim.modality}` }, app.say("modality", claim.modality)) : null);

// What the claim says in one line: kind, subject → object, value.
export function sentence(app, claim) {
  const ends = [claim.subject, claim.object].filter(Boolean).map((thing) => entity(app, thing));
  return [
    el("span", { class: "kind" }, app.say("kinds", claim.kind)), ends[0], ends.length > 1 ? el("span", { class: "arrow", "aria-hidden": "true" }, "→") : null, ends[1],
    claim.says ? el("span", { class: "value" }, claim.says) : null,
  ];
}

export function confidence(app, share) {
  return el("span", { class: "sure", title: app.say("evidence", "confidence_help") },
    el("span", { class: "gauge", "aria-hidden": "true", style: { "--share": `${Math.round(share * 100)}%` } }), el("span", {}, app.say("evidence", "confidence_of", { share: percent(share) })));
}
