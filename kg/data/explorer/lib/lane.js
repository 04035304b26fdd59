// One lane of the timeline: the vendor, its course as a band, its releases as signs with labels that do not overlap.

import { el, svg } from "./dom.js";
import { entity } from "./entity.js";
import { statusMark } from "./openness.js";
import { openPanel } from "./panel.js";
import { middle, span, ticks } from "./timescale.js";
import { number } from "./words.js";

const ROW = 21, ROWS = 7, BAND = 14, GAP = 10, MARK = 9;
const pen = document.createElement("canvas").getContext("2d");

// The years, and under them how many articles each month brought.
export function axis(app, line, dates) {
  const most = Math.max(1, ...dates.map(({ articles }) => articles)), month = monthNames(app);
  const bars = dates.map(({ month: date, articles }) => {
    const [a, b] = span(date);
    return svg("rect", { x: line.x(a), width: Math.max(1.5, line.x(b) - line.x(a) - 0.5), y: 34 - (articles / most) * 12, height: (articles / most) * 12, class: "articles" },
      svg("title", {}, `${date}: ${app.say("timeline", "n_articles", { n: number(articles) })}`));
  });
  return svg("svg", { width: line.width, height: 36, class: "scale", "aria-hidden": "true" }, bars,
    ticks(line, month).filter(({ at }) => line.x(at) < line.width - 34).map(({ at, text, major }) => svg("text", { x: line.x(at) + 3, y: 13, class: major ? "major" : "minor" }, text)));
}

function monthNames(app) {
  const form = new Intl.DateTimeFormat(app.lang() === "zh" ? "zh-CN" : "en", { month: "short", timeZone: "UTC" });
  return (year, index) => form.format(Date.UTC(year, index));
}

// `only`: {at: month up to which articles count, or "", show: which releases}.
export function laneOf(app, lane, line, only) {
  const known = (mark) => firstWords(mark, only.at) !== null;
  const releases = lane.releases.filter((mark) => known(mark) && only.show(mark)).map((mark) => ({ ...mark, ...asKnown(mark, only.at) }));
  const shifts = lane.shifts.filter(known), courses = lane.courses.filter(known);
  const { rows, height } = placed(releases, line), marks = rows.map((row) => release(app, row));
  const tall = height + BAND + GAP, picture = svg("svg", { width: line.width, role: "group", "aria-label": app.say("timeline", "lane", { vendor: lane.vendor.label, n: number(releases.length) }) },
    ticks(line, () => "").filter(({ major }) => major).map(({ at }) => svg("line", { x1: line.x(at), x2: line.x(at), y1: 0, y2: 2000, class: "year-line" })),
    only.at ? svg("line", { x1: line.x(span(only.at)[1]), x2: line.x(span(only.at)[1]), y1: 0, y2: 2000, class: "now" }) : null,
    band(app, bands(shifts, courses), line, height + 4, only.at),
    shifts.filter(({ time }) => time).map((mark) => turn(app, mark, line, height + 4)), marks);
  rove(picture);
  return el("div", { class: "lane" }, el("div", { class: "label" }, el("div", { class: "vendor" }, entity(app, lane.vendor)), undated(app, lane, shifts, courses, only)), el("div", { class: "picture", style: { "min-height": `${tall}px` } }, picture));
}

// The earliest words that were there by that month; undefined dates are known at the end alone.
function firstWords(mark, at) {
  if (!at) return mark.evidence[0];
  return mark.evidence.find(({ article }) => article.date && article.date.slice(0, at.length) <= at) ?? null;
}

// How open it was held to be: of what was said by then the best supported.
function asKnown(mark, at) {
  if (!at) return {};
  const said = mark.statuses.map((one) => ({ ...one, n: one.evidence.filter(({ article }) => article.date && article.date.slice(0, at.length) <= at).length })).filter(({ n }) => n);
  said.sort((a, b) => b.n - a.n);
  return { status: said[0]?.status ?? null, disputed: said.length > 1 ? mark.disputed : [] };
}

