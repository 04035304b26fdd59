// Trends: how often an aspect, a course or a vendor is argued about over time, by language; small multiples of bars.
// Parameters: topic, name (several), step, spoken, share

import { append, el, svg } from "./dom.js";
import { downloads } from "./downloads.js";
import { entity } from "./entity.js";
import { failure, empty } from "./states.js";
import { picker } from "./picker.js";
import { claimCard } from "./quote.js";
import { many } from "./route.js";
import { number } from "./words.js";

const TOPICS = ["aspect", "strategy", "vendor"], STEPS = ["month", "year"], LANGS = ["zh", "en"], TALL = 76, FOOT = 16, LEFT = 26;

export async function draw(container, state, app, head) {
  const { say } = app, params = { topic: state.topic, name: many(state.name), step: state.step, spoken: state.spoken };
  const answer = await app.api("trends", params), { topic, step } = answer, share = state.share === "1";
  head.append(downloads(app, "trends", params, { sparql: answer.sparql }));
  const go = (change) => app.go("articles", { tab: "trends", ...params, share: state.share, ...change });
  const choice = (key, list, now, name) => el("div", { class: "segments", role: "group", "aria-label": say("articles", key) }, list.map((one) => el("button", {
    type: "button", class: "chip", "aria-pressed": String(one === now), onclick: () => go({ [name]: one, ...(name === "topic" ? { name: [] } : {}) }) }, say("articles", `${key}_${one || "all"}`))));
  append(container, [
    el("div", { class: "bar-of-list" }, choice("topic", TOPICS, topic, "topic"), choice("step", STEPS, step, "step"), choice("spoken", ["", ...LANGS], state.spoken || "", "spoken"),
      el("label", { class: "check" }, el("input", { type: "checkbox", checked: share, onchange: (event) => go({ share: event.target.checked ? "1" : "" }) }), say("articles", "per_article")),
      topic === "vendor" ? picker(app, { label: say("timeline", "add_vendor"), hideLabel: true, placeholder: say("timeline", "add_vendor"), types: ["Organization"], clear: true, onpick: ({ key }) => go({ name: [...new Set([...answer.series.map(({ name }) => name), key])] }) }) : null,
      params.name.length ? el("button", { type: "button", class: "take", onclick: () => go({ name: [] }) }, say("articles", "most_said")) : null),
    el("p", { class: "key" }, LANGS.filter((lang) => answer.totals[lang]).map((lang) => el("span", {}, svg("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, svg("rect", { width: 14, height: 14, class: `bar-${lang}` }), lang === "en" ? stripes(14, 0, 14, 0) : null), say("articles", `lang_${lang}`))),
      answer.undated ? el("span", { class: "n" }, say("articles", "n_undated", { n: number(answer.undated) })) : null)]);
  if (!answer.periods.length || !answer.series.length) return append(container, empty(app, say("articles", "no_trends")));
  const rows = answer.series.map((line) => ({ ...line, bars: bars(line, answer, share) })), most = Math.max(...rows.flatMap(({ bars: list }) => list.map(({ sum }) => sum)), share ? 0.01 : 1);
  const behind = el("section", { class: "behind", "aria-live": "polite" });
  append(container, [el("div", { class: "multiples" }, rows.map((row) => chart(app, row, answer, most, share, (period) => show(row.name, period)))), behind]);
  if (state.of) show(state.of, state.period || "");

  async function show(name, period) {
    app.note({ tab: "trends", ...params, share: state.share, of: name, period });
    try {
      const told = await app.api("trend-claims", { topic, name, period, spoken: state.spoken }), line = answer.series.find((one) => one.name === name);
      behind.replaceChildren();
      append(behind, [el("h2", {}, say("articles", "behind", { name: line ? nameOf(app, topic, line) : name, period: period || say("timeline", "all_time") })), told.claims.map((claim) => claimCard(app, claim)), told.more ? el("p", { class: "n" }, say("arguments", "more", { n: number(told.more) })) : null]);
      behind.scrollIntoView({ block: "nearest" });
    } catch (error) {
      behind.replaceChildren(failure(app, error));
    }
  }
}

const nameOf = (app, topic, line) => (line.thing ? line.thing.label : app.say(topic === "aspect" ? "aspects" : "hubs", line.name));

function bars(line, answer, share) {
  return answer.periods.map((period, i) => {
    const part = (lang) => (line[lang] ? (share ? (answer.totals[lang][i] ? line[lang][i] / LANGS.reduce((sum, one) => sum + (answer.totals[one]?.[i] || 0), 0) : 0) : line[lang][i]) : 0);
    const [zh, en] = LANGS.map(part);
    return { period, zh, en, sum: zh + en, count: LANGS.reduce((sum, lang) => sum + (line[lang]?.[i] || 0), 0) };
  });
}

function chart(app, row, answer, most, share, open) {
  const { say } = app, name = nameOf(app, answer.topic, row), n = row.bars.length, wide = 330, step = (wide - LEFT) / n, gap = Math.min(2, step * 0.2);
  const y = (value) => TALL - (value / most) * (TALL - 8), form = (value) => (share ? value.toFixed(1) : number(value));
  const years = row.bars.map(({ period }, i) => [period, i]).filter(([period], i) => (answer.step === "year" ? n < 9 || i % Math.ceil(n / 8) === 0 : period.endsWith("-01") || i === 0));
  const body = row.bars.map((bar, i) => {
    if (!bar.count) return null;
    const x = LEFT + i * step + gap / 2, w = Math.max(1.5, step - gap), text = `${name}, ${bar.period}: ${say("articles", "n_claims", { n: number(bar.count) })}`;
    const node = svg("g", { role: "button", tabindex: "-1", "aria-label": text }, svg("rect", { x, y: 0, width: w, height: TALL, class: "touch" }),
      bar.zh ? svg("rect", { x, y: y(bar.zh), width: w, height: TALL - y(bar.zh), class: "bar-zh" }) : null,
      bar.en ? [svg("rect", { x, y: y(bar.sum), width: w, height: y(bar.zh) - y(bar.sum), class: "bar-en" }), stripes(w, y(bar.sum), y(bar.zh) - y(bar.sum), x)] : null, svg("title", {}, text));
    node.addEventListener("click", () => open(bar.period));
    node.addEventListener("keydown", (event) => press(event, node, () => open(bar.period)));
    return node;
  });
  const first = body.find(Boolean);
  first?.setAttribute("tabindex", "0");
  return el("figure", {}, el("figcaption", {}, row.thing ? entity(app, row.thing) : el("a", { href: answer.topic === "aspect" ? app.link("arguments", { aspect: row.name }) : app.link("arguments", { side: row.name }) }, name),
    el("button", { type: "button", class: "take", onclick: () => open("") }, say("articles", "n_claims", { n: number(row.total) }))),
  svg("svg", { viewBox: `0 0 ${wide} ${TALL + FOOT}`, role: "group", "aria-label": name },
    svg("line", { x1: LEFT, x2: wide, y1: TALL, y2: TALL, class: "base" }), svg("line", { x1: LEFT, x2: wide, y1: y(most), y2: y(most), class: "grid" }), svg("text", { x: LEFT - 4, y: y(most) + 4, "text-anchor": "end" }, form(most)), svg("text", { x: LEFT - 4, y: TALL + 3, "text-anchor": "end" }, "0"),
    years.map(([period, i]) => (LEFT + i * step > wide - 28 ? null : svg("text", { x: LEFT + i * step, y: TALL + 13 }, period.slice(0, 4)))), body));
}

// Fine lines over the bars of one language, so that the two can be told without their colours.
function stripes(wide, top, tall, left) {
  const lines = [];
  for (let y = top + 2; y < top + (top ? tall : wide); y += 4) lines.push(svg("line", { x1: left, x2: left + wide, y1: y, y2: y, class: "stripe" }));
  return lines;
}

function press(event, node, act) {
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
  const all = [...node.parentNode.querySelectorAll("[role=button]")], next = all[all.indexOf(node) + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0)];
  if (next && next !== node) { event.preventDefault(); node.setAttribute("tabindex", "-1"); next.setAttribute("tabindex", "0"); next.focus(); }
}
