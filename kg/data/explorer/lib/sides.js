// The views of a disagreement in the reader's words.

import { number } from "./words.js";

const SECTIONS = ["hubs", "values", "aspects", "kinds"];

// One of our own words (a status, an aspect, a metric, a kind of claim); any other text as it stands.
export function inWords(app, text) {
  for (const section of SECTIONS) {
    const found = app.say(section, text);
    if (found !== text) return found;
  }
  return text;
}

// A side's value is made of our own words: open, not commercial-use, open pro.
export function sideText(app, value) {
  return value.split(" ").map((part) => (part === "not" ? app.say("compare", "not") : inWords(app, part))).join(app.lang() === "zh" ? "" : " ");
}

// What stands behind a side: its voices, of whom one article may quote several.
export function behindSide(app, { articles, origins }) {
  return articles === 1 && origins === 1 ? app.say("arguments", "one_source") : app.say("arguments", "voices", { n: number(articles), k: number(origins) });
}
