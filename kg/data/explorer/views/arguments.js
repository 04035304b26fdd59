// The argument map: for a course or an aspect the arguments on either side; one argument with what rebuts it; one voice;
// a vendor's changes of course, and its courses, with what is given for and against them.
// Address: #/arguments[?side=open][&aspect=safety][&shown=6], #/arguments?arg=CLAIM, #/arguments?voice=KEY or #/arguments?vendor=KEY

import { el } from "../lib/dom.js";
import { argumentCard, point, SIGN, support } from "../lib/argument.js";
import { downloads } from "../lib/downloads.js";
import { glyph } from "../lib/glyph.js";
import { openPanel } from "../lib/panel.js";
import { empty } from "../lib/states.js";
import { number } from "../lib/words.js";

const SIDES = ["open", "closed", "hybrid"], WAYS = ["pro", "con"];
const MORE = [60, 200];  // arguments of a point that are shown when more are asked for; the rest stands in the evidence of the aspect

export async function render(container, state, app) {
  if (state.arg) return renderRebuttals(container, state, app);
  if (state.voice) return renderVoice(container, state, app);
  if (state.vendor) return renderMoves(container, state, app);
  const params = { side: state.side, aspect: state.aspect, shown: state.shown };
  const answer = await app.api("arguments", params);
  const { say } = app;
  const title = answer.aspect && !answer.side ? say("arguments", "on_aspect", { aspect: say("aspects", answer.aspect) })
    : answer.aspect ? say("arguments", "on_both", { side: say("hubs", answer.side), aspect: say("aspects", answer.aspect) })
      : say("arguments", "on_side", { side: say("hubs", answer.side) });
  container.append(
    el("header", { class: "head" }, el("div", {}, el("h1", {}, title), el("p", { class: "lead-in" }, say("arguments", "about"))),
      downloads(app, "arguments", params, { sparql: answer.sparql })),
    courses(app, answer), movers(app, answer.movers));
  if (!answer.groups.length) return container.append(empty(app, say("arguments", "none"), [[say("arguments", "all_aspects"), app.link("arguments", {})]]));
  container.append(el("div", { class: "map" }, overview(app, answer), el("div", { class: "groups" }, answer.groups.map((group) => groupOf(app, answer, group)))));
  if (state.at) container.querySelector(`#g-${CSS.escape(state.at)}`)?.scrollIntoView();
}

function courses(app, answer) {
  const { say } = app;
  return el("nav", { class: "courses", "aria-label": say("arguments", "courses") },
    answer.courses.map(({ side, pro, con }) => el("a", {
      class: `course h-${side}`, href: app.link("arguments", { side }), "aria-current": answer.side === side && !answer.aspect ? "true" : null,
    }, el("b", {}, say("hubs", side)), el("span", { class: "n" }, `${SIGN.pro}${number(pro)}`), el("span", { class: "n" }, `${SIGN.con}${number(con)}`))));
}

// Who changed its course: each leads to its changes and the arguments about them.
function movers(app, list, now = "") {
  if (!list.length) return null;
  return el("nav", { class: "movers", "aria-label": app.say("arguments", "movers") }, el("span", { class: "n" }, app.say("arguments", "movers")),
    list.map(({ key, type, label, n }) => el("a", { class: "chip", href: app.link("arguments", { vendor: key }), "aria-current": key === now ? "true" : null }, glyph(type), label, " ", el("span", { class: "n" }, number(n)))));
}

// Aspects with a bar to either side: how much is said for and against. A click leads to the group, or to the aspect.
function overview(app, answer) {
  const { say } = app, here = new Map(answer.groups.map((group) => [`${group.side}-${group.aspect}`, group]));
  const lines = answer.side && !answer.aspect
    ? answer.groups.map((group) => ({ name: say("aspects", group.aspect), pro: group.pro.claims, con: group.con.claims, go: `${group.side}-${group.aspect}` }))
    : answer.aspects.map(({ aspect, pro, con }) => ({ name: say("aspects", aspect), pro, con, to: { aspect }, now: aspect === answer.aspect }));
  const most = Math.max(1, ...lines.map(({ pro, con }) => Math.max(pro, con)));
  return el("nav", { class: "overview", "aria-label": say("arguments", "overview") },
    el("p", { class: "scale", "aria-hidden": "true" }, el("span", {}, say("arguments", "against")), el("span", {}, say("arguments", "for"))),
    el("ol", {}, lines.map(({ name, pro, con, go, to, now }) => el("li", {}, el("a", {
      href: to ? app.link("arguments", to) : app.link("arguments", { side: answer.side, at: go }), "aria-current": now ? "true" : null,
      "aria-label": say("arguments", "balance", { name, pro: number(pro), con: number(con) }),
      onclick: here.has(go) ? (event) => jump(event, go) : null,
    }, el("span", { class: "bar con", style: { "--share": con / most } }, con ? el("i", {}, number(con)) : null),
    el("span", { class: "name" }, name),
    el("span", { class: "bar pro", style: { "--share": pro / most } }, pro ? el("i", {}, number(pro)) : null))))),
    answer.aspect ? el("p", {}, el("a", { href: app.link("arguments", {}) }, say("arguments", "all_aspects"))) : null);
}

