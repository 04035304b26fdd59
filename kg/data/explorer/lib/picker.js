// A box for a name, with suggestions while typing: mouse, touch and keyboard.

import { eager, el, fill } from "./dom.js";
import { glyph } from "./glyph.js";

let boxes = 0;

// A labelled box that picks a thing. `onpick(thing)` is given {key, type, label}; `types` bounds what is offered.
// `what`: sorts of suggestions, things alone without. `onenter(text)` is called for Enter with nothing chosen.
export function picker(app, { label, value = "", types = [], what = ["thing"], placeholder = "", onpick, onenter = null, hideLabel = false, clear = false }) {
  const id = `pick${++boxes}`;
  const list = el("ul", { class: "found", id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", {
    type: "search", id, role: "combobox", autocomplete: "off", spellcheck: "false", value, placeholder, "aria-expanded": "false",
    "aria-controls": `${id}-list`, "aria-autocomplete": "list",
  });
  let hits = [], active = -1, turn = 0;

  function show(open) {
    list.hidden = !open || !hits.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) input.removeAttribute("aria-activedescendant");
  }
  function write() {
    fill(list, hits.map((hit, i) => el("li", {
      role: "option", id: `${id}-${i}`, "aria-selected": String(i === active), onpointerdown: (event) => { event.preventDefault(); pick(hit); },
    }, icon(hit), el("span", {}, hit.label || hit.text, hit.name ? el("span", { class: "n" }, ` ${hit.name}`) : null), el("small", {}, sort(hit)))));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active]?.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
    show(true);
  }
  const icon = (hit) => (hit.sort === "thing" ? glyph(hit.type) : el("span", { class: "sign", "aria-hidden": "true" }, hit.sort === "question" ? "?" : "¶"));
  const sort = (hit) => (hit.sort === "thing" ? app.say("types", hit.type) : app.say("shell", `sort_${hit.sort}`));

  const ask = eager(async () => {
    const mine = ++turn;
    try {
      const answer = await app.api("suggest", { q: input.value.trim(), what: what.length < 3 ? what : [], type: types });
      if (mine !== turn || document.activeElement !== input) return;
      [hits, active] = [answer.found, -1];
      write();
    } catch { /* whoever types needs no message: Enter will tell */ }
  });
  function pick(hit) {
    turn++;
    input.value = clear ? "" : hit.label || hit.text;
    show(false);
    onpick(hit);
  }
  input.addEventListener("input", ask);
  input.addEventListener("click", () => { if (!input.value && list.hidden) ask(); });
  input.addEventListener("blur", () => { turn++; show(false); });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      event.preventDefault();
      ask();
    } else if (step && hits.length) {
      event.preventDefault();
      active = (active + step + hits.length + (active < 0 && step < 0 ? 1 : 0)) % hits.length;
      write();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      turn++;
      if (!list.hidden && active >= 0) pick(hits[active]);
      else if (onenter) { show(false); onenter(input.value.trim()); }
      else if (hits.length) pick(hits[0]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  const box = el("div", { class: "field finder" }, el("label", { for: id, class: hideLabel ? "unseen" : null }, label), input, list);
  box.input = input;
  return box;
}
