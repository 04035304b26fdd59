// The network as it was known at a date, under the timeline: what articles up to then say, each thing in its own place.

import { el, fill, svg } from "./dom.js";
import { LOOKS } from "./glyph.js";
import { openPanel } from "./panel.js";
import { loading } from "./states.js";
import { fault, number } from "./words.js";

const PAD = 70, SIGN = { square: "M-7-7H7V7H-7Z", diamond: "M0-9 9 0 0 9-9 0Z", triangle: "M0-9 8.5 7h-17Z", hexagon: "M9 0 4.5 8h-9L-9 0l4.5-8h9Z" };
const HUB = /^(?:strategy|status):/;

export function knownNetwork(app) {
  const { say } = app, picture = el("div", { class: "net" }), told = el("p", { class: "about", role: "status" });
  const title = el("h2", {}, say("timeline", "network")), node = el("section", { class: "known" }, title, told, picture, el("p"));
  let turn = 0, asked = null, frame = null;

  async function show(at) {
    if (asked === at && picture.firstChild) return;
    asked = at;
    title.textContent = say("timeline", at ? "network_then" : "network");
    if (!picture.firstChild) fill(picture, loading(app));
    const mine = ++turn;
    fill(node.lastChild, el("a", { class: "button", href: app.link("network", { known: at }) }, say("timeline", "open_network")));
    try {
      frame ??= await app.api("network", {});
      const answer = at ? await app.api("network", { known: at }) : frame;
      if (mine !== turn) return;
      const nodes = shown(answer, frame);
      told.textContent = say("timeline", at ? "network_at" : "network_now", { date: at, n: number(nodes.length), m: number(answer.edges.length), claims: number(answer.counts.claims) });
      fill(picture, draw(app, answer, frame, nodes));
    } catch (error) {
      if (mine === turn) fill(picture);
      if (mine === turn) told.textContent = fault(error.message) || say("shell", "failed");
    }
  }
  return { node, show, leave() { turn++; }, theme() {} };
}

// What an article tells of; and of things that are not in the network of today only those that are tied to something.
function shown(answer, frame) {
  const tied = new Set(answer.edges.flatMap(({ from, to }) => [from, to])), frames = new Set(frame.nodes.map(({ id }) => id));
  return answer.nodes.filter(({ id, n }) => tied.has(id) || (n && frames.has(id)));
}

// All things stand where they stand in the network of today, so that what comes in is seen coming in.
function draw(app, answer, frame, nodes) {
  const places = new Map([...answer.nodes, ...frame.nodes].map((one) => [one.id, one]));
  const xs = [...places.values()].map(({ x }) => x), ys = [...places.values()].map(({ y }) => y);
  const [left, top] = [Math.min(...xs, 0) - PAD, Math.min(...ys, 0) - PAD / 2], [wide, tall] = [Math.max(...xs, 0) - left + PAD, Math.max(...ys, 0) - top + PAD / 2];
  const known = new Set(nodes.map(({ id }) => id)), at = (id) => places.get(id);
  const lines = answer.edges.filter(({ from, to }) => known.has(from) && known.has(to)).map((edge) => svg("line", {
    x1: at(edge.from).x, y1: at(edge.from).y, x2: at(edge.to).x, y2: at(edge.to).y, "stroke-width": Math.min(1 + Math.log2(edge.n), 5),
    class: `tie${edge.contested ? " contested" : ""}${edge.denied || edge.against ? " against" : ""}`,
  }));
  return svg("svg", { viewBox: `${left} ${top} ${wide} ${tall}`, role: "group", "aria-label": app.say("timeline", "network") }, lines,
    frame.nodes.filter(({ id }) => !known.has(id)).map(({ x, y }) => svg("circle", { cx: x, cy: y, r: 3, class: "unknown" })),
    labelled(nodes.map((one) => ({ ...one, x: at(one.id).x, y: at(one.id).y }))).map((one) => thing(app, one)));
}

// A label that would lie on another one stands above its sign, or is left to the sign's description.
function labelled(nodes) {
  const boxes = [], wide = (text) => [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 12.5 : 7), 0) / 2 + 3;
  return [...nodes].sort((a, b) => b.size - a.size).map((one) => {
    const reach = Math.max(9, one.size / 2), half = wide(one.label);
    const y = [reach + 12, -reach - 6].find((offset) => boxes.every(([x, top, w]) => Math.abs(x - one.x) > w + half || Math.abs(top - one.y - offset) > 13));
    if (y !== undefined) boxes.push([one.x, one.y + y, half]);
    return { ...one, textAt: y };
  });
}

function thing(app, one) {
  const hub = HUB.test(one.id) ? one.id.replace(HUB, "") : "", [shape] = LOOKS[one.type] || ["dot"];
  const size = one.size / 16, node = svg("g", { class: `node ${hub ? `h-${hub}` : `t-${one.type}`}`, transform: `translate(${one.x} ${one.y})`, role: "button", tabindex: "0", "aria-label": `${one.label}: ${number(one.n)}` },
    SIGN[shape] ? svg("path", { d: SIGN[shape], transform: `scale(${Math.max(0.7, size)})` }) : svg("circle", { r: Math.max(5, one.size / 2) }),
    one.textAt === undefined ? svg("title", {}, one.label) : svg("text", { y: one.textAt, "text-anchor": "middle" }, one.label));
  const act = () => openPanel(app, { of: one.id }, { title: one.label });
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } });
  return node;
}
