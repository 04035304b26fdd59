// The corpus: a list of articles with facets to choose by, a page at a time.
// Parameters: words, spoken, year, publisher, author, site, sort, offset

import { append, carry, eager, el, fill } from "./dom.js";
import { downloads } from "./downloads.js";
import { pages, turned } from "./pages.js";
import { empty, failure } from "./states.js";
import { number } from "./words.js";

const SORTS = ["newest", "oldest", "claims", "title"], CHOICES = ["words", "spoken", "year", "publisher", "author", "site", "sort", "offset"], PAGE = 50;

const asked = (state) => Object.fromEntries(CHOICES.map((name) => [name, state[name]]));

// The box for words stays while what it finds is written anew: whoever types is not disturbed.
export async function draw(container, state, app, head) {
  const { say } = app;
  let params = asked(state), turn = 0;
  const facets = el("aside", { class: "facets", "aria-label": say("articles", "facets") }), list = el("section"), count = el("p", { class: "count", role: "status" }), files = el("div");
  const words = el("input", { type: "search", id: "corpus-words", value: params.words || "", placeholder: say("articles", "words_hint") });
  const sort = el("select", { id: "corpus-sort", onchange: () => app.go("articles", { ...params, sort: sort.value, offset: "" }) }, SORTS.map((one) => el("option", { value: one }, say("articles", `sort_${one}`))));
  const typed = eager(async () => {
    params = { ...params, words: words.value.trim(), offset: "" };
    app.note(params);
    carry(facets, "words", params.words);
    await write();
  });
  words.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  words.addEventListener("compositionend", typed);
  head.append(files);
  append(container, el("div", { class: "corpus" }, facets, el("section", {},
    el("div", { class: "bar-of-list" }, el("div", { class: "field" }, el("label", { for: "corpus-words", class: "unseen" }, say("articles", "words")), words),
      el("div", { class: "field" }, el("label", { for: "corpus-sort", class: "unseen" }, say("articles", "sort")), sort), count), list)));

  async function write() {
    const mine = ++turn, answer = await app.api("articles", params);
    if (mine !== turn) return;
    sort.value = params.sort || "newest";
    if (document.activeElement !== words) words.value = params.words || "";
    fill(files, downloads(app, "articles", params, { sparql: answer.sparql }));
    fill(facets, answer.facets.filter(({ values }) => values.length > 1 || values[0]?.value).map((facet) => facetOf(app, facet, params)));
    fill(count, say("articles", "count", { n: number(answer.total), m: number(answer.of) }));
    fill(list, answer.rows.length ? el("ul", { class: "list" }, answer.rows.map((row) => line(app, row))) : empty(app, say("articles", "none"), [[say("articles", "all"), app.link("articles", {})]]),
      pages(app, { ...answer, shown: answer.rows.length, size: PAGE }, (offset) => app.link("articles", { ...params, offset: offset || "" })));
  }

  await write();
  return {
    async update(next) {
      const before = params.offset;
      params = asked(next);
      try { await write(); } catch (error) { fill(list, failure(app, error, () => write())); }
      if (before !== params.offset) turned(list);
    },
  };
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
