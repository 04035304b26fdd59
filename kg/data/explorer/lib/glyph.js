// The sign of a type of thing: its shape and colour are those of the network, so that it can be told without colour.

import { svg } from "./dom.js";

export const LOOKS = {  // as kg/display/view.py has them for the page that it writes
  Strategy: ["dot"], Organization: ["square"], Model: ["dot"], Person: ["triangle"], Product: ["diamond"], License: ["hexagon"],
  Benchmark: ["triangleDown"], Dataset: ["square", true], Publication: ["star"], Hardware: ["diamond", true], Group: ["hexagon", true],
  Aspect: ["dot", true],
};
const POINTS = {
  square: "2,2 12,2 12,12 2,12", diamond: "7,.5 13.5,7 7,13.5 .5,7", triangle: "7,1 13.3,12.4 .7,12.4", triangleDown: "7,13 13.3,1.6 .7,1.6",
  hexagon: "13.5,7 10.2,12.6 3.8,12.6 .5,7 3.8,1.4 10.2,1.4", star: "7,.6 8.9,4.9 13.6,5.3 10,8.4 11.1,13 7,10.5 2.9,13 4,8.4 .4,5.3 5.1,4.9",
};

export function glyph(type, hub = "") {
  const [shape, hollow] = LOOKS[type] || ["dot"];
  const paint = { class: `${hollow ? "hollow" : "solid"} ${hub ? `h-${hub}` : `t-${type}`}` };
  const body = POINTS[shape] ? svg("polygon", { points: POINTS[shape], ...paint }) : svg("circle", { cx: 7, cy: 7, r: 5.4, ...paint });
  return svg("svg", { class: "glyph", viewBox: "-1 -1 16 16", "aria-hidden": "true", focusable: "false" }, body);
}
