// Article: the whole text with every claim lit up; a claim opens its evidence beside it.
// Address: #/article?id=ARTICLE[&claim=CLAIM][&kind=KIND…][&at=OFFSET], the last for a place without a claim

import { append, el, fill } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { markup, shown } from "../lib/markup.js";
import { closePanel, openPanel } from "../lib/panel.js";
import { many } from "../lib/route.js";
import { number, percent } from "../lib/words.js";
import { takeOut } from "../lib/removing.js";
import { restsOn } from "../lib/works.js";

export const name = "article";

export async function render(container, state, app) {
  const { say } = app;
  const answer = await app.api("article", { id: state.id || "" });
  const { article } = answer;
  let current = state;
  const body = el("div", { class: "prose", lang: article.lang || null });
  const chips = el("ul", { class: "chips", "aria-label": say("evidence", "kinds") });
  container.classList.add("reading", "with-text");
  append(container, [
    el("h1", { lang: article.lang || null }, article.title || article.file),
    el("p", { class: "source" }, [article.author, article.publisher, article.date || say("evidence", "undated"), say("network", `lang_${article.lang}`), article.rights].filter(Boolean).map((part) => el("span", {}, part)),
      /^https?:/.test(article.source) ? el("a", { href: article.source, rel: "noopener noreferrer external", target: "_blank" }, say("article", "original")) : null),
    restsOn(app, answer.sources),
    answer.copies.length ? el("p", { class: "about" }, say("article", "copies"), " ", answer.copies.map((copy, i) => [i ? " · " : "", el("a", { href: app.link("article", { id: copy.id }) }, copy.title), ` (${percent(copy.share)})`])) : null,
    el("p", { class: "about" }, say("article", answer.claims.length ? "claims" : "no_claims", { n: number(answer.claims.length) })),
    chips, downloads(app, "article", { id: article.id }, { sparql: answer.sparql, more: [[say("article", "network"), app.link("network", { article: article.id, show: "all" })]] }),
    takeOut(app, { id: article.id, title: article.title || article.file, claims: answer.claims.length }),
    body]);

  function write() {
    const kinds = many(current.kind);
    const chip = (kind, text, n) => el("li", {}, el("a", { class: "chip", href: app.link("article", { id: article.id, kind }), "aria-current": (kind ? kinds.includes(kind) : !kinds.length) ? "true" : null }, text, " ", el("span", { class: "n" }, number(n))));
    fill(chips, answer.kinds.length > 1 ? [chip("", say("evidence", "every_kind"), answer.claims.length), answer.kinds.map(([kind, n]) => chip(kind, say("kinds", kind), n))] : null);
    const claims = answer.claims.filter((claim) => !kinds.length || kinds.includes(claim.kind) || claim.id === current.claim);
    fill(body, blocks(app, article, answer.blocks, claims, current));
  }

  function choose() {
    const marks = [...body.querySelectorAll(`[data-claims~="${CSS.escape(current.claim || "")}"]`)];
    if (!marks.length) {
      turnTo(body, current.at);
      return closePanel();
    }
    openPanel(app, { id: marks[0].dataset.claims.split(" ") }, {
      title: say("article", "here"), whole: false, onclose: () => { app.go("article", { ...current, claim: "" }, { replace: true }); body.querySelector(".lit.chosen")?.focus(); },
    });
    requestAnimationFrame(() => {
      const at = marks[0].getBoundingClientRect();
      if (at.top < 90 || at.bottom > innerHeight - 60) marks[0].scrollIntoView({ block: innerWidth > 760 ? "center" : "start" });
    });
    return null;
  }
  write();
  requestAnimationFrame(choose);
  return {
    async update(next) {
      if ((next.id || "") !== (current.id || "")) return "anew";
      current = next;
      write();
      choose();
      return "";
    },
  };
}

// Bring the block with this place of the text into view.
function turnTo(body, at) {
  const place = [...body.querySelectorAll("[data-start]")].findLast((block) => Number(block.dataset.start) <= Number(at));
  place?.scrollIntoView({ block: "center" });
}

// The blocks as headings, paragraphs, lists and tables, each with its claims lit up.
function blocks(app, article, list, claims, state) {
  const made = [];
  let table = null, at = -1;
  for (const [place, block] of list.entries()) {
    if (!place && block.kind === "heading" && block.text.trim() === article.title.trim()) continue;  // it stands above already
    const inside = claims.filter((claim) => claim.start < block.end && claim.end > block.start);
    const words = (start, end, text) => lit(app, article, start, end, text, inside, state, block.kind === "code");
    if (block.kind === "row") {
      if (!table || at !== block.table) {
        table = el("tbody");
        at = block.table;
        made.push(el("div", { class: "table", tabindex: "0", role: "region", "aria-label": app.say("shell", "table") }, el("table", {}, table)));
      }
      const letters = Array.from(block.text), tag = block.header ? "th" : "td";
      table.append(el("tr", { "data-start": block.start }, block.cells.map(([start, end]) => el(tag, block.header ? { scope: "col" } : {}, words(start, end, letters.slice(start - block.start, end - block.start).join(""))))));
      continue;
    }
    table = null;
    const content = words(block.start, block.end, block.text);
    if (block.kind === "heading") made.push(el(`h${Math.min(6, Math.max(2, block.level + (block.level < 2 ? 1 : 0)))}`, {}, block.marker && !/^[#:=\-]/.test(block.marker) ? `${block.marker} ` : "", content));
    else if (block.kind === "item") made.push(el("p", { class: "item", style: { "--depth": block.level } }, el("span", { class: "bullet", "aria-hidden": "true" }, /^[-*+•]/.test(block.marker) ? "•" : block.marker), content));
    else if (block.kind === "quote") made.push(el("blockquote", {}, content));
    else if (block.kind === "code") made.push(el("pre", { tabindex: "0" }, content));
    else made.push(el("p", { class: block.kind === "boilerplate" ? "boilerplate" : null }, content));
    made.at(-1).dataset.start = block.start;
  }
  return made;
}

// The text with the claims in it: where some overlap, a piece bears all that go over it.
function lit(app, article, start, end, text, claims, state, verbatim) {
  const letters = Array.from(text), hidden = verbatim ? [] : markup(text, claims.map((claim) => [claim.start - start, claim.end - start]));
  const cuts = [...new Set([start, end, ...claims.flatMap((claim) => [claim.start, claim.end]).filter((at) => at > start && at < end)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1], piece = shown(letters, from - start, to - start, hidden);
    const over = claims.filter((claim) => claim.start < to && claim.end > from);
    if (!over.length) return piece;
    const chosen = over.some((claim) => claim.id === state.claim), first = over.find((claim) => claim.start === from);
    const names = over.map((claim) => app.say("kinds", claim.kind)).join(", ");
    return el("a", {
      class: `lit${chosen ? " chosen" : ""}${over.some((claim) => claim.contested) ? " contested" : ""}${over.some((claim) => claim.negated) ? " denied" : ""}`,
      href: app.link("article", { id: article.id, kind: state.kind, claim: (over.find((claim) => claim.id === state.claim) || over[0]).id }),
      "data-claims": over.map((claim) => claim.id).join(" "), title: names, "aria-current": chosen ? "true" : null, tabindex: first ? null : "-1",
    }, piece, over.length > 1 && first ? el("sup", { "aria-hidden": "true" }, over.length) : null);
  });
}
