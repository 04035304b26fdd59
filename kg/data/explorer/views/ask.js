// Ask and search: one box for names, words and questions; answers as a table with evidence, then passages.
// Address: #/ask?q=… or #/ask?named=QUERY&p=name=value

import { el, fill } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { entity } from "../lib/entity.js";
import { glyph } from "../lib/glyph.js";
import { marked } from "../lib/quote.js";
import { openPanel } from "../lib/panel.js";
import { picker } from "../lib/picker.js";
import { many } from "../lib/route.js";
import { empty, failure, loading } from "../lib/states.js";
import { table } from "../lib/table.js";
import { list, number } from "../lib/words.js";

export const name = "ask";

const LAST = ["quote", "article", "date", "articles", "origins"];  // columns that stand behind the others, in this order
const BENEATH = ["article", "date", "articles"];  // of these, those that stand beneath a quote: where it is from takes no columns of its own

export async function render(container, state, app) {
  const { say } = app;
  const asked = { q: state.q, named: state.named, p: state.p };
  const begun = Boolean(state.q || state.named);
  const ask = (text) => text && app.go("ask", { q: text });
  const box = picker(app, {
    label: say("ask", "label"), hideLabel: begun, value: state.q || "", what: ["thing", "question", "article"], placeholder: say("ask", "hint"), onenter: ask,
    onpick: (hit) => (hit.sort === "thing" ? app.go("evidence", { of: hit.key }) : hit.sort === "article" ? app.go("article", { id: hit.id }) : app.go("ask", { q: hit.text })),
  });
  box.append(el("button", { type: "button", class: "button main", onclick: () => ask(box.input.value.trim()) }, say("ask", "go")));
  box.classList.add("ask-box");
  container.append(el("header", { class: begun ? "ask-head" : "ask-hero" }, el("h1", { class: begun ? "unseen" : null }, say("ask", "title")), begun ? null : el("p", { class: "lead-in" }, say("ask", "about")), box));
  const passages = el("section", { class: "ask-passages", "aria-label": say("ask", "passages") });
  if (state.q) search(passages, state.q, app);
  const answer = await app.api("ask", asked);
  if (!begun) {
    container.append(el("h2", { class: "ask-examples-title" }, say("ask", "examples")), examples(app, answer.examples));
    return;
  }
  if (answer.meant) container.append(el("p", { class: "ask-meant" }, say("ask", "meant"), " ", el("a", { href: app.link("ask", { q: answer.meant }) }, answer.meant)));
  if (answer.things.length) container.append(things(app, answer.things));
  container.classList.toggle("wide", Boolean(answer.answer));  // a table has many columns
  if (answer.answer) container.append(answered(app, answer.answer, asked));
  else if (answer.ambiguous) container.append(el("section", { class: "ask-choices" }, el("h2", {}, say("ask", "several")), choices(app, answer.candidates)));
  else if (!answer.things.length || answer.candidates.length) container.append(unknown(app, answer.candidates));
  if (state.q) container.append(passages);
}

function examples(app, list) {
  return el("ul", { class: "examples" }, list.map((one) => el("li", {}, el("a", { class: "card", href: app.link("ask", one.ask ? { q: one.ask } : { named: one.query }) },
    el("b", {}, one.title), one.ask && one.ask !== one.title ? el("span", {}, one.ask) : null))));
}

function things(app, found) {
  return el("section", { class: "ask-things", "aria-label": app.say("ask", "things") }, el("h2", {}, app.say("ask", "things")), el("ul", { class: "chips" }, found.map((thing) => el("li", {},
    el("a", { class: "chip", href: app.link("evidence", { of: thing.key }) }, glyph(thing.type), thing.label, thing.name ? el("span", { class: "n" }, thing.name) : null, el("span", { class: "n" }, app.say("ask", "n_claims", { n: number(thing.n) })))))));
}

function choices(app, candidates) {
  return el("ul", { class: "chips" }, candidates.map((one) => el("li", {},
    el("a", { class: "chip", href: app.link("ask", { named: one.query, p: pairs(one.params) }) }, one.title))));
}

function unknown(app, candidates) {
  return el("section", { class: "ask-unknown" }, el("h2", {}, app.say("ask", "unknown")),
    candidates.length ? [el("p", { class: "about" }, app.say("ask", "nearest")), choices(app, candidates)]
      : el("p", {}, el("a", { class: "button", href: app.link("ask", {}) }, app.say("ask", "other"))));
}

