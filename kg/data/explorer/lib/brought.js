// What one article brought beside all others: new things and claims, what it shares with others, what it contradicts.
// Parameters: article

import { append, el } from "./dom.js";
import { downloads } from "./downloads.js";
import { entity } from "./entity.js";
import { openPanel } from "./panel.js";
import { claimCard } from "./quote.js";
import { number, percent } from "./words.js";
import { behindSide, inWords, sideText } from "./sides.js";

const SHORT = 6;

export async function draw(container, state, app, head) {
  const params = { article: state.article }, answer = await app.api("brought", params);
  head.append(downloads(app, "brought", params, { sparql: answer.sparql }));
  append(container, report(app, answer));
}

// answer: of /api/brought.
export function report(app, answer) {
  const { say } = app, { article, claims, entities } = answer;
  return el("div", { class: "brought" },
    el("p", { class: "of" }, el("a", { href: app.link("article", { id: article.id }), lang: article.lang || null }, article.title), el("span", { class: "n" }, [article.date || say("evidence", "undated"), article.author].filter(Boolean).join(" · "))),
    el("dl", { class: "figures" }, [["new_entities", entities.new.length], ["new_claims", claims.new], ["corroborated", claims.corroborated], ["contradicts", answer.contradicts.length], ["copies", answer.copies.length]]
      .map(([key, n]) => el("div", { class: n ? null : "zero" }, el("dt", {}, say("articles", key)), el("dd", {}, number(n))))),
    part(app, "copies", answer.copies, (one) => el("li", {}, el("a", { href: app.link("article", { id: one.id }) }, one.title), el("span", { class: "n" }, `${one.date || ""} · ${say("articles", "share", { share: percent(one.share) })}`))),
    part(app, "contradicts", answer.contradicts, (one) => contradiction(app, one)),
    part(app, "corroborated", answer.corroborates, (one) => el("li", {}, claimCard(app, one.claim), el("p", { class: "and" }, say("articles", "also_in"), " ",
      one.others.slice(0, 3).map((other, i) => [i ? " · " : null, el("a", { href: app.link("article", { id: other.article.id, claim: other.id }) }, other.article.title)]), one.articles > 3 ? ` · +${number(one.articles - 3)}` : null))),
    entities.new.length ? el("section", {}, el("h2", {}, say("articles", "new_entities"), el("span", { class: "n" }, number(entities.new.length))),
      el("ul", { class: "chips things" }, entities.new.map((one) => el("li", { class: "chip" }, entity(app, one))))) : null,
    part(app, "new_claims", claims.evidence, (one) => el("li", {}, claimCard(app, one))));
}

// A section whose list is cut short until the rest is asked for.
function part(app, key, rows, write) {
  if (!rows.length) return null;
  const list = el("ul", { class: "plain" }, rows.slice(0, SHORT).map(write)), rest = rows.length - SHORT;
  const more = rest > 0 ? el("button", { type: "button", class: "button", onclick: () => { append(list, rows.slice(SHORT).map(write)); more.remove(); } }, app.say("arguments", "more", { n: number(rest) })) : null;
  return el("section", { class: key }, el("h2", {}, app.say("articles", key), el("span", { class: "n" }, number(rows.length))), el("p", { class: "about" }, app.say("articles", `${key}_about`)), list, more);
}

function contradiction(app, one) {
  const { say } = app, about = [one.thing, one.what].filter(Boolean).map((text) => inWords(app, text)).join(" · ");
  return el("li", { class: "clash-of" }, el("h3", {}, about, el("span", { class: "n" }, one.label)),
    el("div", { class: "sides-of" }, one.sides.map((side) => el("div", { class: side.own ? "own" : null },
      el("p", {}, el("b", {}, sideText(app, side.value)), side.own ? el("span", { class: "badge" }, say("articles", "this_article")) : null, el("span", { class: "n" }, behindSide(app, side))),
      side.evidence.slice(0, 2).map((claim) => el("blockquote", { lang: claim.article.lang || null }, el("mark", {}, claim.quote), el("footer", {}, el("a", { href: app.link("article", { id: claim.article.id, claim: claim.id }) }, claim.article.title)))),
      side.evidence.length > 2 ? el("button", { type: "button", class: "take", onclick: () => openPanel(app, { id: side.evidence.map(({ id }) => id) }, { title: `${about}: ${sideText(app, side.value)}` }) }, say("arguments", "more", { n: number(side.evidence.length - 2) })) : null))));
}
