// Labels are drawn here, not by vis-network: always the same size on screen, and never one over another.
"use strict";

const GAP = 3, NAMED = 12, FEW = 60;

export function makeLabels(network, things, look) {
  const widths = new Map();
  let shown = [];

  function fontOf(node) {
    if (node.sort === "Strategy") return "650 15px " + look.font;
    return (node.sort === "Organization" ? "600 " : "400 ") + (node.sort === "Aspect" ? "11.5px " : "12px ") + look.font;
  }

  function widthOf(ctx, font, text) {
    const key = font + "\n" + text;
    if (!widths.has(key)) {
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  }

  function spots(at, radius, width, height) {
    return [
      [at.x - width / 2, at.y + radius + 5],
      [at.x + radius + 5, at.y - height / 2],
      [at.x - radius - 5 - width, at.y - height / 2],
      [at.x - width / 2, at.y - radius - height - 4],
    ];
  }

  function meets(box, boxes) {
    return boxes.some((b) => box[0] < b[2] + GAP && box[2] > b[0] - GAP && box[1] < b[3] + 1 && box[3] > b[1] - 1);
  }

  function order(state) {
    const rank = (n) => (state.marked.has(n.id) ? 1e9 : 0) + (n.sort === "Strategy" ? 1e8 : 0) + (n.sort === "Aspect" ? 1e7 : 0) + n.count;
    return [...things.values()].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
  }

  // What a label may say: among few things a name that finds no room is cut shorter, so that none is without one.
  function cuts(text, whole, among) {
    const lengths = whole ? [Infinity] : among <= FEW ? [28, 16, 9] : [28];
    return [...new Set(lengths.map((most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text)))];
  }

  // Bodies of the larger nodes are obstacles too, among few things all: a label on top of a neighbour can not be read.
  function obstacles(list, scale) {
    return list.filter((n) => n.size * scale > (list.length <= FEW ? 1 : 5)).map((n) => {
      const at = network.canvasToDOM(n.at), r = n.size * scale;
      return { id: n.id, box: [at.x - r, at.y - r, at.x + r, at.y + r] };
    });
  }

  function draw(ctx, state, kept) {
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    const area = [0, 0, ctx.canvas.clientWidth, ctx.canvas.clientHeight];
    const scale = network.getScale();
    const list = order(state).filter((n) => state.visible(n.id));
    const bodies = obstacles(list, scale);
    const taken = [...kept];  // boxes that no label may enter
    // where things stand close, the names of courses and of the best supported things go before the things beside them
    const named = new Set([...list.filter((n) => n.sort === "Strategy"), ...list.filter((n) => n.sort !== "Strategy" && n.sort !== "Aspect" && n.sort !== "Group").slice(0, NAMED)].map((n) => n.id));
    shown = [];
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    for (const node of list) {
      if (state.dim && !state.near.has(node.id) && node.sort !== "Strategy") continue;
      const at = network.canvasToDOM(node.at);
      if (at.x < area[0] || at.x > area[2] || at.y < area[1] || at.y > area[3]) continue;
      const font = fontOf(node), height = node.sort === "Strategy" ? 19 : 15;
      const radius = Math.max(node.size * scale, 2), whole = state.marked.has(node.id);
      const spot = cuts(node.text, whole, list.length).map((text) => {
        const width = widthOf(ctx, font, text);
        const free = spots(at, radius, width, height).map(([x, y]) => [x, y, x + width, y + height]).find((box) => !(
          box[0] < 2 || box[2] > area[2] - 2 || box[1] < 2 || box[3] > area[3] - 2
          || meets(box, taken) || !named.has(node.id) && bodies.some((b) => b.id !== node.id && meets(box, [b.box]))));
        return free && { id: node.id, text, box: free };
      }).find(Boolean);
      if (!spot) continue;
      const [x, y] = spot.box;
      taken.push(spot.box);
      shown.push(spot);
      ctx.font = font;
      ctx.strokeStyle = look.paper;
      ctx.lineWidth = 3.5;
      ctx.globalAlpha = 0.9;
      ctx.strokeText(spot.text, x, y);
      ctx.globalAlpha = 1;
      ctx.fillStyle = node.sort === "Strategy" ? look.hub(node.key) : node.sort === "Aspect" ? look.soft : look.ink;
      ctx.fillText(spot.text, x, y);
    }
    ctx.restore();
  }

  return { draw, shown: () => shown };
}