// The answer of a named query: which it was, its parameters to change, its rows.
function answered(app, answer, asked) {
  const { say } = app;
  const given = answer.fields.filter((field) => field.value);
  const text = (cell) => (cell && typeof cell === "object" ? cell.text : cell);
  const rows = answer.cells.map((cells, i) => ({ cells, claim: answer.claims[i] }));
  const filled = answer.columns.map((column, i) => ({ column, i })).filter(({ i }) => answer.cells.some((cells) => ![" ", "", false, 0].includes(cells[i].text)));
  const same = filled.filter(({ column, i }) => column.sort === "text" && isSame(answer.cells.map((cells) => cells[i])));
  const used = filled.filter((one) => !same.includes(one));
  const quoted = used.some(({ column }) => column.name === "quote");
  const beneath = quoted ? used.filter(({ column }) => BENEATH.includes(column.name)) : [];
  const once = same.filter(({ column, i }) => !given.some((field) => field.name === column.name || field.type === "entity" && field.shown === answer.cells[0][i].text)).map(({ column, i }) => ({ ...column, shown: answer.cells[0][i].text }));
  used.sort((a, b) => LAST.indexOf(a.column.name) - LAST.indexOf(b.column.name));
  const columns = used.filter((one) => !beneath.includes(one)).map(({ column, i }) => ({
    key: column.name, label: column.label, kind: column.name === "article" ? "long" : column.sort === "text" && answer.cells.every((cells) => typeof cells[i].text === "number" || cells[i].text === "") ? "number" : column.sort,
    sort: (row) => text(row.cells[i]), cell: (row) => (column.name === "quote" ? [cellOf(app, row.cells[i], row, column), source(app, beneath, row)] : cellOf(app, row.cells[i], row, column)),
  }));
  const params = Object.fromEntries(Object.entries(asked).filter(([, value]) => value && value.length));
  return el("section", { class: "ask-answer" },
    el("h2", {}, answer.title),
    answer.said ? el("p", { class: "said" }, answer.said) : null,
    answer.gist && answer.gist.n > 1 ? gist(app, answer.gist, answer.columns) : null,
    answer.note ? el("p", {}, answer.note) : null,
    answer.about ? el("details", { class: "fold" }, el("summary", {}, say("ask", "how")), el("p", {}, answer.about)) : null,
    el("p", { class: "about" }, el("code", {}, answer.query), " ", given.map((field) => el("span", { class: "given", title: field.help }, `${field.label}: `, el("b", {}, field.type === "number" && Number.isFinite(Number(field.value)) ? number(Number(field.value)) : field.shown), " ")),
      once.map((one) => el("span", { class: "given", title: one.help }, `${one.label}: `, el("b", {}, one.shown), " ")), say("ask", "n_rows", { n: number(answer.total) })),
    answer.fields.length ? form(app, answer) : null,
    answer.together.length ? el("p", {}, el("a", { class: "button", href: app.link("compare", { thing: answer.together }) }, say("ask", "together"))) : null,
    rows.length ? table(app, columns, rows, { caption: answer.title }) : empty(app, say("ask", "no_rows"), [[say("ask", "other"), "#/ask"]]),
    downloads(app, "ask", params, { sparql: answer.sparql }),
    answer.post ? el("p", { class: "n" }, say("ask", "post")) : null);
}

// What the rows are about, each thing with how many of them tell of it; a click asks of it alone.
function gist(app, { column, things, n }, columns) {
  const { say } = app;
  const { label } = columns.find((one) => one.name === column);
  return el("div", { class: "ask-gist" }, el("span", { class: "about" }, say("ask", "gist", { column: label, n: number(n) })), el("ul", { class: "chips" }, things.map((thing) => el("li", {},
    el("a", { class: "chip", href: thing.call ? app.link("ask", { named: thing.call.query, p: pairs(thing.call.params) }) : app.link("evidence", { of: thing.key }) },
      glyph(thing.type), thing.label, el("span", { class: "n" }, number(thing.n))))),
    n > things.length ? el("li", { class: "about" }, say("ask", "gist_more", { n: number(n - things.length) })) : null));
}

const pairs = (params) => Object.entries(params).filter(([, value]) => value).map(([key, value]) => `${key}=${value}`);

// Whether every row of several has the same word in a column: it is told once, above the table.
const isSame = (cells) => cells.length > 2 && cells.every((cell) => !cell.article && typeof cell.text === "string" && cell.text === cells[0].text);

