// The rows of a query as a network: an edge from one column's value to another's.

import { colour } from "../lib/dom.js";
import { makeLabels } from "../lib/labels.js";

// Columns that are the two ends of a tie; the first pair that a result has is taken, else two columns of things.
const ENDS = [["from", "to"], ["model", "base"], ["subject", "object"], ["source", "target"], ["vendor", "model"], ["model", "benchmark"], ["model", "license"], ["vendor", "to"], ["speaker", "side"], ["side", "aspect"], ["speaker", "subject"]];
const MOST = 400;

// → [{from, to, text}] with the values' last parts as names, or null where the rows tie nothing.
export function linksOf(vars, rows, graph) {
  const things = vars.filter((name) => rows.some((row) => row[name]?.type === "uri") && !["g", "graph", "article", "claim", "kind"].includes(name));
  const pair = graph ? ["subject", "object"] : ENDS.find((ends) => ends.every((end) => vars.includes(end))) || (things.length > 1 ? things.slice(0, 2) : null);
  if (!pair) return null;
  const found = [];
  for (const row of rows) {
    const [from, to] = pair.map((name) => row[name]);
    if (from && to && (!graph || to.type === "uri")) found.push({ from: name(from.value), to: name(to.value), text: graph ? name(row.predicate.value) : "" });
    if (found.length >= MOST) break;
  }
  return found.length ? found : null;
}

function name(value) {
  const last = value.replace(/^https:\/\/w3id\.org\/kg-explorer\/(?:ns#|entity\/|claim\/|article\/)?/, "");
  try { return decodeURIComponent(last); } catch { return last; }
}

// Draw them; two rings of places and a few rounds of forces, always the same for the same rows.
export function drawResult(vis, box, links, app) {
  const count = new Map(), edges = new Map();
  for (const { from, to, text } of links) {
    for (const end of [from, to]) count.set(end, (count.get(end) || 0) + 1);
    const key = `${from}\n${to}\n${text}`;
    edges.set(key, { id: key, from, to, n: (edges.get(key)?.n || 0) + 1, text });
  }
  const spots = settle([...count.keys()].sort(), [...edges.values()], count);
  const paint = { ink: colour("--ink"), paper: colour("--paper"), soft: colour("--soft"), line: colour("--edge"), node: colour("--accent"), font: getComputedStyle(document.body).fontFamily, hub: () => colour("--accent") };
  const things = new Map([...count].map(([id, n]) => [id, { id, text: id, sort: "Model", key: id, count: n, size: Math.min(18, 6 + 2 * Math.sqrt(n)), at: spots.get(id) }]));
  const network = new vis.Network(box, {
    nodes: [...things.values()].map(({ id, at, size }) => ({ id, x: at.x, y: at.y, size, shape: "dot", color: { background: paint.node, border: paint.node, highlight: { background: paint.node, border: paint.ink }, hover: { background: paint.node, border: paint.ink } } })),
    edges: [...edges.values()].map(({ id, from, to, n }) => ({ id, from, to, width: Math.min(4, 1 + Math.log2(n)), smooth: false, arrows: { to: { enabled: true, scaleFactor: 0.5 } }, color: { color: paint.line, highlight: paint.ink, hover: paint.ink, opacity: 0.6 } })),
  }, { physics: { enabled: false }, layout: { improvedLayout: false }, interaction: { hover: true, keyboard: { enabled: false } } });
  const labels = makeLabels(network, things, paint);
  const state = { marked: new Set(), near: new Set(), dim: false, visible: () => true };
  network.on("afterDrawing", (ctx) => labels.draw(ctx, state, []));
  network.on("dragging", ({ nodes }) => { for (const id of nodes) things.get(id).at = network.getPosition(id); });
  network.on("doubleClick", ({ nodes: [id] }) => { if (id) app.go("evidence", { of: id }); });
  network.fit({ animation: false });
  box.querySelector(".vis-network")?.removeAttribute("tabindex");
  return network;
}

function settle(names, edges, count) {
  const spots = new Map(names.map((name, i) => {
    const angle = i * 2.39996, far = 40 * Math.sqrt(i + 1);
    return [name, { x: far * Math.cos(angle), y: far * Math.sin(angle) }];
  }));
  const rounds = names.length > 250 ? 30 : 120, ideal = 95;
  for (let round = 0; round < rounds; round++) {
    const move = new Map(names.map((name) => [name, { x: -spots.get(name).x * 0.012, y: -spots.get(name).y * 0.016 }]));
    for (let i = 0; i < names.length; i++) {
      for (let j = i + 1; j < names.length; j++) {
        const a = spots.get(names[i]), b = spots.get(names[j]), x = a.x - b.x, y = a.y - b.y, square = Math.max(x * x + y * y, 25);
        if (square > 16 * ideal * ideal) continue;
        const push = (ideal * ideal * 0.6) / square;
        move.get(names[i]).x += x * push; move.get(names[i]).y += y * push; move.get(names[j]).x -= x * push; move.get(names[j]).y -= y * push;
      }
    }
    for (const { from, to } of edges) {
      const a = spots.get(from), b = spots.get(to), x = b.x - a.x, y = b.y - a.y, far = Math.hypot(x, y) || 1;
      const pull = ((far - ideal) / far) * (0.35 / Math.sqrt(Math.max(1, Math.min(count.get(from), count.get(to)))));
      move.get(from).x += x * pull; move.get(from).y += y * pull; move.get(to).x -= x * pull; move.get(to).y -= y * pull;
    }
    const heat = 60 * (1 - round / rounds) + 1;
    for (const name of names) {
      const { x, y } = move.get(name), length = Math.hypot(x, y) || 1, step = Math.min(length, heat);
      spots.get(name).x += (x / length) * step;
      spots.get(name).y += (y / length) * step;
    }
  }
  return spots;
}