function jump(event, id) {
  event.preventDefault();
  const group = document.getElementById(`g-${id}`);
  group?.scrollIntoView({ block: "start" });
  group?.querySelector("h2 a")?.focus({ preventScroll: true });
}

function groupOf(app, answer, group) {
  const { say } = app, both = group.pro.claims && group.con.claims;
  const name = answer.aspect ? say("hubs", group.side) : say("aspects", group.aspect);
  const to = answer.aspect ? { side: group.side } : { aspect: group.aspect };
  return el("section", { class: "group", id: `g-${group.side}-${group.aspect}` },
    el("h2", {}, el("a", { href: app.link("arguments", to) }, name)),
    el("div", { class: "sides" }, WAYS.map((way) => column(app, group, way, Number(answer.shown || 0))), both ? el("span", { class: "clash", title: say("arguments", "clash") }, el("span", { "aria-hidden": "true" }, "⇄"), el("span", { class: "unseen" }, say("arguments", "clash"))) : null));
}

function column(app, group, way, now) {
  const { say } = app, part = group[way];
  return el("div", { class: `column ${way}` },
    el("h3", {}, el("span", { class: "sign", "aria-hidden": "true" }, SIGN[way]), say("arguments", `${way}_${group.side}`),
      part.claims ? el("span", { class: "n" }, part.origins === null ? number(part.claims) : say("arguments", "counts", { n: number(part.claims), k: number(part.origins) })) : null),
    part.arguments.length ? part.arguments.map((argument) => argumentCard(app, argument)) : el("p", { class: "blank" }, say("arguments", `no_${way}`)),
    part.more > 0 ? el("p", {}, el("a", { class: "button", href: further(app, group, way, now) }, say("arguments", "more", { n: number(part.more) }))) : null,
    part.claims && group.rivals[way].length ? el("p", { class: "rivals" }, say("arguments", "also_rebutted"), " ", group.rivals[way].map((rival, i) => [i ? "、" : null,
      el("a", { href: app.link("arguments", { side: rival.side, aspect: rival.aspect }) }, `${say("arguments", `${rival.polarity}_${rival.side}`)} (${number(rival.claims)})`)])) : null);
}

function further(app, { side, aspect }, way, now) {
  const shown = MORE.find((one) => one > now);
  if (shown) return app.link("arguments", { side, aspect, shown });
  return app.link("evidence", { of: `strategy:${side}`, to: `aspect:${aspect}`, kind: "argument", polarity: way });
}

async function renderRebuttals(container, state, app) {
  const { say } = app, params = { claim: state.arg };
  const answer = await app.api("rebuttals", params), { argument } = answer;
  container.append(
    el("header", { class: "head" }, el("div", {}, crumbs(app, argument), el("h1", {}, say("arguments", "rebuttals"))),
      downloads(app, "rebuttals", params, { sparql: answer.sparql })),
    el("div", { class: "duel" },
      el("section", { class: "column" }, el("h2", {}, say("arguments", "the_argument")), argumentCard(app, argument, { full: true })),
      el("section", { class: "column" }, el("h2", {}, say("arguments", "what_rebuts"), el("span", { class: "n" }, number(answer.claims))),
        answer.rebuttals.length ? answer.rebuttals.map((one) => argumentCard(app, one, { full: true })) : empty(app, say("arguments", "no_rebuttals")),
        answer.more ? el("p", { class: "n" }, say("arguments", "more", { n: number(answer.more) })) : null)));
}

function crumbs(app, { side, aspect }) {
  return el("p", { class: "crumbs" }, el("a", { href: app.link("arguments", { side }) }, app.say("arguments", "on_side", { side: app.say("hubs", side) })), " / ",
    el("a", { href: app.link("arguments", { aspect }) }, app.say("aspects", aspect)));
}