function cellOf(app, cell, row, column) {
  if (cell.key) return entity(app, { key: cell.key, type: cell.type, label: cell.text });
  if (cell.article) return el("a", { href: app.link("article", { id: cell.article, claim: row.claim }) }, cell.text);
  if (column.sort === "quote" && row.claim) return el("button", { type: "button", class: "quote-link", onclick: () => openPanel(app, { id: row.claim }), title: app.say("ask", "evidence") }, el("q", {}, marked(cell.text, [])));
  if (column.sort === "quote") return el("q", {}, marked(cell.text, []));
  if (typeof cell.text === "boolean") return cell.text ? app.say("ask", "yes") : "";
  return typeof cell.text === "number" ? number(cell.text) : cell.text;
}

// Where the words of a row are from: the article, its date, and how many more say it.
function source(app, beneath, row) {
  const of = (name) => beneath.find(({ column }) => column.name === name);
  const [article, date, articles] = BENEATH.map((name) => of(name) && row.cells[of(name).i]);
  if (!article?.text) return null;
  return el("p", { class: "source" }, cellOf(app, article, row, of("article").column), date?.text ? el("span", {}, date.text) : null,
    articles?.text > 1 ? el("span", {}, app.say("ask", "in_articles", { n: number(articles.text) })) : null);
}

// The parameters of the named query, to be changed and run again.
function form(app, answer) {
  const { say } = app, values = Object.fromEntries(answer.fields.map((field) => [field.name, field.value]));
  const run = () => app.go("ask", { named: answer.query, p: pairs(values) });
  const fields = answer.fields.map((field) => {
    if (field.type === "entity" || field.type === "article") {
      const box = picker(app, { label: field.help, value: field.value, what: [field.type === "entity" ? "thing" : "article"], onpick: (hit) => { values[field.name] = hit.label; run(); }, onenter: (text) => { values[field.name] = text; run(); } });
      box.input.addEventListener("input", () => { values[field.name] = box.input.value.trim(); });
      return box;
    }
    if (field.options.length) {
      const choice = el("select", { onchange: (event) => { values[field.name] = event.target.value; } }, el("option", { value: "" }, say("ask", "any")),
        field.options.map((one) => el("option", { value: one.value, selected: one.value === field.value }, one.label)),
        field.value && !field.options.some((one) => one.value === field.value) ? el("option", { value: field.value, selected: true }, field.shown) : null);
      return el("label", { class: "field" }, el("span", {}, field.help), choice);
    }
    const input = el("input", { type: "text", value: field.value, oninput: (event) => { values[field.name] = event.target.value.trim(); } });
    return el("label", { class: "field" }, el("span", {}, field.help), input);
  });
  const whole = el("form", { class: "ask-form" }, fields, el("button", { type: "submit", class: "button" }, say("ask", "run")));
  whole.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  return el("details", { class: "ask-params" }, el("summary", {}, say("ask", "parameters")), whole);
}

// The passages for the words, beside the answer: they come when they come.
async function search(section, words, app) {
  const { say } = app;
  fill(section, el("h2", {}, say("ask", "passages")), loading(app));
  try {
    const found = await app.api("search", { q: words, limit: 12 });
    fill(section, el("h2", {}, say("ask", "passages")),
      found.passages.length ? [downloads(app, "search", { q: words, limit: 200 }), found.passages.map((hit) => passage(app, hit))] : el("p", { class: "about" }, say("ask", "no_passages")));
  } catch (error) {
    fill(section, el("h2", {}, say("ask", "passages")), failure(app, error, () => search(section, words, app)));
  }
}

function passage(app, hit) {
  const { say } = app;
  return el("article", { class: "passage" },
    el("p", {}, marked(hit.text, hit.marks)),
    el("p", { class: "source" }, el("a", { href: app.link("article", { id: hit.article, claim: hit.claims[0], at: hit.claims.length ? "" : hit.start }) }, hit.title), hit.date ? el("span", {}, hit.date) : null,
      hit.claims.length ? el("button", { type: "button", class: "take", onclick: () => openPanel(app, { id: hit.claims }) }, say("ask", "claims_here", { n: number(hit.claims.length) })) : null,
      hit.missing.length ? el("span", {}, say("ask", "missing", { words: list(hit.missing) })) : hit.match === "names" ? el("span", {}, say("ask", "by_name")) : null));
}
