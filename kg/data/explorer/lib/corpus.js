// The corpus: a list of articles with facets to choose by.
// Parameters: words, spoken, year, publisher, author, site, sort, offset

import { append, el, later } from "./dom.js";
import { downloads } from "./downloads.js";
import { empty } from "./states.js";
import { number } from "./words.js";

const SORTS = ["newest", "oldest", "claims", "title"], CHOICES = ["words", "spoken", "year", "publisher", "author", "site", "sort", "offset"];

export async function draw(container, state, app, head) {
  const { say } = app, params = Object.fromEntries(CHOICES.map((name) => [name, state[name]]));
  const answer = await app.api("articles", params);
  head.append(downloads(app, "articles", params, { sparql: answer.sparql }));
  const go = (change, how) => app.go("articles", { ...params, offset: "", ...change }, how);
  const words = el("input", { type: "search", id: "corpus-words", value: state.words || "", placeholder: say("articles", "words_hint") });
  words.addEventListener("input", later(() => go({ words: words.value.trim() }, { replace: true }).then(() => document.getElementById("corpus-words")?.focus()), 350));
  const sort = el("select", { id: "corpus-sort", onchange: () => go({ sort: sort.value }) }, SORTS.map((one) => el("option", { value: one, selected: (state.sort || "newest") === one }, say("articles", `sort_${one}`))));
  append(container, el("div", { class: "corpus" },
    el("aside", { class: "facets", "aria-label": say("articles", "facets") }, answer.facets.filter(({ values }) => values.length > 1 || values[0]?.value).map((facet) => facetOf(app, facet, params))),
    el("section", {}, el("div", { class: "bar-of-list" },
      el("div", { class: "field" }, el("label", { for: "corpus-words", class: "unseen" }, say("articles", "words")), words),
      el("div", { class: "field" }, el("label", { for: "corpus-sort", class: "unseen" }, say("articles", "sort")), sort),
      el("p", { class: "count", role: "status" }, say("articles", "count", { n: number(answer.total), m: number(answer.of) }))),
    answer.rows.length ? el("ul", { class: "list" }, answer.rows.map((row) => line(app, row))) : empty(app, say("articles", "none"), [[say("articles", "all"), app.link("articles", {})]]),
    pages(app, answer, params))));
  const box = container.querySelector("#corpus-words");
  if (state.words) box.setSelectionRange(box.value.length, box.value.length);
}

function facetOf(app, facet, params) {
  const { say } = app;
  return el("details", { open: !matchMedia("(max-width: 760px)").matches || Boolean(facet.chosen) }, el("summary", {}, say("articles", `facet_${facet.name}`)),
    el("ul", {}, facet.values.map(({ value, articles }) => el("li", {}, el("a", {
      href: app.link("articles", { ...params, offset: "", [facet.param]: value === facet.chosen ? "" : value }), "aria-current": value === facet.chosen ? "true" : null,
    }, el("span", {}, facet.name === "lang" ? say("articles", `lang_${value}`) : value), el("span", { class: "n" }, number(articles))))),
    facet.more ? el("li", { class: "n" }, say("arguments", "more", { n: number(facet.more) })) : null));
}

function line(app, row) {
  const { say } = app;
  return el("li", { "data-article": row.id },
    el("p", { class: "title" }, el("a", { href: app.link("article", { id: row.id }), lang: row.lang || null }, row.title)),
    el("p", { class: "source" }, el("time", {}, row.date || say("evidence", "undated")), row.author ? el("span", {}, row.author) : null, row.publisher ? el("span", {}, row.publisher) : null,
      el("span", {}, say("articles", `lang_${row.lang}`)), row.source ? el("a", { href: row.source, rel: "noreferrer noopener", target: "_blank" }, row.site || say("articles", "original")) : null,
      el("span", {}, say("articles", "n_claims", { n: number(row.claims) })), el("a", { href: app.link("articles", { tab: "brought", article: row.id }) }, say("articles", "see_brought"))));
}

function pages(app, { offset, next, rows, total }, params) {
  const { say } = app;
  if (!offset && next === null) return null;
  const link = (at, key) => el("a", { class: "button", href: app.link("articles", { ...params, offset: at || "" }) }, say("articles", key));
  return el("nav", { class: "pages", "aria-label": say("articles", "pages") }, offset ? link(Math.max(0, offset - 50), "before") : null,
    el("span", { class: "n" }, `${number(offset + 1)}–${number(offset + rows.length)} / ${number(total)}`), next === null ? null : link(next, "after"));
}
