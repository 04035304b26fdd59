// Articles: the corpus with its facets, trends, words in context, what each article brought, adding one,
// and what waits for a decision.
// Address: #/articles[?tab=trends|context|add|review|brought] and the parameters of that part, see the modules that draw them.

import { append, el } from "../lib/dom.js";

const PARTS = {
  corpus: () => import("../lib/corpus.js"),
  trends: () => import("../lib/trends.js"),
  context: () => import("../lib/context.js"),
  add: () => import("../lib/adding.js"),
  review: () => import("../lib/review.js"),
  brought: () => import("../lib/brought.js"),
};
const SHOWN = ["corpus", "trends", "context", "add", "review"];

export async function render(container, state, app) {
  const { say } = app, part = PARTS[state.tab] ? state.tab : "corpus";
  const { draw } = await PARTS[part]();
  const tabs = el("nav", { class: "tabs", "aria-label": say("articles", "parts") }, SHOWN.map((name) => el("a", {
    href: app.link("articles", name === "corpus" ? {} : { tab: name }), "aria-current": name === part ? "page" : null,
  }, say("articles", `tab_${name}`))));
  const head = el("header", { class: "head" }, el("h1", {}, say("articles", part === "brought" ? "brought" : `title_${part}`)));
  append(container, [tabs, head]);
  const handle = await draw(container, state, app, head);
  if (!handle?.update) return handle;
  return { ...handle, update: (next) => ((PARTS[next.tab] ? next.tab : "corpus") === part ? handle.update(next) : "anew") };
}
