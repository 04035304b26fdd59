// Network: the ecosystem as things and lines; what is clicked opens its evidence.
// Address: #/network?show=all&of=KEY&open=KEY&no=TYPE-OR-KIND&known=…&since=…&until=…&written=…&article=…&speaker=…
//          &found=…&confidence=…&origins=…&layout=…&sel=NODE-OR-EDGE&at=X,Y,SCALE

import { el, fill } from "../lib/dom.js";
import { address } from "../lib/api.js";
import { permalink } from "../lib/downloads.js";
import { closePanel, openPanel, panelIsOpen } from "../lib/panel.js";
import { picker } from "../lib/picker.js";
import { many } from "../lib/route.js";
import { failure } from "../lib/states.js";
import { table } from "../lib/table.js";
import { number } from "../lib/words.js";
import { loadRenderer, makeCanvas } from "../net/canvas.js";
import { arguesOf, onward } from "../net/debate_panel.js";
import { makeFilters } from "../net/filters.js";

export const name = "network";
const ASKED = ["show", "of", "open", "no", "layout", "known", "since", "until", "written", "article", "speaker", "found", "confidence", "origins"];
const AGAIN = 460;  // milliseconds within which a second click makes a double one
const LAYOUTS = ["tiers", "spectrum", "force", "rings", "bands"];

