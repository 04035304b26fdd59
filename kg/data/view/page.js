// The network page: legend and filters, search, languages, selection. Reads its data from the JSON blocks of the page.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const byId = (id) => document.getElementById(id);
const data = read("page-data");
const dark = matchMedia("(prefers-color-scheme: dark)");
const look = { font: "", paper: "", ink: "", soft: "", type: null, hub: null };

let lang = navigator.language.startsWith("zh") ? "zh" : data.lang;  // else as whoever wrote the page wanted it
const say = Object.assign((section, key, values) => {
  const text = (data.words[lang][section] || {})[key] || "";
  return text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? String(values[name]) : all));
}, { lang: () => lang });

function readLook() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  Object.assign(look, {
    font: get("--sans"), paper: get("--paper"), ink: get("--ink"), soft: get("--soft"), line: get("--line"),
    type: (sort) => get("--t-" + sort) || get("--soft"),
    hub: (key) => get("--h-" + key.split(":")[1]) || get("--t-Strategy"),
  });
}

const rawNodes = new Map(read("nodes-data").map((n) => [n.id, n]));
const rawEdges = new Map(read("edges-data").map((e) => [e.id, e]));
const things = new Map([...rawNodes.values()].map((n) => [n.id, {
  id: n.id, at: { x: n.x, y: n.y }, size: n.size, text: "", ...data.things[n.id],
}]));
const off = { sort: new Set(), kind: new Set() };
const state = {
  selected: null, hovered: null, marked: new Set(), near: new Set(), dim: false,
  visible: (id) => !off.sort.has(things.get(id).sort) && (!things.get(id).loose || things.get(id).links > 0 || things.get(id).own.length > 0),
};

function nodeColour(thing) {
  const colour = thing.sort === "Strategy" ? look.hub(thing.key) : look.type(thing.sort);
  const fill = data.looks[thing.sort].hollow ? look.paper : colour;
  return { background: fill, border: colour, highlight: { background: fill, border: look.ink }, hover: { background: fill, border: look.ink } };
}

function edgeLook(edge) {
  const link = data.links[edge.id];
  const strong = link.kind === "shift";
  const colour = link.hub ? look.hub(link.hub) : look.line;
  const near = state.near.has("edge " + edge.id);
  const rest = strong ? 0.95 : link.kind === "argument" ? 0.22 : link.hub ? 0.3 : 0.5;
  return {
    color: { color: colour, highlight: colour, hover: colour, opacity: state.dim ? (near ? 0.9 : 0.06) : rest },
    width: (strong ? 2.2 : 0.8) + Math.min(3, 0.7 * Math.log2(link.claims.length)) + (state.dim && near ? 0.8 : 0),
    dashes: link.dashed ? [5, 4] : false,
    arrows: { to: { enabled: strong || (state.dim && near), scaleFactor: strong ? 0.6 : 0.4 } },
  };
}

const nodeSet = new vis.DataSet([...rawNodes.values()].map((n) => ({
  id: n.id, x: n.x, y: n.y, size: n.size, shape: data.looks[things.get(n.id).sort].shape, borderWidth: 1.6,
})));
const edgeSet = new vis.DataSet([...rawEdges.values()].map((e) => ({ id: e.id, from: e.from, to: e.to, smooth: e.smooth })));
readLook();
const network = new vis.Network(byId("mynetwork"), { nodes: nodeSet, edges: edgeSet }, read("options-data"));
const labels = makeLabels(network, things, look);
const evidence = makeEvidence(byId("panel"), data, say);

// ---- what is drawn

function refresh() {
  const count = new Map();
  const edges = [...rawEdges.values()].map((e) => {
    const hidden = off.kind.has(data.links[e.id].kind) || off.sort.has(things.get(e.from).sort) || off.sort.has(things.get(e.to).sort);
    if (!hidden) for (const end of [e.from, e.to]) count.set(end, (count.get(end) || 0) + 1);
    return { id: e.id, hidden, ...edgeLook(e) };
  });
  for (const thing of things.values()) {
    thing.links = count.get(thing.id) || 0;
    thing.loose = off.kind.size > 0;
    thing.own = data.things[thing.id].own.filter((i) => !off.kind.has(data.claims[i].kind));
  }
  nodeSet.update([...things.values()].map((t) => ({
    id: t.id, hidden: !state.visible(t.id), color: nodeColour(t), opacity: state.dim && !state.near.has(t.id) ? 0.13 : 1,
  })));
  edgeSet.update(edges.map((e) => ({ ...e, hidden: e.hidden || !state.visible(rawEdges.get(e.id).from) || !state.visible(rawEdges.get(e.id).to) })));
}

