// How open a model is, as a sign: each status has its own shape beside its colour.

import { svg } from "./dom.js";

export const STATUSES = ["open", "restricted", "partial", "hybrid", "api", "closed", "untold"];

const SHAPES = {
  open: () => [svg("circle", { r: 5, class: "line" })],
  restricted: () => [svg("circle", { r: 5, class: "line" }), svg("circle", { r: 2, class: "full" })],
  partial: () => [svg("circle", { r: 5, class: "line" }), svg("path", { d: "M0-5A5 5 0 0 1 0 5Z", class: "full" })],
  hybrid: () => [svg("path", { d: "M0-6.5 6.5 0 0 6.5-6.5 0Z", class: "full" })],
  api: () => [svg("path", { d: "M0-6 6 5H-6Z", class: "full" })],
  closed: () => [svg("rect", { x: -5, y: -5, width: 10, height: 10, class: "full" })],
  untold: () => [svg("circle", { r: 4, class: "line dotted" })],
};

// A group around (0, 0) that a drawing puts in its place. `disputed`: sources disagree about it.
export function statusMark(status, { disputed = false } = {}) {
  const name = SHAPES[status] ? status : "untold";
  return svg("g", { class: `mark h-${name}` }, disputed ? svg("circle", { r: 9, class: "disputed" }) : null, SHAPES[name]());
}

// The same for a line of text.
export function statusSign(status, options) {
  return svg("svg", { class: "glyph sign-openness", viewBox: "-10 -10 20 20", "aria-hidden": "true", focusable: "false" }, statusMark(status, options));
}
