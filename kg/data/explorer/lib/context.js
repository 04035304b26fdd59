// Words in context: each place of the words, one below the other, with what stands before and after.
// Parameters: words, order (best, before, after, date), since, until, offset

import { append, el } from "./dom.js";
import { downloads } from "./downloads.js";
import { pages } from "./pages.js";
import { empty } from "./states.js";
import { number } from "./words.js";

const ORDERS = ["best", "before", "after", "date"], PAGE = 50;  // passages

export async function draw(container, state, app, head) {
  const { say } = app, params = { words: state.words, sort: state.order, since: state.since, until: state.until, offset: state.offset };
  const words = el("input", { type: "search", id: "context-words", value: state.words || "", placeholder: say("articles", "context_hint"), required: true });
  const order = el("select", { id: "context-order" }, ORDERS.map((one) => el("option", { value: one, selected: (state.order || "best") === one }, say("articles", `order_${one}`))));
  const go = () => app.go("articles", { tab: "context", words: words.value.trim(), order: order.value === "best" ? "" : order.value, since: state.since, until: state.until });
  words.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) go(); });
  order.addEventListener("change", () => words.value.trim() && go());
  append(container, el("div", { class: "bar-of-list", role: "search" },
    el("div", { class: "field grow" }, el("label", { for: "context-words" }, say("articles", "context_words")), words),
    el("div", { class: "field" }, el("label", { for: "context-order" }, say("articles", "sort")), order), el("button", { type: "button", class: "button main", onclick: go }, say("articles", "look"))));
  if (!state.words) return append(container, empty(app, say("articles", "context_start"), ["开源", "open weights", "license", "Llama 2"].map((one) => [one, app.link("articles", { tab: "context", words: one })])));
  const answer = await app.api("concordance", { ...params, limit: PAGE });
  head.append(downloads(app, "concordance", params, { sparql: answer.sparql }));
  if (!answer.rows.length) return append(container, empty(app, say("articles", "context_none")));
  return append(container, [el("p", { class: "count", role: "status" }, say("articles", "context_count", { n: number(answer.rows.length), m: number(answer.passages) })),
    el("ol", { class: "kwic" }, answer.rows.map((row) => el("li", {},
      el("span", { class: "before" }, el("bdi", {}, row.before)), el("span", { class: "after" }, el("mark", {}, row.match), row.after),
      el("a", { class: "from", href: app.link("article", { id: row.article, claim: row.claims[0]?.id, at: row.claims.length ? "" : row.start }), title: row.title }, row.title, el("span", { class: "n" }, ` ${row.date}`))))),
    pages(app, { ...answer, shown: answer.passages, size: PAGE, total: null }, (offset) => app.link("articles", { tab: "context", words: state.words, order: state.order, since: state.since, until: state.until, offset: offset || "" }))]);
}