// Rows for the labels: the first in which there is room; where there is none a sign stands without its name.
function placed(releases, line) {
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const ends = [], rows = [];
  for (const mark of [...releases].sort((a, b) => middle(a.time) - middle(b.time))) {
    const x = line.x(middle(mark.time));
    if (x < -2 || x > line.width + 2) continue;
    const wide = Math.min(pen.measureText(mark.thing.label).width, 190) + MARK + 10, left = x + MARK + wide > line.width;
    const from = left ? x - MARK - wide : x - MARK, to = left ? x + MARK : x + MARK + wide;
    let row = ends.findIndex((end) => end < from);
    if (row < 0 && ends.length < ROWS) row = ends.length;
    const named = row >= 0;
    if (!named) row = ends.findIndex((end) => end < x - MARK);
    if (row < 0) row = ends.indexOf(Math.min(...ends));
    ends[row] = Math.max(ends[row] ?? 0, named ? to : x + MARK);
    rows.push({ mark, x, y: row * ROW + ROW / 2 + 2, left, named, from: line.x(span(mark.time)[0]), to: line.x(span(mark.time)[1]) });
  }
  return { rows, height: Math.max(1, ends.length) * ROW + 4 };
}

function release(app, { mark, x, y, left, named, from, to }) {
  const { say } = app, status = mark.status ? say("hubs", mark.status) : say("timeline", "untold");
  const ids = [...mark.evidence, ...mark.statuses.flatMap(({ evidence }) => evidence)].map(({ id }) => id);
  const text = [mark.thing.label, mark.time, status, mark.disputed.length ? say("timeline", "disputed") : "", say("timeline", "support", { n: number(mark.articles), k: number(mark.origins) })].filter(Boolean).join(" · ");
  const vague = mark.time.length < 10 && to - from > 14;
  return press(svg("g", { class: `release${named ? "" : " bare"}`, transform: `translate(${x.toFixed(1)} ${y})`, "aria-label": text, "data-thing": mark.thing.key },
    vague ? svg("line", { x1: from - x, x2: to - x, y1: 0, y2: 0, class: `vague h-${mark.status || "untold"}` }) : null,
    svg("rect", { x: left ? -MARK - 4 : -MARK, y: -ROW / 2, width: MARK * 2, height: ROW, class: "touch" }), statusMark(mark.status, { disputed: mark.disputed.length > 0 }),
    named ? svg("text", { x: left ? -MARK - 3 : MARK + 3, y: 4, "text-anchor": left ? "end" : "start" }, cut(mark.thing.label)) : null,
    svg("title", {}, text)), () => openPanel(app, { id: [...new Set(ids)] }, { title: mark.thing.label }));
}

function cut(text) {
  if (pen.measureText(text).width <= 190) return text;
  let kept = text;
  while (kept.length > 1 && pen.measureText(`${kept}…`).width > 190) kept = kept.slice(0, -1);
  return `${kept}…`;
}

// The course of a vendor over time, as dated changes and courses tell it. Before its first change it is what it left;
// nothing is told of the time before a first dated course.
export function bands(shifts, courses) {
  const events = [
    ...shifts.filter(({ time, denied }) => time && !denied).map(({ time, from, to }) => ({ time, from, to })),
    ...courses.filter(({ time, denied }) => time && !denied).map(({ time, course }) => ({ time, from: "", to: course })),
  ].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const told = [];
  for (const { time, from, to } of events) {
    if (from && !told.length) told.push({ since: "", until: time, side: from });
    if (told.at(-1)?.side === to) continue;
    if (told.length) told.at(-1).until = time;
    told.push({ since: time, until: "", side: to });
  }
  return told;
}

