// The timeline: a lane for each vendor. What a lane shows is drawn by lib/lane.js; here are the choices and the slider.
// Address: #/timeline[?vendor=KEY&…][&lanes=10][&offset=0][&from=2019-01&to=2025-12][&hide=api&…][&models=1][&at=2024-06]

import { append, el, fill } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { axis, laneOf } from "../lib/lane.js";
import { knownNetwork } from "../lib/known.js";
import { STATUSES, statusSign } from "../lib/openness.js";
import { picker } from "../lib/picker.js";
import { many } from "../lib/route.js";
import { empty } from "../lib/states.js";
import { table } from "../lib/table.js";
import { scale, span, toMonth } from "../lib/timescale.js";
import { number } from "../lib/words.js";

const LANES = 10, MOST = 60, BEAT = 900, LEAST = 6;

export async function render(container, state, app) {
  const lanes = await renderLanes(container, state, app);
  return {
    ...lanes,
    update: (next) => (sameLanes(next, state) ? lanes.set(next) : "anew"),  // other lanes are another answer
  };
}

const asked = (of) => ({ vendor: many(of.vendor), lanes: of.lanes || LANES, offset: of.offset || "" });
const sameLanes = (one, other) => JSON.stringify(asked(one)) === JSON.stringify(asked(other));