network.on("beforeDrawing", (ctx) => {  // a breath of colour: open to the left, closed to the right
  const wash = ctx.createLinearGradient(-data.half, 0, data.half, 0);
  wash.addColorStop(0, look.hub("strategy:open") + "10");
  wash.addColorStop(0.46, look.hub("strategy:open") + "00");
  wash.addColorStop(0.54, look.hub("strategy:closed") + "00");
  wash.addColorStop(1, look.hub("strategy:closed") + "10");
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.fillStyle = look.paper;
  ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.restore();
  if (!data.spectrum) return;
  ctx.fillStyle = wash;
  ctx.fillRect(-1e5, -1e5, 2e5, 2e5);
});
network.on("afterDrawing", (ctx) => {
  const foot = byId("foot");
  labels.draw(ctx, state, [[foot.offsetLeft, foot.offsetTop, foot.offsetLeft + foot.offsetWidth, foot.offsetTop + foot.offsetHeight]]);
});

// ---- selection

function mark(ids, near) {
  state.marked = new Set(ids);
  state.near = new Set([...ids, ...near]);
  state.dim = ids.length > 0;
  refresh();
}

function selectNode(id) {
  const thing = things.get(id);
  if (!thing) return false;
  const links = [...rawEdges.values()].filter((e) => (e.from === id || e.to === id) && !edgeSet.get(e.id).hidden);
  const others = [...new Set(links.map((e) => (e.from === id ? e.to : e.from)))].filter((n) => n !== id);
  others.sort((a, b) => things.get(b).count - things.get(a).count || things.get(a).text.localeCompare(things.get(b).text));
  state.selected = { node: id };
  mark([id], [...others, ...links.map((e) => "edge " + e.id)]);
  network.selectNodes([id], false);
  evidence.show({
    sort: [glyph(thing.sort, thing.key), say("types", thing.sort)], title: thing.text,
    names: thing.names.filter((n) => n !== thing.text), onclose: clear,
    claims: [...new Set([...thing.own, ...links.flatMap((e) => data.links[e.id].claims)])],
    near: others.slice(0, 14).map((n) => ({ text: things.get(n).text, go: () => goTo(n) })),
  });
  return true;
}

function selectEdge(id) {
  const edge = rawEdges.get(id);
  if (!edge) return false;
  const ends = [edge.from, edge.to];
  state.selected = { edge: id };
  mark(ends, ["edge " + id]);
  network.setSelection({ nodes: [], edges: [id] }, { highlightEdges: false });
  evidence.show({
    sort: [say("kinds", data.links[id].kind)], title: ends.map((n) => things.get(n).text).join(" → "), names: [], onclose: clear,
    claims: data.links[id].claims, near: ends.map((n) => ({ text: things.get(n).text, go: () => goTo(n) })),
  });
  return true;
}

function clear() {
  state.selected = null;
  network.unselectAll();
  evidence.hide();
  mark([], []);
}

function goTo(id) {
  const thing = things.get(id);
  if (!thing) return false;
  if (off.sort.delete(thing.sort)) writeFilters();
  selectNode(id);
  const shift = innerWidth > 760 ? -byId("panel").offsetWidth / 2 : 0;
  network.moveTo({ position: thing.at, scale: Math.min(1.2, Math.max(network.getScale(), 0.9)), offset: { x: shift, y: 0 }, animation: motion() });
  return true;
}

function uncover(id) {  // slide a thing out from under the panel
  const room = byId("stage").clientWidth - byId("panel").offsetWidth - 30, at = network.canvasToDOM(things.get(id).at);
  if (innerWidth <= 760 || at.x < room - 40) return;
  const middle = network.getViewPosition(), by = (at.x - room + 70) / network.getScale();
  network.moveTo({ position: { x: middle.x + by, y: middle.y }, animation: motion() });
}

const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

function fit(animation) {  // into what the panel and the legend of lines leave free
  const shown = [...things.values()].filter((t) => state.visible(t.id));
  if (!shown.length) return;
  const xs = shown.map((t) => t.at.x), ys = shown.map((t) => t.at.y), stage = byId("stage");
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const right = byId("panel").hidden || innerWidth <= 760 ? 0 : byId("panel").offsetWidth + 10, foot = byId("foot").offsetHeight;
  const wide = stage.clientWidth - right, high = stage.clientHeight - foot;
  const scale = Math.max(0.05, Math.min((wide - 110) / (box[2] - box[0] + 1), (high - 80) / (box[3] - box[1] + 1), 1.2));
  const position = { x: (box[0] + box[2]) / 2 + right / 2 / scale, y: (box[1] + box[3]) / 2 + foot / 2 / scale };
  network.moveTo({ position, scale, animation });
}

