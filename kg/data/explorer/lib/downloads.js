// What a view shows, to take away: CSV, JSON, the query for it, and the link that brings the view back.

import { el } from "./dom.js";
import { address } from "./api.js";

// `more`: [[text, href or function]] for other forms. `sparql`: the query's text, from the answer.
export function downloads(app, name, params, { csv = true, sparql = "", more = [] } = {}) {
  const { say } = app, asked = { ...params, lang: app.lang() };
  const take = (text, href, file) => el("a", { class: "take", href, download: file || "" }, text);
  return el("div", { class: "downloads", role: "group", "aria-label": say("shell", "downloads") },
    el("span", { class: "lead", "aria-hidden": "true" }, say("shell", "downloads")),
    csv ? take("CSV", address(name, { ...asked, format: "csv" }), `${name}.csv`) : null,
    take("JSON", address(name, asked), `${name}.json`),
    more.map(([text, go, file]) => typeof go === "string" ? take(text, go, file) : el("button", { type: "button", class: "take", onclick: go }, text)),
    sparql ? el("a", { class: "take", href: app.link("sparql", { query: sparql }) }, "SPARQL") : null,
    permalink(app));
}

export function permalink(app) {
  const button = el("button", { type: "button", class: "take", onclick: async () => {
    const told = app.say("shell", (await copy(location.href)) ? "copied" : "not_copied");
    app.announce(told);
    button.textContent = told;
    setTimeout(() => { button.textContent = app.say("shell", "permalink"); }, 1500);
  } }, app.say("shell", "permalink"));
  return button;
}

// Whether the text is in the clipboard now. Over plain HTTP from another machine a browser has the old way alone.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const box = el("textarea", { class: "unseen", value: text }), before = document.activeElement;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  before?.focus();
  return done;
}