async function renderLanes(container, state, app) {
  const { say } = app;
  const answer = await app.api("timeline", asked(state));
  const months = answer.dates.map(({ month }) => month);
  let now = { ...state }, beat = 0, line = null;
  if (!answer.lanes.length) {
    append(container, [el("h1", {}, say("timeline", "title")), empty(app, say("timeline", "none"))]);
    return { leave() {}, theme() {}, set: () => "anew" };
  }

  const whole = answer.since ? [Math.floor(span(answer.since)[0] / 12) * 12, Math.ceil(span(answer.until)[1] / 12) * 12] : [2018 * 12, 2026 * 12];
  const legend = el("div", { class: "legend" }), top = el("div", { class: "axis" }), body = el("div", { class: "lanes" });
  const chart = el("section", { class: "chart", "aria-label": say("timeline", "title") }, top, body);
  const zoom = el("div", { class: "time-zoom", role: "group", "aria-label": say("timeline", "zoom") });
  const slider = el("section", { class: "slider", "aria-label": say("timeline", "known") });
  const network = knownNetwork(app);
  append(container, [
    el("header", { class: "head" }, el("div", {}, el("h1", {}, say("timeline", "title")), el("p", { class: "lead-in" }, say("timeline", "about"))),
      downloads(app, "timeline", asked(state), { sparql: answer.sparql })),
    el("div", { class: "controls" }, vendors(), legend, zoom), slider, chart, more(), network.node, asTable()]);

  function put(change, { replace = true } = {}) {
    now = { ...now, ...change };
    if (replace) app.note(now);
    draw();
  }

  // --- choices

  function vendors() {
    const chosen = many(state.vendor);
    const go = (list) => app.go("timeline", { ...now, vendor: list, offset: "" });
    return el("div", { class: "vendors" },
      picker(app, { label: say("timeline", "add_vendor"), types: ["Organization"], hideLabel: true, placeholder: say("timeline", "add_vendor"), clear: true, onpick: ({ key }) => go([...new Set([...chosen, key])]) }),
      chosen.length ? el("ul", { class: "chips" }, answer.lanes.map(({ vendor }) => el("li", {}, el("button", {
        type: "button", class: "chip", "aria-label": say("timeline", "remove", { name: vendor.label }), onclick: () => go(answer.lanes.map((lane) => lane.vendor.key).filter((key) => key !== vendor.key)),
      }, vendor.label, el("span", { "aria-hidden": "true" }, "×")))), el("li", {}, el("button", { type: "button", class: "take", onclick: () => go([]) }, say("timeline", "all_vendors")))) : null);
  }

  function writeLegend() {
    const hidden = new Set(many(now.hide)), counts = new Map();
    for (const lane of answer.lanes) for (const mark of lane.releases) counts.set(mark.status || "untold", (counts.get(mark.status || "untold") || 0) + 1);
    const toggle = (status) => put({ hide: hidden.has(status) ? [...hidden].filter((one) => one !== status) : [...hidden, status] });
    fill(legend, el("span", { class: "lead" }, say("timeline", "openness")),
      STATUSES.filter((status) => counts.has(status)).map((status) => el("button", {
        type: "button", class: "chip", "aria-pressed": String(!hidden.has(status)), onclick: () => toggle(status),
      }, statusSign(status), status === "untold" ? say("timeline", "untold") : say("hubs", status), el("span", { class: "n" }, number(counts.get(status))))),
      el("span", { class: "key" }, statusSign("open", { disputed: true }), say("timeline", "disputed")),
      el("label", { class: "check" }, el("input", { type: "checkbox", checked: now.models === "1", onchange: (event) => put({ models: event.target.checked ? "1" : "" }) }), say("timeline", "models_only")));
  }

  function writeZoom() {
    const [from, to] = shownSpan(), wide = to - from;
    const set = (a, b) => { const width = Math.min(Math.max(b - a, LEAST), whole[1] - whole[0]), start = Math.min(Math.max(a, whole[0]), whole[1] - width); put(width >= whole[1] - whole[0] ? { from: "", to: "" } : { from: toMonth(start), to: toMonth(start + width - 0.01) }); };
    const button = (key, sign, a, b, off) => el("button", { type: "button", class: "button", title: say("timeline", key), "aria-label": say("timeline", key), disabled: off, onclick: () => set(a, b) }, sign);
    const all = wide >= whole[1] - whole[0];
    fill(zoom,
      button("earlier", "←", from - wide / 3, to - wide / 3, from <= whole[0]), button("zoom_out", "−", from - wide / 2, to + wide / 2, all),
      button("zoom_in", "+", from + wide / 4, to - wide / 4, wide <= LEAST), button("later", "→", from + wide / 3, to + wide / 3, to >= whole[1]),
      el("button", { type: "button", class: "button", disabled: all, onclick: () => set(...whole) }, say("timeline", "all_time")));
    return set;
  }

  const shownSpan = () => [now.from ? span(now.from)[0] : whole[0], now.to ? span(now.to)[1] : whole[1]];

  // --- what was known at a date

  const range = el("input", { type: "range", min: 0, max: Math.max(0, months.length - 1), step: 1, id: "known-at", oninput: () => { stop(); setAt(Number(range.value)); } });
  const told = el("output", { for: "known-at" }), play = el("button", { type: "button", class: "button", onclick: () => (beat ? stop() : start()) });
  fill(slider, el("label", { for: "known-at" }, say("timeline", "known")), play, range, told,
    el("button", { type: "button", class: "take", onclick: () => { stop(); put({ at: "" }); } }, say("timeline", "everything")));
  if (months.length < 2) slider.hidden = true;

  function setAt(index) { put({ at: index >= months.length - 1 ? "" : months[index] }); }
  function start() {
    let index = now.at ? months.indexOf(now.at) : -1;
    play.textContent = `❚❚ ${say("timeline", "pause")}`;
    const step = () => { index++; setAt(index); if (index >= months.length - 1) stop(); };
    beat = setInterval(step, BEAT);
    step();
  }
  function stop() {
    clearInterval(beat);
    beat = 0;
    play.textContent = `▶ ${say("timeline", "play")}`;
  }
  function writeSlider() {
    const at = now.at || months.at(-1) || "", index = months.findLastIndex((month) => month <= at);
    range.value = String(Math.max(0, index));
    const count = answer.dates.reduce((sum, { month, articles }) => sum + (month <= at ? articles : 0), 0);
    const all = answer.dates.reduce((sum, { articles }) => sum + articles, 0);
    const known = now.at ? say("timeline", "known_at", { date: monthName(at, app), n: number(count), m: number(all) }) : say("timeline", "known_now", { m: number(all) });
    const text = answer.undated ? known + say("timeline", "without_date", { n: number(answer.undated) }) : known;
    told.textContent = text;
    range.setAttribute("aria-valuetext", text);
  }

  // --- drawing

  function draw() {
    const labels = body.firstChild ? body.querySelector(".label").offsetWidth : 0, stacked = labels >= body.clientWidth - 1;
    const width = Math.max(240, body.clientWidth - (stacked ? 0 : labels) - 2);
    line = scale(...shownSpan(), width);
    const hidden = new Set(many(now.hide)), only = { at: now.at, show: (mark) => !hidden.has(mark.status || "untold") && (now.models !== "1" || mark.thing.type === "Model") };
    fill(top, el("span", { class: "label" }), axis(app, line, answer.dates));
    fill(body, answer.lanes.map((lane) => laneOf(app, lane, line, only)));
    writeLegend();
    setSpan = writeZoom();
    writeSlider();
    network.show(now.at);
  }
  let setSpan = () => {};

  function more() {
    const lanes = Number(state.lanes || LANES);
    if (answer.next === null) return null;
    const to = lanes < MOST ? { ...state, lanes: Math.min(lanes + LANES, MOST) } : { ...state, offset: answer.next };
    return el("p", { class: "more" }, el("a", { class: "button", href: app.link("timeline", to) }, say("timeline", "more_lanes", { n: number(answer.vendors - answer.next), m: number(answer.vendors) })));
  }

  function asTable() {
    const names = ["vendor", "event", "thing", "time", "status", "articles", "origins", "quote", "title"];
    const box = el("details", { class: "as-table" }, el("summary", {}, say("timeline", "as_table")));
    box.addEventListener("toggle", () => {
      if (!box.open || box.children.length > 1) return;
      box.append(table(app, names.map((key) => ({
        key, label: say("columns", key), kind: ["articles", "origins"].includes(key) ? "number" : key === "quote" ? "quote" : null,
        cell: key === "status" ? (row) => (row.status ? say("hubs", row.status) : "") : key === "event" ? (row) => say("kinds", row.event) : null,
      })), answer.rows, { caption: say("timeline", "title") }));
    });
    return box;
  }

  const ended = new AbortController();
  wheel(chart, () => line, (a, b) => setSpan(a, b), ended.signal);
  stop();
  fill(body, answer.lanes.slice(0, 1).map((lane) => laneOf(app, lane, scale(...whole, 300), { show: () => true })));
  const resized = new ResizeObserver(() => draw());
  resized.observe(container);
  return {
    leave() { stop(); resized.disconnect(); network.leave(); ended.abort(); },
    theme() { network.theme(); },
    set(next) { now = { ...next }; draw(); },
  };
}

export function monthName(month, app) {
  const [year, number] = month.split("-").map(Number);
  return new Intl.DateTimeFormat(app.lang() === "zh" ? "zh-CN" : "en", { year: "numeric", month: "long", timeZone: "UTC" }).format(Date.UTC(year, (number || 1) - 1));
}

// Zoom with Ctrl and the wheel (or two fingers on a touch pad), and pull the lanes along.
function wheel(node, line, set, signal) {
  node.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { since, until, back } = line(), box = node.querySelector(".picture").getBoundingClientRect();
    const at = back(event.clientX - box.left), grow = event.deltaY > 0 ? 1.25 : 0.8;
    set(at - (at - since) * grow, at + (until - at) * grow);
  }, { passive: false });
  let held = null;
  node.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && event.button === 0 && event.target.closest("svg") && !event.target.closest("[role=button]")) held = { x: event.clientX, ...line() }; });
  addEventListener("pointermove", (event) => {
    if (!held || Math.abs(event.clientX - held.x) < 4) return;
    const gone = ((event.clientX - held.x) / held.width) * (held.until - held.since);
    set(held.since - gone, held.until - gone);
  }, { signal });
  addEventListener("pointerup", () => { held = null; }, { signal });
}