network.on("click", (event) => {
  if (event.nodes.length) { selectNode(event.nodes[0]); uncover(event.nodes[0]); }
  else if (event.edges.length) { selectEdge(event.edges[0]); uncover(rightEnd(event.edges[0])); }
  else clear();
});
network.on("hoverNode", ({ node, event }) => tip(things.get(node).text + " · " + say("types", things.get(node).sort), event));
network.on("hoverEdge", ({ edge, event }) => {
  const ends = rawEdges.get(edge), text = (id) => things.get(id).text;
  tip(text(ends.from) + " → " + text(ends.to) + " · " + say("kinds", data.links[edge].kind) + " (" + data.links[edge].claims.length + ")", event);
});
for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, () => { byId("tip").hidden = true; });

function tip(text, event) {
  const box = byId("tip"), stage = byId("stage").getBoundingClientRect();
  box.textContent = text;
  box.hidden = false;
  const x = event.clientX - stage.left + 14, y = event.clientY - stage.top + 14;
  box.style.left = Math.min(x, stage.width - box.offsetWidth - 8) + "px";
  box.style.top = Math.min(y, stage.height - box.offsetHeight - 8) + "px";
}

// ---- legend and filters

function svg(markup, attributes) {
  const make = (tag, given) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(given)) node.setAttribute(name, value);
    return node;
  };
  const root = make("svg", { "aria-hidden": "true", ...attributes });
  root.append(...markup.map(([tag, given]) => make(tag, given)));
  return root;
}

const POINTS = {
  square: "2,2 12,2 12,12 2,12", diamond: "7,0.5 13.5,7 7,13.5 0.5,7", triangle: "7,1 13.3,12.4 0.7,12.4", triangleDown: "7,13 13.3,1.6 0.7,1.6",
  hexagon: "13.5,7 10.2,12.6 3.8,12.6 0.5,7 3.8,1.4 10.2,1.4", star: "7,0.6 8.9,4.9 13.6,5.3 10,8.4 11.1,13 7,10.5 2.9,13 4,8.4 0.4,5.3 5.1,4.9",
};

function glyph(sort, key) {
  const { shape, hollow } = data.looks[sort];
  const colour = key && sort === "Strategy" ? look.hub(key) : look.type(sort);
  const paint = { fill: hollow ? "none" : colour, stroke: colour, "stroke-width": 1.5, "stroke-linejoin": "round" };
  const body = POINTS[shape] ? ["polygon", { points: POINTS[shape], ...paint }] : ["circle", { cx: 7, cy: 7, r: sort === "Strategy" ? 6.2 : 5.2, ...paint }];
  return svg([body], { class: "glyph", viewBox: "-1 -1 16 16" });
}

function choice(group, key, text, n, icon) {
  const box = el("input", { type: "checkbox", "data-key": key });
  box.checked = !off[group].has(key);
  box.addEventListener("change", () => {
    off[group][box.checked ? "delete" : "add"](key);
    afterFilter();
  });
  return el("label", { class: "choice" }, box, icon || "", el("span", {}, text), el("span", { class: "n" }, String(n)));
}

function afterFilter() {
  const { node, edge } = state.selected || {};
  refresh();
  if (node && state.visible(node)) selectNode(node);
  else if (node || (edge && edgeSet.get(edge).hidden)) clear();
  writeFilters();
}

function writeFilters() {
  const lists = { sort: ["types", data.sorts], kind: ["kinds", data.kinds] };
  for (const [group, [id, entries]] of Object.entries(lists)) {
    const box = byId(id), toggle = box.querySelector(".toggle");
    for (const old of box.querySelectorAll(".choice")) old.remove();
    box.append(...entries.map(([key, n]) => choice(group, key, say(id, key), n, group === "sort" ? glyph(key) : null)));
    toggle.textContent = say("page", off[group].size ? "all" : "none");
    toggle.onclick = () => {
      off[group] = new Set(off[group].size ? [] : entries.map(([key]) => key));
      afterFilter();
    };
  }
}

