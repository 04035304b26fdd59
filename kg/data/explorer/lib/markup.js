// What of an article's text is markup: the marks and the address of a link or an image, the asterisks of bold words. It
// stays in its place, so that offsets hold, and is not shown.

import { el } from "./dom.js";

const MARKS = /(!?\[)((?:[^\[\]\n]|\n(?!\n))*)(\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"\n]*")?\))|(\*\*)(?=\S)([^*\n]+)(\*\*)/gu;

// [[from, to], …]: the stretches of `text` that are not shown, counted in characters. A stretch with a whole one of the
// `spans` in it is shown: that is the claim's own words.
export function markup(text, spans = []) {
  const found = [];
  let units = 0, at = 0;
  const place = (unit) => {
    at += Array.from(text.slice(units, unit)).length;
    units = unit;
    return at;
  };
  for (const match of text.matchAll(MARKS)) inside(match).forEach(([from, to]) => found.push([place(from), place(to)]));
  return found.filter(([from, to]) => !spans.some(([start, end]) => from <= start && end <= to));
}

// Where the two marks of a match stand; those of a link within bold words, and of bold words within a link, too.
function inside(match) {
  const [whole, open, words, close, bold, strong, end] = match;
  const first = open ?? bold, last = close ?? end, within = words ?? strong, start = match.index;
  const deeper = [...within.matchAll(MARKS)].flatMap(inside).map(([from, to]) => [start + first.length + from, start + first.length + to]);
  return [[start, start + first.length], ...deeper, [start + whole.length - last.length, start + whole.length]];
}

// The characters from one place to another, what is hidden of them out of sight.
export function shown(letters, from, to, hidden) {
  const parts = [];
  let at = from;
  for (const [start, end] of hidden) {
    if (end <= at || start >= to) continue;
    parts.push(letters.slice(at, Math.max(at, start)).join(""), el("span", { class: "markup", hidden: true }, letters.slice(Math.max(at, start), Math.min(to, end)).join("")));
    at = Math.min(to, end);
  }
  parts.push(letters.slice(at, to).join(""));
  return parts.filter((part) => part !== "");
}
