// An editor for SPARQL: a text box over its own highlighted copy, with completion of prefixes, vocabulary and variables.

import { el, fill, later } from "../lib/dom.js";
import { KEYWORDS, isQuiet, tokens, wordAt } from "./lexer.js";

const MOST = 12;

// `words`: {prefixes, terms} of /api/vocabulary. `onrun()` is called for Ctrl-Enter, `onchange(text)` after each change.
export function makeEditor(app, { value, words, onrun, onchange }) {
  const { say } = app;
  const copy = el("pre", { class: "code-copy", "aria-hidden": "true" });
  const input = el("textarea", {
    class: "code", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": say("sparql", "editor"), value,
    "aria-autocomplete": "list", "aria-controls": "code-found", "aria-describedby": "code-help", role: "combobox", "aria-expanded": "false", "aria-haspopup": "listbox", "aria-multiline": null,
  });
  const found = el("ul", { class: "found code-found", id: "code-found", role: "listbox", "aria-label": say("sparql", "suggestions"), hidden: true });
  const box = el("div", { class: "editor" }, copy, input, found, el("p", { class: "unseen", id: "code-help" }, say("sparql", "editor_help")));
  let hits = [], active = 0, wrong = 0;

  function paint() {
    const text = input.value, lines = text.split("\n").length;
    const parts = [];
    let at = 0;
    for (const token of tokens(text)) {
      parts.push(text.slice(at, token.start), el("span", { class: `tk-${token.sort}` }, token.text));
      at = token.start + token.text.length;
    }
    fill(copy, parts, text.slice(at), "\n");
    box.style.setProperty("--lines", String(Math.min(15, Math.max(8, lines + 1))));
    copy.scrollTop = input.scrollTop;
    copy.scrollLeft = input.scrollLeft;
  }

  function offers({ text, start }) {
    if (text.length < 1) return [];
    const low = text.toLowerCase(), list = [];
    if (/^[?$]/.test(text)) {
      const seen = new Set(tokens(input.value).filter((t) => t.sort === "variable" && t.start !== start).map((t) => t.text));
      return [...seen].filter((name) => name.toLowerCase().startsWith(low) && name !== text).slice(0, MOST).map((name) => ({ put: name, shown: name, about: "" }));
    }
    for (const term of words.terms) {
      const local = term.name.slice(term.name.indexOf(":") + 1).toLowerCase();
      const rank = term.name.toLowerCase().startsWith(low) ? 0 : !text.includes(":") && local.startsWith(low) ? 1 : !text.includes(":") && term.label && term.label.toLowerCase().startsWith(low) && low.length > 1 ? 2 : 9;
      if (rank < 9 && term.name !== text) list.push({ rank, put: term.name, shown: term.name, about: [say("sparql", term.sort), term.label].filter(Boolean).join(" · ") });
    }
    if (!text.includes(":")) {
      for (const name of Object.keys(words.prefixes)) if (name.startsWith(low)) list.push({ rank: 0.5, put: `${name}:`, shown: `${name}:`, about: words.prefixes[name] });
      if (low.length > 1) for (const word of KEYWORDS) if (word.toLowerCase().startsWith(low) && word !== text.toUpperCase()) list.push({ rank: 1.5, put: word, shown: word, about: "" });
    }
    return list.sort((a, b) => a.rank - b.rank || a.shown.localeCompare(b.shown)).slice(0, MOST);
  }

  function suggest() {
    const word = wordAt(input.value, input.selectionStart);
    hits = input.selectionStart === input.selectionEnd && !isQuiet(input.value, input.selectionStart) ? offers(word) : [];
    active = 0;
    write(word);
  }
  function write(word) {
    const open = hits.length > 0;
    found.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) { input.removeAttribute("aria-activedescendant"); return; }
    fill(found, hits.map((hit, i) => el("li", { role: "option", id: `code-${i}`, "aria-selected": String(i === active), onpointerdown: (event) => { event.preventDefault(); take(hit); } }, el("code", {}, hit.shown), el("small", {}, hit.about))));
    input.setAttribute("aria-activedescendant", `code-${active}`);
    found.children[active].scrollIntoView({ block: "nearest" });
    if (word) place(word.start);
  }
  // Beside the word: letters of the box are all of one width, and Chinese ones of two.
  function place(start) {
    const before = input.value.slice(0, start), line = before.split("\n").length - 1, column = before.slice(before.lastIndexOf("\n") + 1);
    const style = getComputedStyle(input), high = parseFloat(style.lineHeight), wide = measure(column, style);
    const top = line * high - input.scrollTop + high + 12;
    found.style.top = `${Math.min(top, box.clientHeight - 8)}px`;
    found.style.left = `${Math.max(4, Math.min(wide - input.scrollLeft + 12, box.clientWidth - 330))}px`;
  }
  const canvas = document.createElement("canvas").getContext("2d");
  const measure = (text, style) => { canvas.font = `${style.fontSize} ${style.fontFamily}`; return canvas.measureText(text).width; };

  function take(hit) {
    const word = wordAt(input.value, input.selectionStart);
    input.setRangeText(hit.put, word.start, input.selectionStart, "end");
    prefix(hit.put);
    hits = [];
    write(null);
    changed();
    if (hit.put.endsWith(":")) suggest();
  }
  // A name whose prefix the text does not know yet brings its PREFIX line along.
  function prefix(name) {
    const short = name.includes(":") ? name.slice(0, name.indexOf(":")) : "";
    if (!short || !words.prefixes[short] || new RegExp(`PREFIX\\s+${short}:`, "i").test(input.value)) return;
    const line = `PREFIX ${short}: <${words.prefixes[short]}>\n`, at = input.selectionStart;
    input.setRangeText(line, 0, 0, "preserve");
    input.setSelectionRange(at + line.length, at + line.length);
  }

  const told = later(() => onchange(input.value), 300);
  function changed() {
    wrong = 0;
    copy.classList.remove("wrong");
    paint();
    told();
  }
  input.addEventListener("input", () => { changed(); suggest(); });
  input.addEventListener("scroll", () => { copy.scrollTop = input.scrollTop; copy.scrollLeft = input.scrollLeft; });
  input.addEventListener("blur", () => { hits = []; write(null); });
  input.addEventListener("click", () => { hits = []; write(null); });
  input.addEventListener("keydown", (event) => {
    const open = !found.hidden, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { hits = []; write(null); onrun(); }
    else if (event.key === " " && event.ctrlKey) suggest();
    else if (open && step) { active = (active + step + hits.length) % hits.length; write(null); }
    else if (open && (event.key === "Enter" || event.key === "Tab")) take(hits[active]);
    else if (open && event.key === "Escape") { hits = []; write(null); }
    else return;
    event.preventDefault();
  });
  paint();
  return {
    box, input,
    get text() { return input.value; },
    set(text) { input.value = text; input.scrollTop = 0; paint(); },
    // Show that this line (from 1) is wrong.
    blame(line) {
      wrong = line;
      copy.classList.toggle("wrong", wrong > 0);
      copy.style.setProperty("--wrong", String(wrong));
    },
  };
}