function writeLines() {
  const line = (stroke, extra) => svg([["line", { x1: 1, y1: 5, x2: 25, y2: 5, stroke, "stroke-width": 2, ...extra }]], { viewBox: "0 0 26 10" });
  const arrow = svg([["line", { x1: 1, y1: 5, x2: 19, y2: 5, stroke: look.hub("x:closed"), "stroke-width": 2.6 }], ["polygon", { points: "18,1 25,5 18,9", fill: look.hub("x:closed") }]], { viewBox: "0 0 26 10" });
  byId("lines").replaceChildren(...[
    [arrow, "line_shift"], [line(look.hub("x:open")), "line_for"], [line(look.hub("x:open"), { "stroke-dasharray": "4 3" }), "line_against"], [line(look.line), "line_other"],
  ].flatMap(([icon, key]) => [el("dt", {}, icon), el("dd", {}, say("page", key))]));
}

// ---- search

function found(words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  const score = (t) => Math.min(...[t.text, ...t.names].map((n) => { const at = n.toLowerCase().indexOf(wanted); return at < 0 ? 1e9 : at * 50 + n.length; }));
  return [...things.values()].map((t) => [score(t), t]).filter(([s]) => s < 1e9).sort((a, b) => a[0] - b[0] || b[1].count - a[1].count).slice(0, 12).map(([, t]) => t);
}

function writeFound(active) {
  const list = byId("found"), hits = found(byId("search").value);
  const rows = hits.map((t, i) => el("li", { role: "option", "aria-selected": String(i === active), onmousedown: (e) => { e.preventDefault(); choose(t.id); } },
    glyph(t.sort, t.key), el("span", {}, t.text), el("small", {}, say("types", t.sort))));
  const none = byId("search").value.trim() ? [el("li", { class: "none" }, say("page", "nothing_found"))] : [];
  list.replaceChildren(...(rows.length ? rows : none));
  list.hidden = !list.children.length;
  list.dataset.active = String(active);
  byId("search").setAttribute("aria-expanded", String(!list.hidden));
  return hits;
}

function choose(id) {
  byId("search").value = "";
  writeFound(0);
  goTo(id);
}

byId("search").addEventListener("input", () => writeFound(0));
byId("search").addEventListener("blur", () => { byId("found").hidden = true; });
byId("search").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], hits = found(byId("search").value);
  const active = Number(byId("found").dataset.active || 0);
  if (step && hits.length) { event.preventDefault(); writeFound((active + step + hits.length) % hits.length); }
  else if (event.key === "Enter" && hits.length) choose(hits[Math.min(active, hits.length - 1)].id);
});
addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });

// ---- languages

function setLang(next) {
  lang = data.words[next] ? next : lang;
  document.documentElement.lang = lang;
  const title = data.title[lang];
  document.title = title;
  byId("title").textContent = title;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say("page", node.dataset.word);
  byId("search").placeholder = say("page", "search_hint");
  byId("search").setAttribute("aria-label", say("page", "search"));
  byId("hint").textContent = say("page", !things.size ? "empty" : data.spectrum ? "hint" : "hint_free");
  byId("counts").replaceChildren(say("page", "counts", data.counts), data.left.nodes ? el("span", {}, say("page", "left_out", data.left)) : "");
  for (const thing of things.values()) {
    const text = thing.label[lang];
    thing.text = thing.sort === "Strategy" ? say("hubs", text) || text : thing.sort === "Aspect" ? say("aspects", text) || text : text;
  }
  writeFilters();
  writeLines();
  const { node, edge } = state.selected || {};
  if (node) selectNode(node);
  else if (edge) selectEdge(edge);
  else network.redraw();
}

byId("lang").addEventListener("click", () => setLang(lang === "zh" ? "en" : "zh"));
byId("fit").addEventListener("click", () => fit(motion()));
dark.addEventListener("change", () => { readLook(); refresh(); writeFilters(); writeLines(); });
if (innerWidth <= 760) byId("filters").open = false;

function rightEnd(id) {
  const { from, to } = rawEdges.get(id);
  return things.get(from).at.x > things.get(to).at.x ? from : to;
}

refresh();
setLang(lang);
if (data.focus.length === 1) selectNode(data.focus[0]);
fit(false);
globalThis.kgPage = {  // for tests and for the curious
  network, selectNode, selectEdge, setLang, clear, fit,
  find: (name) => found(name).map((t) => t.id),
  shownLabels: () => labels.shown(),
  visible: () => [...things.keys()].filter(state.visible),
};
