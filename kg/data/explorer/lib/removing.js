// Taking an article out again: asked for twice, followed until it is done.

import { change } from "./change.js";
import { el, fill } from "./dom.js";
import { fault, number } from "./words.js";

// article: {id, title, claims}. Nothing where this server is for reading.
export function takeOut(app, { id, title, claims }) {
  if (!app.flags.adding) return null;
  const { say } = app, place = el("div", { class: "take-out" });
  const asking = () => {
    const keep = el("button", { type: "button", class: "button", onclick: () => begin(true) }, say("articles", "out_keep"));
    fill(place, el("p", {}, say("articles", "out_sure", { n: number(claims) })), el("p", { class: "ways" }, el("button", { type: "button", class: "button main", onclick: () => go() }, say("articles", "out_do")), keep));
    keep.focus();
  };
  const begin = (focus) => {
    const button = el("button", { type: "button", class: "take", onclick: asking }, say("articles", "out"));
    fill(place, button);
    if (focus) button.focus();
  };
  async function go() {
    fill(place, el("p", { role: "status" }, say("articles", "out_running")));
    try {
      await change("/api/removing", { article: id });
      const said = el("p", { class: "done", role: "status", tabindex: "-1" }, say("articles", "out_done", { title }), " ", el("a", { href: app.link("articles", {}) }, say("articles", "out_corpus")));
      (place.closest(".view, .result") || place).replaceChildren(said);
      said.focus();
    } catch (error) {
      begin();
      place.append(el("p", { class: "fault", role: "alert" }, say("articles", "out_failed", { why: fault(error.message) || say("shell", "no_server") })));
    }
  }
  begin();
  return place;
}
