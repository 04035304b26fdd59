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
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    app.announce(app.say("shell", "copied"));
    button.textContent = app.say("shell", "copied");
    setTimeout(() => { button.textContent = app.say("shell", "permalink"); }, 1500);
  } }, app.say("shell", "permalink"));
  return button;
}