export async function render(container, first, app) {
  const { say } = app;
  let state = { ...first }, answer = null, turn = 0, canvas = null, asTable = false, cursor = "";
  const known = new Map();  // keys of articles and speakers → what they are called
  container.classList.add("full");

  const stage = el("div", { class: "stage" });
  const board = el("div", { class: "board", tabindex: "0", role: "application", "aria-label": say("network", "canvas"), "aria-describedby": "net-help" });
  const tip = el("div", { class: "tip", hidden: true });
  const count = el("p", { class: "net-counts" });
  const note = el("p", { class: "net-empty state", hidden: true });
  const list = el("div", { class: "net-table", hidden: true });
  const files = el("div", { class: "menu-items" });
  const side = makeFilters(app, change);
  const shows = el("div", { class: "segmented", role: "group", "aria-label": say("network", "show") });
  const layouts = el("select", { "aria-label": say("network", "layout"), onchange: () => change({ layout: layouts.value === usual() ? "" : layouts.value, at: "" }, { whole: true }) },
    LAYOUTS.map((name) => el("option", { value: name }, say("network", `layout_${name}`))));
  const find = picker(app, { label: say("network", "find"), hideLabel: true, placeholder: say("network", "find"), clear: true, onpick: (hit) => goTo(hit.key) });
  const swap = el("button", { type: "button", class: "button", "aria-pressed": "false", onclick: () => { asTable = !asTable; write(); } }, say("network", "as_table"));

  fill(container,
    el("h1", { class: "unseen" }, say("views", "network")),
    el("details", { class: "net-side", open: innerWidth > 860 }, el("summary", {}, say("network", "filters")), side.box),
    el("section", { class: "net-main", "aria-label": say("views", "network") },
      el("div", { class: "net-bar" }, find, shows, layouts, swap, menu(app, say("shell", "downloads"), files)),
      el("div", { class: "net-stage" }, stage, list)));
  fill(stage, board, note, tip, el("p", { class: "unseen", id: "net-help" }, say("network", "help")), el("div", { class: "net-foot" }, count, el("p", { class: "net-hint" }, say("network", "hint"))),
    el("div", { class: "zoom" }, [["zoom_in", "+", () => canvas.zoom(1.35)], ["zoom_out", "−", () => canvas.zoom(1 / 1.35)], ["fit", "⤢", () => { change({ at: "" }, { quiet: true }); fit(true); }]].map(([key, sign, act]) =>
      el("button", { type: "button", "aria-label": say("network", key), title: say("network", key), onclick: act }, sign))));

  // ---- asking and drawing

  const asked = () => Object.fromEntries(ASKED.map((key) => [key, state[key]]).filter(([, value]) => value));
  const usual = () => (many(state.of).length || state.show === "all" ? "spectrum" : "tiers");  // the layout without a choice, as the server has it
  const covered = () => (panelIsOpen() && innerWidth > 760 ? document.getElementById("panel").offsetWidth + 10 : 0);

  const foot = () => (panelIsOpen() && innerWidth <= 760 ? Math.max(0, stage.getBoundingClientRect().bottom - document.getElementById("panel").getBoundingClientRect().top) : stage.querySelector(".net-foot").offsetHeight);
  const fit = (animate) => canvas.fit(animate, covered(), foot());
  let left = false;  // whether another view stands in its place
  let revealing = 0;  // what was clicked is brought into view once it is not clicked again: under a double click nothing moves
  const reveal = (id, wait = 0) => {
    clearTimeout(revealing);
    if (wait) revealing = setTimeout(() => canvas?.reveal(id, covered(), foot()), wait);
    else canvas.reveal(id, covered(), foot());
  };

  async function load({ whole = false } = {}) {
    const mine = ++turn;
    let found;
    try {
      found = await app.api("network", asked());
    } catch (error) {
      if (!answer) throw error;
      if (mine === turn) { fill(note, failure(app, error, () => load())); note.hidden = false; }
      return;
    }
    if (mine !== turn) return;
    answer = found;
    write();
    if (!canvas) return;
    canvas.show(answer, [state.sel]);
    if (whole) fit(true);
  }

  // Change parameters of the address. `quiet`: what is drawn stays.
  function change(changed, { quiet = false, whole = false, push = false } = {}) {
    state = Object.fromEntries(Object.entries({ ...state, ...changed }).filter(([, value]) => value !== "" && value !== undefined && value !== null && !(Array.isArray(value) && !value.length)));
    if (push) app.go("network", state);
    else app.note(state);
    if (!quiet && !push) return load({ whole });
    return null;
  }

  function write() {
    side.write(state, answer.facets, known);
    for (const { key, label } of answer.facets.speakers) known.set(key, label);
    const of = many(state.of);
    fill(shows, [["overview", say("network", "overview")], ["all", say("network", "everything")]].map(([show, text]) => el("button", {
      type: "button", "aria-pressed": String(!of.length && (state.show || "overview") === show), onclick: () => change({ show: show === "all" ? "all" : "", of: "", open: "", at: "", sel: "" }, { whole: true }),
    }, text)), of.length ? el("button", { type: "button", "aria-pressed": "true" }, say("network", "around", { name: answer.nodes.filter((n) => n.focus).map((n) => n.label).join(" + ") })) : null);
    layouts.value = answer.layout;
    const c = answer.counts;
    const lines = say("network", c.edges < c.inside ? "links_part" : "links", { n: number(c.edges), all: number(c.inside) });
    count.textContent = say("network", c.nodes < c.all_nodes ? "counts_part" : "counts", { nodes: number(c.nodes), lines, claims: number(c.claims), all: number(c.all_nodes) });
    note.hidden = answer.nodes.length > 0;
    fill(note, say("network", "empty"));
    const params = { ...asked(), lang: app.lang() };
    const file = (text, name) => el("a", { class: "take", href: address(name, params), download: name }, text);
    fill(files,
      el("button", { type: "button", class: "take", onclick: savePicture }, "PNG"), file("SVG", "network.svg"), file("GraphML", "network.graphml"), file(say("network", "page"), "network.html"),
      el("a", { class: "take", href: address("network", { ...params, format: "csv" }), download: "network.csv" }, "CSV"), file("JSON", "network"),
      el("a", { class: "take", href: app.link("sparql", { query: answer.sparql }) }, "SPARQL"), permalink(app));
    swap.setAttribute("aria-pressed", String(asTable));
    stage.hidden = asTable;
    list.hidden = !asTable;
    if (asTable) writeTable();
  }

  function writeTable() {
    const label = new Map(answer.nodes.map((node) => [node.id, node.label]));
    const end = (id) => el("a", { href: app.link("evidence", { of: id }) }, label.get(id));
    fill(list, table(app, [
      { key: "from", label: say("network", "from"), cell: (edge) => end(edge.from), sort: (edge) => label.get(edge.from) },
      { key: "kind", label: say("network", "kind"), cell: (edge) => say("kinds", edge.kind), sort: (edge) => say("kinds", edge.kind) },
      { key: "to", label: say("network", "to"), cell: (edge) => end(edge.to), sort: (edge) => label.get(edge.to) },
      { key: "n", label: say("network", "claims"), kind: "number", cell: (edge) => el("a", { href: app.link("evidence", { of: edge.from, to: edge.to, kind: edge.kind }) }, number(edge.n)) },
      { key: "o", label: say("network", "origins_column"), kind: "number" },
      { key: "signs", label: say("network", "standing"), cell: (edge) => ["contested", "denied", "against", "by_model"].filter((sign) => edge[sign]).map((sign) => say("network", `is_${sign}`)).join(" · "), sort: (edge) => Number(edge.contested) * 4 + Number(edge.denied) * 2 + Number(edge.against) },
      { key: "first", label: say("network", "first"), kind: "date" },
    ], answer.edges, { caption: say("views", "network"), sorted: ["n", true] }));
  }

  async function savePicture() {
    const url = URL.createObjectURL(await canvas.picture());
    el("a", { href: "#", download: "network.png" });
    const link = document.createElement("a");
    link.href = url;
    link.download = "network.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  // ---- choosing

  const filtersOnly = () => Object.fromEntries(["known", "since", "until", "written", "article", "speaker", "found", "confidence", "origins"].map((key) => [key, state[key]]).filter(([, value]) => value));

  function select(id, { quiet = false, wait = 0 } = {}) {
    const thing = canvas.things.get(id), edge = canvas.lines.get(id);
    if (!thing && !edge) return;
    cursor = thing ? id : cursor;
    canvas.mark([id]);
    if (state.sel !== id) change({ sel: id }, { quiet: true });
    app.announce(thing ? canvas.describe(id) : canvas.describeEdge(id));
    if (quiet) return;
    if (thing) openPanel(app, { of: id, ...filtersOnly() }, { onclose: clear, head: [actions(thing), arguesOf(app, thing, ({ side, aspect, against }) => openPanel(app, { of: `strategy:${side}`, to: `aspect:${aspect}`, kind: "argument", polarity: against ? "con" : "pro", ...filtersOnly(), speaker: thing.voices }, { onclose: clear, title: `${thing.text}: ${say("arguments", `${against ? "con" : "pro"}_${side}`)}, ${say("aspects", aspect)}` }))] });
    else openPanel(app, { of: edge.from, to: edge.to, kind: edge.kind, polarity: ["argument", "stance"].includes(edge.kind) ? (edge.against ? "con" : "pro") : "", ...filtersOnly() }, { onclose: clear, title: `${canvas.things.get(edge.from).text} → ${canvas.things.get(edge.to).text}` });
    reveal(thing ? id : edge.to, wait);
  }

  function actions(thing) {
    const of = many(state.of).includes(thing.id);
    return el("div", { class: "steps" },
      thing.more > 0 ? el("button", { type: "button", class: "button", onclick: () => expand(thing.id) }, say("network", "expand", { n: Math.min(thing.more, 40) })) : null,
      thing.open ? el("button", { type: "button", class: "button", onclick: () => collapse(thing.id) }, say("network", "collapse")) : null,
      of ? null : el("button", { type: "button", class: "button", onclick: () => change({ of: thing.id, open: "", show: "", at: "", sel: thing.id }, { whole: true }) }, say("network", "only")),
      thing.type === "Strategy" || thing.type === "Aspect" ? null : el("a", { class: "button", href: app.link("trace", { source: thing.id }) }, say("network", "trace")),
      onward(app, thing, canvas.lines).map(([text, href]) => el("a", { class: "button", href }, text)));
  }

  async function expand(id) {
    const one = canvas.things.get(id), opens = one?.group ? one.opens : id;
    if (!opens) return;
    clearTimeout(revealing);
    const before = canvas.things.size;
    await change({ open: [...many(state.open), opens], sel: one?.group ? one.parent : id });
    if (!one?.group && panelIsOpen()) select(id);
    app.announce(say("network", "expanded", { n: canvas.things.size - before }));
  }
  async function collapse(id) {
    await change({ open: many(state.open).filter((key) => key !== id && !key.startsWith(`more:${id}:`)) });  // and its groups
    if (panelIsOpen()) select(id);
  }
  const toggle = (id) => (canvas.things.get(id)?.open && !(canvas.things.get(id).more > 0) ? collapse(id) : expand(id));

  function clear() {
    closePanel();
    canvas.mark([]);
    if (state.sel) change({ sel: "" }, { quiet: true });
  }

  async function goTo(key) {
    if (asTable) { asTable = false; write(); }
    if (!canvas.things.has(key)) await change({ open: [...many(state.open), key] });
    if (canvas.things.has(key)) select(key);
  }

  // ---- keyboard: arrows walk from thing to thing, Enter opens its evidence, E opens and closes it, + - 0 zoom

  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const act = {
      Enter: () => cursor && (canvas.things.get(cursor)?.group ? expand(cursor) : select(cursor)), " ": () => cursor && select(cursor), e: () => cursor && toggle(cursor),
      "+": () => canvas.zoom(1.35), "=": () => canvas.zoom(1.35), "-": () => canvas.zoom(1 / 1.35), 0: () => fit(true),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (way) {
      const next = canvas.next(canvas.things.has(cursor) ? cursor : "", ...way);
      if (next) { select(next, { quiet: !panelIsOpen() }); reveal(next); }
    } else if (act) act();
    else return;
    event.preventDefault();
  });

  // ---- begin

  const [vis] = await Promise.all([loadRenderer(), load()]);
  let moves = 0;
  const frame = el("div", { class: "mynetwork" });
  board.append(frame);
  const begin = () => {
    canvas = makeCanvas(vis, frame, app, {
      onnode: (id) => select(id, { wait: AGAIN }), onedge: (id) => select(id), onopen: (id) => (canvas.things.get(id)?.group ? expand(id) : toggle(id)), onclear: clear,
      onmove: ({ x, y, scale }) => {
        clearTimeout(moves);
        moves = setTimeout(() => change({ at: [Math.round(x), Math.round(y), scale.toFixed(2)].join(",") }, { quiet: true }), 250);
      },
      tip: (text, event) => {
        tip.hidden = !text;
        if (!text) return;
        tip.textContent = text;
        const space = stage.getBoundingClientRect();
        tip.style.left = `${Math.max(4, Math.min(event.clientX - space.left + 14, space.width - tip.offsetWidth - 8))}px`;
        tip.style.top = `${Math.min(event.clientY - space.top + 16, space.height - tip.offsetHeight - 8)}px`;
      },
    });
    frame.querySelector("canvas")?.setAttribute("aria-hidden", "true");
    frame.querySelector(".vis-network")?.removeAttribute("tabindex");
    canvas.show(answer);
    place(false);
    if (state.sel) select(state.sel);
    globalThis.kgNetwork = { canvas, select, expand, collapse, state: () => state };  // for tests and for the curious
  };
  const place = (animate) => {
    const [x, y, scale] = String(state.at || "").split(",").map(Number);
    if (state.at && [x, y, scale].every(Number.isFinite)) canvas.moveTo({ x, y, scale });
    else fit(animate);
  };
  requestAnimationFrame(() => container.isConnected && begin());  // once it has a size
  // the renderer scales what it shows when its box changes; what the address says stays
  const resized = new ResizeObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => { if (canvas && stage.isConnected && !stage.hidden) place(false); })));
  resized.observe(stage);

  return {
    async update(next) {
      const sel = state.sel;
      state = { ...next };
      await load();
      if (!canvas || left) return;  // somebody went on to another view while it was asked for
      place(true);
      if (state.sel && state.sel !== sel) select(state.sel);
      else if (!state.sel) { closePanel(); canvas.mark([]); }
    },
    leave() { left = true; resized.disconnect(); clearTimeout(moves); clearTimeout(revealing); canvas?.destroy(); turn++; },
    theme() { canvas?.repaint(); },
  };
}

// A button that shows more buttons.
function menu(app, text, items) {
  const box = el("details", { class: "menu" }, el("summary", { class: "button" }, text), items);
  box.addEventListener("keydown", (event) => { if (event.key === "Escape" && box.open) { box.open = false; event.preventDefault(); box.firstElementChild.focus(); } });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false; });
  return box;
}
