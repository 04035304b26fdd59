// The network on its canvas: vis-network draws nodes and lines where the server put them; labels and signs are ours.

import { colour, el } from "../lib/dom.js";
import { LOOKS } from "../lib/glyph.js";
import { makeLabels } from "../lib/labels.js";
import { drawRings, drawTiers, marksOf } from "./debate.js";

let renderer = null;

// vis-network, out of the package that has it; asked for when the first network is shown.
export function loadRenderer() {
  renderer ??= globalThis.vis ? Promise.resolve(globalThis.vis) : new Promise((done, fail) => {
    document.head.append(el("script", { src: "/explorer/vis-network.js", onload: () => done(globalThis.vis), onerror: () => { renderer = null; fail(new Error("vis-network")); } }));
  });
  return renderer;
}

const SIGNS = 90;  // contested lines that bear a sign at once; one that is chosen bears it always
const AT_ONCE = 260;  // lines that are drawn in one frame
// a line that is contested bears a sign; that arguments face one another is told by where they lead
const bearsSign = (line) => (line.contested && line.kind !== "argument") || line.by_model;
const hubOf = (id) => id.split(":")[1];
export const edgeId = (edge) => [edge.from, edge.to, edge.kind, edge.against ? "con" : "pro"].join("|");

// `hooks`: {onnode(id), onopen(id), onedge(id), onclear(), onmove({x, y, scale}), tip(text or null, event)}
export function makeCanvas(vis, box, app, hooks) {
  const nodes = new vis.DataSet(), edges = new vis.DataSet();
  const network = new vis.Network(box, { nodes, edges }, {
    physics: { enabled: false }, layout: { improvedLayout: false }, nodes: { shapeProperties: { interpolation: false }, borderWidth: 1.6 },
    edges: { selectionWidth: 1.5, hoverWidth: 1, arrowStrikethrough: false },
    interaction: { hover: true, tooltipDelay: 150, keyboard: { enabled: false }, selectConnectedEdges: false, hideEdgesOnDrag: false },
  });
  const things = new Map(), lines = new Map(), looks = new Map();  // id → what the renderer was last given for it, as text
  let look = readLook(), spectrum = true, tiered = false, half = 1, stronger = 0.7, signed = [], turned = false, many = false;
  const state = { marked: new Set(), near: new Set(), dim: false, visible: (id) => things.has(id) };
  const labels = makeLabels(network, things, new Proxy({}, { get: (_, name) => look[name] }));

  function readLook() {
    const known = new Map(), named = (name) => known.get(name) ?? known.set(name, colour(name)).get(name);
    return {
      font: getComputedStyle(document.body).fontFamily, paper: named("--paper"), card: named("--card"), ink: named("--ink"), soft: named("--soft"),
      line: named("--edge"), wash: named("--wash"), denied: named("--denied"), warn: named("--warn"),
      hub: (id) => named(`--h-${hubOf(id)}`), type: (type) => named(`--t-${type}`),
    };
  }

  function nodeLook(node) {
    const paint = node.group ? look.line : node.type === "Strategy" ? look.hub(node.id) : look.type(node.type);
    const fill = node.group ? look.wash : LOOKS[node.type]?.[1] ? look.paper : paint;
    const over = { background: fill, border: look.ink };
    return {
      id: node.id, x: node.x, y: node.y, size: node.size, shape: node.group ? "dot" : LOOKS[node.type]?.[0] || "dot",
      color: { background: fill, border: paint, highlight: over, hover: over },
      shapeProperties: { borderDashes: node.group ? [3, 3] : false }, borderWidth: node.focus || state.marked.has(node.id) ? 3 : 1.6,
    };
  }

  function edgeLook(edge) {
    const hub = [edge.to, edge.from].find((id) => things.get(id)?.type === "Strategy");
    const paint = hub ? look.hub(hub) : look.line, strong = edge.kind === "shift", near = state.dim && state.near.has(edge.id);
    const rest = strong ? 0.95 : edge.kind === "argument" ? 0.28 : hub ? 0.45 : 0.55;
    return {
      id: edge.id, from: edge.from, to: edge.to, smooth: edge.smooth,
      color: { color: paint, highlight: paint, hover: paint, opacity: near ? 0.95 : rest },
      width: (strong ? 2.2 : 0.9) + stronger * Math.log2(edge.n) + (near ? 0.8 : 0),
      dashes: edge.against || edge.denied ? (edge.by_model ? [7, 4, 1.5, 4] : [7, 5]) : edge.by_model ? [1.5, 4] : false,
      arrows: { to: { enabled: strong || near, scaleFactor: strong ? 0.6 : 0.45 } },
    };
  }

  // Parallel lines fan out, a single one is straight.
  function curve(list) {
    const total = new Map(), seen = new Map();
    const pair = (e) => (e.from < e.to ? e.from + "|" + e.to : e.to + "|" + e.from);
    for (const edge of list) total.set(pair(edge), (total.get(pair(edge)) || 0) + 1);
    for (const edge of list) {
      const n = total.get(pair(edge));
      if (n === 1) { edge.smooth = false; continue; }
      const turn = (seen.get(pair(edge)) || 0) + 1;
      seen.set(pair(edge), turn);
      let bend = (turn - (n + 1) / 2) * Math.min(0.22, 0.7 / n);
      if (edge.from > edge.to) bend = -bend;
      edge.bend = bend;
      edge.smooth = { enabled: true, type: bend >= 0 ? "curvedCW" : "curvedCCW", roundness: Math.round(Math.abs(bend) * 1000) / 1000 };
    }
  }

  // Draw an answer; `ids`: what is marked in it, as for `mark`. What looks as it did is left alone.
  function show(answer, ids = []) {
    tiered = answer.layout === "tiers";
    spectrum = tiered || answer.layout === "spectrum";
    turned = box.clientHeight > 1.25 * box.clientWidth;  // on an upright screen open is above, closed below
    const put = turned ? (one) => ({ ...one, x: one.y, y: one.x }) : (one) => one;
    const list = answer.edges.map((edge) => ({ ...edge, id: edgeId(edge) }));
    curve(list);
    things.clear();
    lines.clear();
    for (const node of answer.nodes.map(put)) things.set(node.id, { ...node, text: node.label, sort: node.type, key: node.id, count: node.n, at: { x: node.x, y: node.y } });
    for (const group of answer.groups.map(put)) {
      const text = app.say("network", group.type ? "group_of" : "group", { n: group.n, type: app.say("types", group.type) });
      things.set(group.id, { ...group, group: true, text, sort: "Group", key: group.id, count: 0, at: { x: group.x, y: group.y } });
    }
    for (const edge of list) lines.set(edge.id, edge);
    stronger = Math.min(0.7, 3 / Math.log2(Math.max(2, ...list.map((edge) => edge.n))));  // the best supported is the widest
    for (const group of answer.groups) {
      if (group.parent) lines.set(`${group.id}|`, { id: `${group.id}|`, from: group.parent, to: group.id, kind: "", n: 1, smooth: false, tie: true });
    }
    signed = list.filter(bearsSign).sort((a, b) => b.n - a.n);
    if (signed.length > SIGNS) signed = signed.filter((edge, i) => i < SIGNS || edge.kind === "shift");
    half = Math.max(1, ...[...things.values()].map((t) => Math.abs(turned ? t.at.y : t.at.x)));
    if (lines.size > 900 !== many) network.setOptions({ interaction: { hideEdgesOnDrag: (many = lines.size > 900) } });
    mark(ids.filter((id) => things.has(id) || lines.has(id)));
  }

  let waiting = [], frame = 0;  // lines that the renderer is given in the next frames

  // The renderer draws after each change of its data: of several changes once.
  function atOnce(change) {
    network.body.emitter.emit("_blockRedraw");
    change();
    network.body.emitter.emit("_allowRedraw");
    network.body.emitter.emit("_requestRedraw");
  }

  const draw = () => atOnce(() => {
    hand(waiting.length);
    for (const [set, known] of [[edges, lines], [nodes, things]]) {
      const gone = set.getIds().filter((id) => !known.has(id));
      if (gone.length) set.remove(gone);
      for (const id of gone) looks.delete(id);
    }
    for (const [set, known, made] of [[nodes, things, nodeLook], [edges, lines, edgeLook]]) {
      const fresh = [...known.values()].map(made).filter((one) => {
        const text = JSON.stringify(one), same = looks.get(one.id) === text;
        looks.set(one.id, text);
        return !same;
      });
      if (set === edges) waiting = fresh;
      else if (fresh.length) set.update(fresh);
    }
    waiting.sort((a, b) => b.width - a.width);  // the best supported first
    hand(AT_ONCE);
  });

  // Give the renderer so many of the lines that wait, and the others in the frames after: a large network is there at once.
  function hand(most) {
    cancelAnimationFrame(frame);
    const now = waiting.splice(0, most).filter(({ id }) => lines.has(id));
    if (now.length) edges.update(now);
    if (waiting.length) frame = requestAnimationFrame(() => atOnce(() => hand(AT_ONCE)));
  }

  function mark(ids) {
    const near = new Set(ids);
    for (const edge of lines.values()) {
      const touched = ids.includes(edge.id) || (ids.includes(edge.from) || ids.includes(edge.to));
      if (!touched) continue;
      near.add(edge.id);
      if (!ids.some((id) => lines.has(id)) || ids.includes(edge.id)) { near.add(edge.from); near.add(edge.to); }
    }
    if (ids.some((id) => lines.has(id))) for (const id of [...near]) if (lines.has(id) && !ids.includes(id)) near.delete(id);
    for (const id of marksOf(ids, things, lines)) near.add(id);
    Object.assign(state, { marked: new Set(ids.flatMap((id) => (lines.has(id) ? [lines.get(id).from, lines.get(id).to] : [id]))), near, dim: ids.length > 0 });
    draw();
    network.setSelection({ nodes: ids.filter((id) => things.has(id)), edges: ids.filter((id) => lines.has(id)) }, { highlightEdges: false });
  }

  network.on("beforeDrawing", (ctx) => {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = look.paper;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.restore();
    if (!spectrum) return;
    const wash = turned ? ctx.createLinearGradient(0, -half, 0, half) : ctx.createLinearGradient(-half, 0, half, 0);  // a breath of colour: open to the left, closed to the right
    wash.addColorStop(0, faint(look.hub("strategy:open"), 0.07));
    wash.addColorStop(0.46, faint(look.hub("strategy:open"), 0));
    wash.addColorStop(0.54, faint(look.hub("strategy:closed"), 0));
    wash.addColorStop(1, faint(look.hub("strategy:closed"), 0.07));
    ctx.fillStyle = wash;
    ctx.fillRect(-1e5, -1e5, 2e5, 2e5);
  });
  network.on("afterDrawing", (ctx) => {
    if (state.dim) veil(ctx);
    drawRings(ctx, things, lines, look, state);
    drawSigns(ctx);
    labels.draw(ctx, state, tiered ? drawTiers(ctx, network, things, look, { app, turned }) : []);
  });

  // What is not marked lies under a veil, and what is marked is drawn on it once more: nothing else has to change for it.
  function veil(ctx) {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 0.86;
    ctx.fillStyle = look.paper;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.restore();
    const near = (all) => [...state.near].map((id) => all[id]).filter(Boolean), lit = near(network.body.edges).filter(({ connected }) => connected);
    for (const edge of lit) edge.draw(ctx);
    for (const edge of lit) edge.drawArrows(ctx);
    for (const node of near(network.body.nodes)) node.draw(ctx);
  }

  // A contested line bears a sign in its middle: the cue is a shape, not a colour. A node that has more bears a plus.
  function drawSigns(ctx) {
    const scale = network.getScale();
    if (scale < 0.35) return;
    const size = Math.max(5.5, 6.5 / Math.max(scale, 0.7));
    ctx.save();
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    const cells = new Set(), cell = 2.2 * size;  // signs that would lie over one another are not all drawn: the best supported is
    for (const edge of state.dim ? [...state.near].map((id) => lines.get(id)).filter((line) => line && bearsSign(line)) : signed) {
      const from = things.get(edge.from).at, to = things.get(edge.to).at, bend = edge.bend || 0;
      const x = (from.x + to.x) / 2 + (to.y - from.y) * bend * 0.5, y = (from.y + to.y) / 2 - (to.x - from.x) * bend * 0.5;
      const place = Math.round(x / cell) + " " + Math.round(y / cell);
      if (cells.has(place)) continue;
      cells.add(place);
      ctx.fillStyle = look.card;
      ctx.strokeStyle = edge.contested ? look.warn : look.soft;
      ctx.lineWidth = 1.2;
      ctx.beginPath();
      ctx.arc(x, y, size, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
      ctx.fillStyle = look.ink;
      ctx.font = `700 ${size * 1.5}px ${look.font}`;
      ctx.fillText(edge.contested ? "≠" : "◇", x, y + size * 0.06);
    }
    for (const thing of things.values()) {
      if (!(thing.more > 0) || thing.type === "Strategy" || (state.dim && !state.near.has(thing.id)) || thing.size * scale < 5) continue;
      const x = thing.at.x + thing.size * 0.8, y = thing.at.y - thing.size * 0.8, r = Math.max(4, 5 / Math.max(scale, 0.8));
      ctx.fillStyle = look.card;
      ctx.strokeStyle = look.soft;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x - r / 2, y); ctx.lineTo(x + r / 2, y); ctx.moveTo(x, y - r / 2); ctx.lineTo(x, y + r / 2);
      ctx.stroke();
    }
    ctx.restore();
  }

  // ---- what a reader does

  let last = { id: "", at: 0 };
  network.on("click", ({ nodes: [node], edges: [edge], event }) => {
    if (node) {
      // two taps are a double click, on touch too; the events' own times tell, however late they are taken up
      const at = event.srcEvent?.timeStamp ?? performance.now(), again = last.id === node && at - last.at < 450;
      last = { id: node, at: again ? 0 : at };
      if (again || things.get(node).group) hooks.onopen(node);
      else hooks.onnode(node);
    } else if (edge && lines.get(edge)?.tie) hooks.onopen(lines.get(edge).to);
    else if (edge) hooks.onedge(edge);
    else hooks.onclear();
  });
  network.on("hoverNode", ({ node, event }) => hooks.tip(describe(node), event));
  network.on("hoverEdge", ({ edge, event }) => hooks.tip(describeEdge(edge), event));
  for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, () => hooks.tip(null));
  const moved = () => hooks.onmove({ ...network.getViewPosition(), scale: network.getScale() });
  network.on("dragging", ({ nodes: dragged }) => { for (const id of dragged) if (things.has(id)) things.get(id).at = network.getPosition(id); });
  network.on("dragEnd", ({ nodes: dragged }) => {
    for (const id of dragged) things.get(id).at = network.getPosition(id);
    if (!dragged.length) moved();
  });
  network.on("zoom", moved);

  function describe(id) {
    const thing = things.get(id);
    if (!thing) return "";
    if (thing.group) return thing.text;
    const more = thing.more > 0 ? app.say("network", "and_more", { n: thing.more }) : "";
    return [thing.text, app.say("types", thing.type), app.say("network", "n_claims", { n: thing.n }), more].filter(Boolean).join(" · ");
  }
  function describeEdge(id) {
    const edge = lines.get(id);
    if (!edge || edge.tie) return edge ? describe(edge.to) : "";
    const parts = [`${things.get(edge.from).text} → ${things.get(edge.to).text}`, app.say("kinds", edge.kind), app.say("network", "support", { n: edge.n, k: edge.o })];
    for (const name of ["contested", "denied", "against", "by_model"]) if (edge[name]) parts.push(app.say("network", `is_${name}`));
    return parts.join(" · ");
  }

  // The next node from this one in a direction of the arrow keys: near, and that way rather than sideways.
  function next(id, dx, dy) {
    const from = things.get(id)?.at || network.getViewPosition();
    let best = null;
    for (const thing of things.values()) {
      const x = thing.at.x - from.x, y = thing.at.y - from.y, along = x * dx + y * dy, across = Math.abs(x * dy) + Math.abs(y * dx);
      if (thing.id === id || along <= 0 || across > along * 1.6) continue;
      const far = along + across * 1.5;
      if (!best || far < best.far) best = { far, id: thing.id };
    }
    return best?.id || "";
  }

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const motion = () => (still.matches ? false : { duration: 320, easingFunction: "easeInOutQuad" });

  // Bring everything into what the panel leaves free.
  function fit(animate = true, covered = 0, foot = 0) {
    const list = [...things.values()];
    if (!list.length) return;
    const wide = Math.max(120, box.clientWidth - covered), high = Math.max(120, box.clientHeight - foot), whole = extent(list);
    centre(whole, Math.max(0.03, Math.min((wide - 130) / whole.wide, (high - 90) / whole.high, 1.35)), covered, foot, animate);
  }
  // Bring what is marked, and what belongs to it, out from under the panel and the foot: never nearer, and no farther than it can be read.
  function reveal(id, covered = 0, foot = 0) {
    const thing = things.get(id);
    if (!thing) return;
    const room = { wide: box.clientWidth - covered, high: box.clientHeight - foot };
    const free = (one) => { const at = network.canvasToDOM(one.at); return at.x > 50 && at.x < room.wide - 50 && at.y > 30 && at.y < room.high - 30; };
    const near = [...state.near].map((one) => things.get(one)).filter(Boolean), part = near.length > 1 ? near : [thing];
    if (part.every(free)) return;
    const now = network.getScale(), whole = extent(part), scale = Math.min(now, (room.wide - 130) / whole.wide, (room.high - Math.min(90, room.high / 4)) / whole.high);
    if (scale > Math.max(0.15, now / 2.7)) centre(whole, scale, covered, foot, true);
    else if (!free(thing)) centre(extent([thing]), Math.max(now, 0.7), covered, foot, true);
  }

  const extent = (list) => {
    const xs = list.map((t) => t.at.x), ys = list.map((t) => t.at.y), [left, top, right, low] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    return { x: (left + right) / 2, y: (top + low) / 2, wide: right - left + 1, high: low - top + 1 };
  };
  const centre = ({ x, y }, scale, covered, foot, animate) => network.moveTo({ position: { x: x + covered / 2 / scale, y: y + (foot / 2 - 8) / scale }, scale, animation: animate && motion() });

  return {
    network, things, lines, show, mark, next, fit, reveal, describe, describeEdge,
    repaint() { look = readLook(); draw(); network.redraw(); },
    moveTo: ({ x, y, scale }) => network.moveTo({ position: { x, y }, scale, animation: false }),
    zoom: (by) => { network.moveTo({ scale: Math.min(4, Math.max(0.03, network.getScale() * by)), animation: motion() }); setTimeout(moved, 360); },
    shownLabels: () => labels.shown(),
    near: () => state.near,
    picture() {
      atOnce(() => hand(waiting.length));
      network.redraw();
      return new Promise((done) => { box.querySelector("canvas").toBlob(done, "image/png"); });
    },
    destroy() { cancelAnimationFrame(frame); network.destroy(); },
  };
}

function faint(rgb, alpha) {
  const found = rgb.match(/[\d.]+/g) || [0, 0, 0];
  return `rgba(${found.slice(0, 3).join(", ")}, ${alpha})`;
}