async function renderVoice(container, state, app) {
  const { say } = app, params = { key: state.voice };
  const answer = await app.api("voice", params), { who } = answer;
  const name = who.author ? say("arguments", "author", { name: who.label }) : who.label;
  const article = who.author ? state.voice.replace(/^article:/, "") : "";
  container.append(
    el("header", { class: "head" },
      el("div", {}, el("p", { class: "sort" }, glyph(who.author ? "Publication" : who.type), say("arguments", who.author ? "an_author" : "a_speaker")), el("h1", {}, name),
        el("p", { class: "lead-in" }, article ? el("a", { href: app.link("article", { id: article }) }, who.title) : el("a", { href: app.link("evidence", { of: who.key }) }, say("arguments", "all_claims")))),
      downloads(app, "voice", params, { sparql: answer.sparql })),
    answer.stances.length ? el("section", { class: "stances" }, el("h2", {}, say("arguments", "stances")),
      el("ul", { class: "chips" }, answer.stances.map((stance) => el("li", {}, el("button", { type: "button", class: "chip", onclick: () => openPanel(app, { id: stance.evidence.map(({ id }) => id) }) },
        say("arguments", `stance_${stance.polarity}`, { side: say("hubs", stance.side) }), el("span", { class: "n" }, support(app, stance))))))) : null,
    el("section", {}, el("h2", {}, say("arguments", "its_arguments"), el("span", { class: "n" }, number(answer.balance.reduce((sum, { claims }) => sum + claims, 0)))),
      answer.arguments.length ? el("div", { class: "cards" }, answer.arguments.map((argument) => argumentCard(app, argument, { full: true }))) : empty(app, say("arguments", "no_arguments"))));
}

async function renderMoves(container, state, app) {
  const { say } = app, params = { vendor: state.vendor, shown: state.shown };
  const answer = await app.api("moves", params), { vendor } = answer;
  const ways = [[say("arguments", "its_lane"), app.link("timeline", { vendor: vendor.key })], [say("evidence", "in_network"), app.link("network", { sel: vendor.key })], [say("arguments", "all_claims_about"), app.link("evidence", { of: vendor.key })]];
  container.append(
    el("header", { class: "head" }, el("div", {}, el("p", { class: "sort" }, glyph(vendor.type), say("types", vendor.type)),
      el("h1", {}, say("arguments", "moves_of", { name: vendor.label })), el("p", { class: "lead-in" }, say("arguments", "moves_about"))),
    downloads(app, "moves", params, { sparql: answer.sparql })),
    el("p", { class: "ways" }, ways.map(([text, href]) => el("a", { class: "button", href }, text))),
    movers(app, answer.movers, vendor.key),
    ...(answer.moves.length + answer.courses.length ? [...answer.moves, ...answer.courses].map((move) => moveOf(app, vendor, move)) : [empty(app, say("arguments", "no_moves", { name: vendor.label }))]));
}

// One change of course, or a course that is followed (it comes from nowhere): how it is told, and on either side what is argued by the vendor's people and beside the words, and what else in the same articles.
function moveOf(app, vendor, move) {
  const { say } = app, ids = move.evidence.map(({ id }) => id), of = move.from ? "" : "_course";
  const side = (way) => el("div", { class: `column ${way === "for" ? "pro" : "con"}` },
    el("h3", {}, el("span", { class: "sign", "aria-hidden": "true" }, way === "for" ? "✓" : "✗"), say("arguments", `speaks_${way}${of}`), el("span", { class: "n" }, number(move[way].total))),
    move[way].near.length ? move[way].near.map((one, i, all) => [one.near === all[i - 1]?.near ? null : el("p", { class: "near" }, say("arguments", `near_${one.near}${one.near === "passage" ? of : ""}`)), argumentCard(app, one, { full: true })]) : el("p", { class: "blank" }, say("arguments", `none_near${of}`)),
    move[way].far.length ? el("details", { class: "far" }, el("summary", {}, say("arguments", `far${of}`, { n: number(move[way].total - move[way].near.length) })), move[way].far.map((one) => argumentCard(app, one, { full: true }))) : null);
  return el("section", { class: "group move" },
    el("h2", {}, move.from ? [el("span", { class: `h-${move.from}` }, say("hubs", move.from)), " → "] : null, el("span", { class: `h-${move.to}` }, say("hubs", move.to)),
      el("span", { class: "n" }, move.since ? say("arguments", "since", { time: move.since }) : say("evidence", "undated")),
      el("button", { type: "button", class: "take", onclick: () => openPanel(app, { id: ids }) }, say("arguments", "told_in", { n: number(move.articles) }))),
    el("blockquote", { class: "told", lang: move.evidence[0].article.lang || null }, move.evidence[0].quote),
    el("div", { class: "sides" }, side("for"), side("against")));
}

export { SIDES, point };
