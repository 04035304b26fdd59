// A link to a thing: its sign, its name; a click opens its evidence.

import { el } from "./dom.js";
import { glyph } from "./glyph.js";

// thing: {key, type, label}
export function entity(app, thing, { view = "evidence", params = {} } = {}) {
  if (!thing) return "";
  return el("a", { class: "entity", href: app.link(view, { of: thing.key, ...params }), title: app.say("types", thing.type) },
    glyph(thing.type), el("span", {}, thing.label));
}
