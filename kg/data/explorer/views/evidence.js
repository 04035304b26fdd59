// Evidence: the claims about a thing or along a link, by kind, with all that is known about where they stand.
// Address: #/evidence?of=KEY-OR-NAME[&to=…][&kind=…][&since=…] or #/evidence?id=CLAIM[&id=…]

import { el } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { evidenceOf } from "../lib/evidence.js";
import { pages } from "../lib/pages.js";
import { many } from "../lib/route.js";
import { number } from "../lib/words.js";

export const name = "evidence";
const ASKED = ["of", "to", "id", "kind", "polarity", "limit", "since", "until", "written", "article", "speaker", "found", "confidence", "offset"];
const PAGE = 50;

export async function render(container, state, app) {
  const { say } = app;
  const params = Object.fromEntries(ASKED.map((key) => [key, state[key]]).filter(([, value]) => value));
  const size = Number(params.limit || PAGE), answer = await app.api("evidence", { ...params, limit: size });
  const kinds = many(state.kind), [thing] = answer.things;
  const whole = answer.kinds.reduce((sum, [, n]) => sum + n, 0);
  const chip = (kind, text, n) => el("li", {}, el("a", { class: "chip", href: app.link("evidence", { ...params, offset: "", kind }), "aria-current": (kind ? kinds.includes(kind) : !kinds.length) ? "true" : null }, text, " ", el("span", { class: "n" }, number(n))));
  const offset = Number(params.offset || 0), shown = answer.claims.length;
  const foot = pages(app, { offset, shown, size, total: answer.total, next: offset + shown < answer.total ? offset + shown : null }, (at) => app.link("evidence", { ...params, offset: at || "" }));
  const [sort, head, ...rest] = evidenceOf(app, answer, params, { foot });
  const cut = rest.findIndex((part) => Array.isArray(part) || part?.classList?.contains("state"), 0);
  container.classList.add("reading");
  container.append(...[sort, head, ...rest.slice(0, cut),
    thing && !params.id ? el("p", { class: "ways" }, ways(app, answer.things, answer.kinds.some(([kind]) => kind === "shift" || kind === "strategy"))) : null,
    answer.kinds.length > 1 ? el("ul", { class: "chips", "aria-label": say("evidence", "kinds") }, chip("", say("evidence", "every_kind"), whole), answer.kinds.map(([kind, n]) => chip(kind, say("kinds", kind), n))) : null,
    downloads(app, "evidence", params, { sparql: answer.sparql }),
    ...rest.slice(cut)].flat(Infinity).filter(Boolean));
  if (state.id && !Array.isArray(state.id)) container.querySelector(".claim")?.classList.add("chosen");
}

// Where to go on from a thing.
function ways(app, things, moved) {
  const [one, two] = things, { say } = app;
  const real = (thing) => thing && !/^(?:strategy|status|aspect|author):/.test(thing.key);
  return [
    el("a", { class: "button", href: app.link("network", { of: things.map(({ key }) => key) }) }, say("evidence", "in_network")),
    real(one) && !two ? el("a", { class: "button", href: app.link("trace", { source: one.key }) }, say("evidence", "trace")) : null,
    real(one) && real(two) ? el("a", { class: "button", href: app.link("trace", { source: one.key, target: two.key }) }, say("evidence", "trace")) : null,
    !two && one.type === "Organization" && moved ? el("a", { class: "button", href: app.link("arguments", { vendor: one.key }) }, say("evidence", "moves")) : null,
    !two && one.type === "Organization" ? el("a", { class: "button", href: app.link("timeline", { vendor: one.key }) }, say("evidence", "timeline")) : null,
    real(one) ? el("a", { class: "button", href: app.link("compare", { thing: things.filter(real).map(({ key }) => key) }) }, say("evidence", "compare")) : null,
  ];
}
