// What the panel says of a thing's part in the debate: the points that it argues, and where to go on from it.

import { el } from "../lib/dom.js";
import { SIGN } from "../lib/argument.js";
import { number } from "../lib/words.js";

const SHOWN = 12;  // points of one voice in the panel; its own page has all

// The points that a thing or its people argue, by course and side; each opens its words by `onpoint({side, aspect, against})`.
export function arguesOf(app, thing, onpoint) {
  if (!thing.argues?.length) return null;
  const { say } = app, groups = new Map();
  for (const [side, aspect, against, n] of thing.argues.slice(0, SHOWN)) {
    const key = `${against ? "con" : "pro"}_${side}`;
    groups.set(key, [...(groups.get(key) || []), { side, aspect, against, n }]);
  }
  const own = thing.voices.includes(thing.id);
  return el("section", { class: "argues" }, el("h3", {}, say("network", own ? "argues" : "people_argue")),
    [...groups].map(([key, points]) => el("p", { class: key.startsWith("pro") ? "pro" : "con" },
      el("span", { class: "sign", "aria-hidden": "true" }, SIGN[key.slice(0, 3)]), el("span", {}, say("arguments", key), " "),
      points.map((point) => el("button", { type: "button", class: "chip", onclick: () => onpoint(point) }, say("aspects", point.aspect), point.n > 1 ? el("span", { class: "n" }, ` ${number(point.n)}`) : null)))));
}

// Where to go on: the arguments about a course or an aspect, a vendor's course and its timeline, all that a voice says.
export function onward(app, thing, lines) {
  const { say } = app, name = thing.id.split(":")[1], own = [...lines.values()].filter((line) => line.from === thing.id || line.to === thing.id);
  if (thing.type === "Aspect") return [[say("network", "for_and_against"), app.link("arguments", { aspect: name })]];
  if (thing.type === "Strategy") return thing.id.startsWith("strategy:") ? [[say("network", "for_and_against"), app.link("arguments", { side: name })]] : [];
  return [
    own.some(({ kind }) => kind === "shift" || kind === "strategy") ? [say("network", "moves"), app.link("arguments", { vendor: thing.id })] : null,
    thing.type === "Organization" ? [say("network", "timeline"), app.link("timeline", { vendor: thing.id })] : null,
    own.some(({ kind, from }) => from === thing.id && (kind === "argument" || kind === "stance")) ? [say("arguments", "its_arguments"), app.link("arguments", { voice: thing.id })] : null,
  ].filter(Boolean);
}
