// The side of the network: its legend, which filters, and the other filters. Every choice is one call of `onchange`.

import { el, fill } from "../lib/dom.js";
import { glyph } from "../lib/glyph.js";
import { picker } from "../lib/picker.js";
import { many } from "../lib/route.js";
import { number } from "../lib/words.js";

// `state`: the parameters of the address; `onchange(changed)` is given those that change.
export function makeFilters(app, onchange) {
  const { say } = app;
  const box = el("div", { class: "filters" });
  let open = new Set();

  function write(state, facets, known) {
    for (const part of box.querySelectorAll("details")) open[part.open ? "add" : "delete"](part.dataset.part);
    const focus = document.activeElement?.closest(".filters") ? document.activeElement.dataset.key : "";
    const off = new Set(many(state.no));
    const flip = (key) => onchange({ no: off.has(key) ? [...off].filter((k) => k !== key) : [...off, key] });
    const set = ["no", "known", "since", "until", "written", "article", "speaker", "found", "confidence", "origins"].some((name) => many(state[name]).length);
    fill(box,
      el("div", { class: "filters-head" }, el("h2", {}, say("network", "filters")), set ? el("button", { type: "button", class: "take", onclick: () => onchange({ no: "", known: "", since: "", until: "", written: "", article: "", speaker: "", found: "", confidence: "", origins: "" }) }, say("network", "reset")) : null),
      group("types", say("network", "types"), facets.types.map(([type, n]) => choice(type, say("types", type), n, !off.has(type), () => flip(type), type === "Strategy" ? glyph(type, "open") : glyph(type)))),
      group("kinds", say("network", "kinds"), facets.kinds.map(([kind, n]) => choice(kind, say("kinds", kind), n, !off.has(kind), () => flip(kind)))),
      section("lines", say("network", "lines"), lines(app, facets)),
      section("time", say("network", "time"), time(state, facets.years)),
      section("written", say("network", "written"), facets.written.map(([lang, n]) => choice(`lang-${lang}`, say("network", `lang_${lang}`), n, !state.written || many(state.written).includes(lang), () => {
        const all = facets.written.map(([code]) => code), now = state.written ? many(state.written) : all;
        const next = now.includes(lang) ? now.filter((code) => code !== lang) : [...now, lang];
        onchange({ written: next.length === all.length || !next.length ? "" : next });
      }))),
      facets.found.length > 1 || state.found ? section("found", say("network", "found"), facets.found.map(([finder, n]) => choice(`found-${finder}`, say("network", `found_${finder}`), n, !state.found || many(state.found).includes(finder), () => {
        const all = facets.found.map(([one]) => one), now = state.found ? many(state.found) : all;
        const next = now.includes(finder) ? now.filter((one) => one !== finder) : [...now, finder];
        onchange({ found: next.length === all.length || !next.length ? "" : next });
      }))) : null,
      section("support", say("network", "support_filter"), [
        slider("origins", say("network", "origins"), 1, Math.max(2, Math.min(facets.origins, 8)), 1, Number(state.origins || 1), (n) => (n > 1 ? `≥ ${n}` : say("network", "any")), (n) => onchange({ origins: n > 1 ? n : "" })),
        slider("confidence", say("network", "confidence"), 0, 0.95, 0.05, Number(state.confidence || 0), (n) => (n > 0 ? `≥ ${Math.round(n * 100)}%` : say("network", "any")), (n) => onchange({ confidence: n > 0 ? n : "" })),
      ]),
      section("who", say("network", "who"), [
        chosen(state, "speaker", known), el("label", { class: "field" }, el("span", {}, say("network", "speaker")), speakers(state, facets)),
        chosen(state, "article", known), picker(app, { label: say("network", "article"), what: ["article"], clear: true, placeholder: say("network", "article_hint"), onpick: (hit) => { known.set(hit.id, hit.label); onchange({ article: [...many(state.article), hit.id] }); } }),
      ]));
    if (focus) box.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  function group(part, title, children) {
    return el("fieldset", { class: `part part-${part}` }, el("legend", {}, title), children);
  }
  function section(part, title, children) {
    return el("details", { class: "part", "data-part": part, open: open.has(part) }, el("summary", {}, title), el("div", { class: "part-body" }, children));
  }
  function choice(key, text, n, on, flip, icon) {
    const input = el("input", { type: "checkbox", "data-key": key, onchange: flip });
    input.checked = on;
    return el("label", { class: "choice" }, input, icon, el("span", { class: "choice-text" }, text), el("span", { class: "n" }, number(n)));
  }
  function slider(key, text, min, max, step, value, shown, set) {
    const out = el("output", {}, shown(value));
    const input = el("input", { type: "range", min, max, step, value, "data-key": key, oninput: () => { out.textContent = shown(Number(input.value)); }, onchange: () => set(Number(input.value)) });
    return el("label", { class: "field slider" }, el("span", {}, text, " ", out), input);
  }
  function time(state, years) {
    if (!years.length) return null;
    const most = Math.max(...years.map(([, n]) => n)), [first, last] = [years[0][0], years.at(-1)[0]];
    const since = Number((state.since || "").slice(0, 4)) || first, until = Number((state.until || "").slice(0, 4)) || last;
    const pick = (key, value, text) => el("label", { class: "field" }, el("span", {}, text), el("select", { "data-key": key, onchange: (event) => {
      const year = Number(event.target.value);
      onchange({ [key]: (key === "since" ? year === first : year === last) ? "" : String(year) });
    } }, years.map(([year]) => { const option = el("option", { value: String(year) }, String(year)); option.selected = year === value; return option; })));
    return [
      el("div", { class: "years", "aria-hidden": "true" }, years.map(([year, n]) => el("span", { class: year < since || year > until ? "year out" : "year", title: `${year}: ${n}`, style: { "--h": `${Math.round((n / most) * 100)}%` }, onclick: () => onchange({ since: String(year), until: String(year) }) }))),
      el("div", { class: "pair" }, pick("since", since, say("network", "since")), pick("until", until, say("network", "until"))),
      state.known ? el("p", {}, el("button", { type: "button", class: "chip", "aria-label": say("network", "drop_known", { date: state.known }), onclick: () => onchange({ known: "" }) }, say("network", "known", { date: state.known }), el("span", { "aria-hidden": "true" }, "×"))) : null,
    ];
  }
  function speakers(state, facets) {
    const now = many(state.speaker);
    return el("select", { "data-key": "speaker", onchange: (event) => event.target.value && onchange({ speaker: [...now, event.target.value] }) },
      el("option", { value: "" }, say("network", "speaker_hint")), el("option", { value: "article" }, say("network", "itself")),
      facets.speakers.filter(({ key }) => !now.includes(key)).map(({ key, label, n }) => el("option", { value: key }, `${label} (${n})`)));
  }
  function chosen(state, name, known) {
    const now = many(state[name]);
    if (!now.length) return null;
    return el("ul", { class: "chips" }, now.map((key) => el("li", {}, el("button", { type: "button", class: "chip", "aria-label": say("network", "without", { name: known.get(key) || key }), onclick: () => onchange({ [name]: now.filter((one) => one !== key) }) }, known.get(key) || key, " ×"))));
  }
  return { box, write };
}

// What the lines of the network mean: told apart by dashes and signs, not by colour alone.
function lines(app, facets) {
  const row = (kind, text) => el("li", { class: `line line-${kind}` }, el("span", { class: "stroke", "aria-hidden": "true" }, kind === "contested" ? "≠" : kind === "model" ? "◇" : kind === "more" ? "+" : ""), app.say("network", text));
  return el("ul", { class: "linekey" }, row("plain", "line_plain"), row("shift", "line_shift"), row("against", "line_against"), row("contested", "line_contested"), row("ring", "line_ring"), facets.found.some(([finder]) => ["model", "llm"].includes(finder)) ? row("model", "line_model") : null, row("more", "line_more"));
}