// A strip with a pattern and a word for each stretch; where only a date's knowledge is shown it ends there.
function band(app, told, line, y, at) {
  const end = at ? Math.min(line.width, line.x(span(at)[1])) : line.width;
  return told.map(({ since, until, side }) => {
    const a = Math.max(0, since ? line.x(span(since)[0]) : 0), b = Math.min(end, until ? line.x(span(until)[0]) : end);
    if (b - a < 1) return null;
    const word = app.say("hubs", side);
    return svg("g", { class: `band h-${side} b-${side}` }, svg("rect", { x: a, y, width: b - a, height: BAND, rx: 2 }),
      side === "closed" ? null : svg("line", { x1: a, x2: b, y1: y + BAND, y2: y + BAND }), svg("title", {}, app.say("timeline", "course", { side: word })),
      b - a > pen.measureText(word).width + 8 ? svg("text", { x: a + 5, y: y + 10.5 }, word) : null);
  });
}

function turn(app, mark, line, y) {
  const x = line.x(span(mark.time)[0]);
  if (x < 0 || x > line.width) return null;
  const text = `${shiftText(app, mark)} · ${mark.time}`;
  return press(svg("g", { class: "turn", transform: `translate(${x.toFixed(1)} ${y})`, "aria-label": text },
    svg("rect", { x: -9, y: -5, width: 22, height: BAND + 10, class: "touch" }), svg("path", { d: "M-1-4V15M-1-4 9 0-1 4Z" }), svg("title", {}, text)),
  () => openPanel(app, { id: mark.evidence.map(({ id }) => id) }, { title: text }));
}

const shiftText = (app, { from, to, denied }) => `${app.say("hubs", from)} → ${app.say("hubs", to)}${denied ? ` (${app.say("evidence", "denied")})` : ""}`;

// What has no date: changes, courses and releases, as chips under the vendor's name.
function undated(app, lane, shifts, courses, only) {
  const open = (mark, title) => () => openPanel(app, { id: mark.evidence.map(({ id }) => id) }, { title });
  const chip = (mark, text, sort) => el("li", {}, el("button", { type: "button", class: `chip ${sort}`, onclick: open(mark, text), title: app.say("timeline", "undated") }, text, el("span", { class: "n" }, number(mark.origins))));
  const seen = new Set(shifts.filter(({ time }) => !time).flatMap(({ to }) => to));
  const things = only.at ? [] : lane.undated.filter(only.show);
  return el("ul", { class: "chips" },
    shifts.filter(({ time }) => !time).map((mark) => chip(mark, shiftText(app, mark), "shift")),
    courses.filter(({ time, course }) => !time && !seen.has(course)).map((mark) => chip(mark, `${app.say("hubs", mark.course)}${mark.denied ? ` (${app.say("evidence", "denied")})` : ""}`, "course")),
    things.length ? el("li", {}, el("button", { type: "button", class: "take", onclick: () => openPanel(app, { id: things.flatMap(({ evidence }) => evidence.map(({ id }) => id)) }, { title: app.say("timeline", "n_undated", { n: number(things.length) }) }) }, app.say("timeline", "n_undated", { n: number(things.length) }))) : null,
    lane.left ? el("li", { class: "n" }, app.say("timeline", "left", { n: number(lane.left) })) : null);
}

// A part of a drawing that is pressed like a button, with the mouse and with the keyboard.
function press(node, act) {
  node.setAttribute("role", "button");
  node.setAttribute("tabindex", "-1");
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } });
  return node;
}

// One stop of the Tab key for a lane; the arrows go from sign to sign.
function rove(picture) {
  const all = [...picture.querySelectorAll("[role=button]")];
  all[0]?.setAttribute("tabindex", "0");
  all.forEach((node, i) => node.addEventListener("keydown", (event) => {
    const next = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || !all[next]) return;
    event.preventDefault();
    node.setAttribute("tabindex", "-1");
    all[next].setAttribute("tabindex", "0");
    all[next].focus();
  }));
}
