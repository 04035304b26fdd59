// A claim with its evidence: what it says, the quote lit up in its paragraph, who says it, where, how sure.

import { el } from "./dom.js";
import { entity } from "./entity.js";
import { percent } from "./words.js";

// The words of `text` with the spans [[from, to], …] lit up. Offsets count characters, not the browser's code units.
export function marked(text, spans) {
  const letters = Array.from(text), parts = [];
  let at = 0;
  for (const [from, to] of spans) {
    if (from < at) continue;
    parts.push(letters.slice(at, from).join(""), el("mark", {}, letters.slice(from, to).join("")));
    at = to;
  }
  parts.push(letters.slice(at).join(""));
  return parts;
}

// claim: as kg/explore/told.py gives it.
export function claimCard(app, claim, { whole = true } = {}) {
  const { say } = app;
  const text = whole && claim.paragraph ? marked(claim.paragraph.text, [claim.paragraph.mark]) : [el("mark", {}, claim.quote)];
  const article = claim.article;
  return el("article", { class: `claim${claim.negated ? " denied" : ""}`, "data-claim": claim.id },
    el("p", { class: "says" }, claim.negated ? el("span", { class: "badge denied" }, say("evidence", "denied")) : null, sentence(app, claim)),
    el("blockquote", { lang: article.lang || null }, text),
    el("p", { class: "source" },
      claim.speaker ? el("span", { class: "speaker" }, say("evidence", "says", { speaker: claim.speaker.label })) : null,
      el("a", { href: app.link("article", { id: article.id, claim: claim.id }) }, article.title),
      article.author ? el("span", {}, article.author) : null,
      el("span", {}, article.date || say("evidence", "undated")),
      claim.time ? el("span", {}, say("evidence", "about_time", { time: claim.time })) : null,
      confidence(app, claim.confidence)));
}

// What the claim says in one line: subject → object, kind, value.
export function sentence(app, claim) {
  const ends = [claim.subject, claim.object].filter(Boolean).map((thing) => entity(app, thing));
  return [
    el("span", { class: "kind" }, app.say("kinds", claim.kind)), ends[0], ends.length > 1 ? el("span", { class: "arrow", "aria-hidden": "true" }, "→") : null, ends[1],
    claim.says ? el("span", { class: "value" }, claim.says) : null,
  ];
}

export function confidence(app, share) {
  return el("span", { class: "sure", title: app.say("evidence", "confidence_help") },
    el("meter", { min: 0, max: 1, value: share, "aria-label": app.say("evidence", "confidence") }), percent(share));
}
