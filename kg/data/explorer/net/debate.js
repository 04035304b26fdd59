// What the network shows of the debate: which arguments belong to what is marked, rings of for and against, names of tiers.

const TIERS = [["tier_arguments", ["Aspect"]], ["tier_voices", ["Person", "Publication"]], ["tier_courses", ["Strategy"]], ["tier_vendors", ["Organization"]]];
const FAVOURS = ["open", "hybrid", "closed"];  // the order of the shares on a ring
const lineOf = (side, aspect, against) => `strategy:${side}|aspect:${aspect}|argument|${against ? "con" : "pro"}`;
const standOf = (voice, side, against) => `${voice}|strategy:${side}|argument|${against ? "con" : "pro"}`;
const isArgument = (line) => line?.kind === "argument" && line.to.startsWith("aspect:");

// What belongs to the things and lines that are marked, beside what they are linked with: the arguments that a voice
// makes, and the voices that make an argument.
export function marksOf(ids, things, lines) {
  const found = new Set();
  const add = (...names) => { for (const name of names) if (things.has(name) || lines.has(name)) found.add(name); };
  const argues = (thing, fits) => {
    for (const [side, aspect, against] of thing.argues || []) {
      if (!lines.has(lineOf(side, aspect, against)) || !fits(side, aspect, against)) continue;
      add(thing.id, lineOf(side, aspect, against), standOf(thing.id, side, against), `strategy:${side}`, `aspect:${aspect}`);
    }
  };
  for (const id of ids) {
    const thing = things.get(id), line = lines.get(id);
    if (thing) argues(thing, () => true);
    if (thing?.type === "Organization") for (const tie of lines.values()) if (tie.kind === "affiliation" && tie.to === id) argues(things.get(tie.from), () => true);
    if (id.startsWith("aspect:")) for (const one of things.values()) argues(one, (side, aspect) => `aspect:${aspect}` === id);
    if (isArgument(line)) for (const one of things.values()) argues(one, (side, aspect, against) => lineOf(side, aspect, against) === id);
    else if (line?.kind === "argument") argues(things.get(line.from), (side, aspect, against) => `strategy:${side}` === line.to && against === line.against);
  }
  return found;
}

// How much of what is argued about each aspect speaks for which course: what speaks against one of two speaks for the other.
export function balances(lines) {
  const found = new Map();
  for (const line of lines.values()) {
    if (!isArgument(line)) continue;
    const side = line.from.split(":")[1], favours = !line.against ? side : { open: "closed", closed: "open" }[side];
    if (!favours) continue;
    if (!found.has(line.to)) found.set(line.to, { open: 0, hybrid: 0, closed: 0 });
    found.get(line.to)[favours] += line.n;
  }
  return found;
}

// Around each aspect a ring of what speaks for open (from the top to the left) and for closed (to the right).
export function drawRings(ctx, things, lines, look, state) {
  for (const [id, shares] of balances(lines)) {
    const thing = things.get(id);
    if (!thing || (state.dim && !state.near.has(id))) continue;
    const total = FAVOURS.reduce((sum, side) => sum + shares[side], 0), wide = Math.max(3, thing.size * 0.38);
    ctx.save();
    ctx.lineWidth = wide;
    ctx.fillStyle = look.paper;
    ctx.beginPath();
    ctx.arc(thing.at.x, thing.at.y, thing.size + 1, 0, 2 * Math.PI);
    ctx.fill();
    let from = -Math.PI / 2;
    for (const side of [...FAVOURS].reverse()) {
      if (!shares[side]) continue;
      const to = from + (shares[side] / total) * 2 * Math.PI;
      ctx.strokeStyle = look.hub(`strategy:${side}`);
      ctx.beginPath();
      ctx.arc(thing.at.x, thing.at.y, thing.size - wide / 2 + 1, from, to);
      ctx.stroke();
      from = to;
    }
    ctx.restore();
  }
}

// The name of each tier at the edge of the picture, and where it stands: no label of a thing is written over it.
export function drawTiers(ctx, network, things, look, { app, turned }) {
  const taken = [], ratio = ctx.canvas.width / ctx.canvas.clientWidth;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.font = `600 11px ${look.font}`;
  ctx.textBaseline = "middle";
  ctx.fillStyle = look.soft;
  for (const [word, types] of TIERS) {
    const mine = [...things.values()].filter((one) => !one.group && types.includes(one.type) && !one.late).map((one) => network.canvasToDOM(one.at));
    if (!mine.length) continue;
    const text = app.say("network", word), wide = ctx.measureText(text).width, along = mine.map((at) => (turned ? at.x : at.y));
    const middle = (Math.min(...along) + Math.max(...along)) / 2, x = turned ? middle - wide / 2 : 8, y = turned ? 12 : middle;
    if (taken.some((box) => x < box[2] + 4 && x + wide > box[0] - 4 && y - 8 < box[3] && y + 8 > box[1])) continue;  // far out there is no room for all
    ctx.fillText(text, x, y);
    taken.push([x, y - 8, x + wide, y + 8]);
  }
  ctx.restore();
  return taken;
}
