// SPARQL: an editor with highlighting and completion; results as a table and as a network.
// Address: #/sparql?query=TEXT or #/sparql?named=QUERY[&as=network]

import { el, fill } from "../lib/dom.js";
import { permalink } from "../lib/downloads.js";
import { empty, loading } from "../lib/states.js";
import { table } from "../lib/table.js";
import { fault, number } from "../lib/words.js";
import { loadRenderer } from "../net/canvas.js";
import { makeEditor } from "../query/editor.js";
import { drawResult, linksOf } from "../query/drawing.js";

export const name = "sparql";
const FIRST = "arguments";
const MOST = 2000;  // rows of a result that are shown; the files have all
const FORMS = { table: { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" }, graph: { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json" } };
const ENDINGS = { CSV: "csv", TSV: "tsv", JSON: "srj", XML: "srx", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld" };

export async function render(container, first, app) {
  const { say } = app;
  const words = await app.api("vocabulary");
  let state = { ...first }, result = null, turn = 0, drawn = null;
  const named = words.queries.find((one) => one.name === (state.named || (state.query ? "" : FIRST)));
  if (state.named && !named) throw Object.assign(new Error(state.named), { status: 404 });

  const output = el("section", { class: "result", "aria-label": say("sparql", "result"), "aria-live": "off" });
  const about = el("div");
  const editor = makeEditor(app, { value: state.query || named?.text || "", words, onrun: () => run(), onchange: (text) => note({ query: text, named: "" }) });
  const choose = el("select", { "aria-label": say("sparql", "named"), onchange: () => {
    const one = words.queries.find((query) => query.name === choose.value);
    if (!one) return;
    editor.set(one.text);
    tell(one);
    note({ named: one.name, query: "" });
    run();
  } }, el("option", { value: "" }, say("sparql", "named")), words.queries.map((one) => el("option", { value: one.name }, one.title)));
  choose.value = named?.name || "";
  container.append(
    el("header", { class: "head" }, el("div", {}, el("h1", {}, say("sparql", "title")), about), permalink(app)),
    el("div", { class: "query-bar" }, choose, el("button", { type: "button", class: "button main", onclick: () => run() }, say("sparql", "run")), el("kbd", { class: "n" }, "Ctrl + Enter")),
    editor.box, output);
  tell(named);
  fill(output, loading(app));
  requestAnimationFrame(() => run());

  function tell(one) {
    const text = one && [one.about, one.post ? say("sparql", "post") : ""].filter(Boolean).join(" ");
    fill(about, text ? el("details", { class: "fold" }, el("summary", {}, say("ask", "how")), el("p", {}, text)) : el("p", { class: "about" }, say("sparql", "about")));
  }
  function note(changed) {
    state = Object.fromEntries(Object.entries({ ...state, ...changed }).filter(([, value]) => value));
    app.note(state);
    if (changed.query) choose.value = "";
  }

  async function ask(accept) {
    let reply;
    try {
      reply = await fetch("/sparql", { method: "POST", headers: { "Content-Type": "application/sparql-query", Accept: accept }, body: editor.text });
    } catch {
      throw Object.assign(new Error(say("shell", "no_server")), { status: 0 });
    }
    if (!reply.ok) throw Object.assign(new Error((await reply.text()).trim()), { status: reply.status });
    return reply;
  }

  async function run() {
    const mine = ++turn, begun = performance.now();
    const wait = setTimeout(() => mine === turn && fill(output, loading(app)), 150);
    editor.blame(0);
    try {
      const reply = await ask(`${FORMS.table.JSON}, ${FORMS.graph["N-Triples"]};q=0.9`);
      const graph = reply.headers.get("content-type").startsWith(FORMS.graph["N-Triples"]);
      const body = graph ? triples(await reply.text()) : await reply.json();
      if (mine !== turn) return;
      result = { body, graph, took: Math.round(performance.now() - begun) };
      write();
    } catch (error) {
      if (mine !== turn) return;
      const line = Number(/(?:error at |:)(\d+):\d+/.exec(error.message)?.[1] || 0);
      editor.blame(line);
      fill(output, el("div", { class: "wrong-query", role: "alert" }, el("b", {}, say("sparql", line ? "wrong_line" : "wrong", { line })), el("p", {}, fault(error.message))));
    } finally {
      clearTimeout(wait);
    }
  }

  function write() {
    drawn?.destroy();
    drawn = null;
    const { body, graph, took } = result;
    if (!graph && "boolean" in body) { fill(output, el("p", { class: "verdict" }, say("sparql", body.boolean ? "yes" : "no"))); return; }
    const rows = graph ? body : body.results.bindings, vars = graph ? ["subject", "predicate", "object"] : body.head.vars;
    const links = linksOf(vars, rows, graph), asNetwork = state.as === "network" && links;
    const swap = (as) => () => { note({ as }); write(); };
    const forms = FORMS[graph ? "graph" : "table"];
    fill(output,
      el("div", { class: "result-bar" },
        el("p", { role: "status" }, say("sparql", "rows", { n: number(rows.length), ms: number(took) }), rows.length > MOST ? ` · ${say("sparql", "first", { n: number(MOST) })}` : ""),
        links && rows.length ? el("div", { class: "segmented", role: "group", "aria-label": say("sparql", "as") }, el("button", { type: "button", "aria-pressed": String(!asNetwork), onclick: swap("") }, say("sparql", "table")), el("button", { type: "button", "aria-pressed": String(Boolean(asNetwork)), onclick: swap("network") }, say("sparql", "network"))) : null,
        el("div", { class: "downloads", role: "group", "aria-label": say("shell", "downloads") }, Object.entries(forms).map(([form, type]) => el("button", { type: "button", class: "take", onclick: () => save(form, type) }, form)))),
      rows.length ? null : empty(app, say("sparql", "none")));
    if (!rows.length) return;
    if (asNetwork) {
      const board = el("div", { class: "result-net", role: "img", "aria-label": say("sparql", "network") });
      output.append(board);
      loadRenderer().then((vis) => { if (board.isConnected) drawn = drawResult(vis, board, links, app); });
    } else {
      output.append(table(app, vars.map((name) => ({ key: name, label: name, kind: kindOf(name, rows), cell: (row) => term(app, row[name]), sort: (row) => (isNumber(row[name]) ? Number(row[name].value) : row[name]?.value ?? "") })), rows.slice(0, MOST), { caption: say("sparql", "result") }));
    }
  }

  async function save(form, type) {
    const url = URL.createObjectURL(await (await ask(type)).blob());
    const link = document.createElement("a");
    link.href = url;
    link.download = `result.${ENDINGS[form]}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
  return {
    leave() { drawn?.destroy(); turn++; },
    theme() { if (drawn) write(); },
    update() { return "anew"; },
  };
}

const isNumber = (cell) => /#(?:integer|decimal|double|float|int|long)$/.test(cell?.datatype || "");
const kindOf = (name, rows) => (rows.length && rows.every((row) => !row[name] || isNumber(row[name])) ? "number" : name === "quote" ? "quote" : null);

// A term of the graph: a thing leads to its evidence, an article to its text, a claim to its quote.
function term(app, cell) {
  if (!cell) return "";
  if (cell.type !== "uri") return isNumber(cell) ? cell.value : cell.value;
  const [, sort, id] = /^https:\/\/w3id\.org\/kg-explorer\/(entity|article|claim)\/(.+)$/.exec(cell.value) || [];
  const known = id && decode(id);
  if (sort === "entity") return el("a", { href: app.link("evidence", { of: known }) }, known);
  if (sort === "article") return el("a", { href: app.link("article", { id: known }) }, known);
  if (sort === "claim") return el("a", { href: app.link("evidence", { id: known }) }, known);
  return cell.value.replace("https://w3id.org/kg-explorer/ns#", "kg:");
}
const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };

// N-Triples lines as rows like those of a table.
function triples(text) {
  return text.split("\n").filter(Boolean).map((line) => {
    const [, subject, predicate, object] = /^(\S+) (\S+) (.+) \.$/.exec(line) || [];
    const read = (word) => (word?.startsWith("<") ? { type: "uri", value: word.slice(1, -1) } : { type: "literal", value: literal(word || "") });
    return { subject: read(subject), predicate: read(predicate), object: read(object) };
  });
}
function literal(word) {
  const found = /^"((?:[^"\\]|\\.)*)"/.exec(word);
  return found ? found[1].replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/g, (_, code) => (code.length > 1 ? String.fromCodePoint(parseInt(code.slice(1), 16)) : { n: "\n", r: "\r", t: "\t" }[code] || code)) : word;
}
