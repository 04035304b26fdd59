// A reader says that an article does not say what a claim has it say: asked for who decides, struck, and taken back.

import { BY, change } from "./change.js";
import { el, fill } from "./dom.js";
import { keep, kept } from "./memory.js";
import { fault } from "./words.js";

let forms = 0;

// claim: with its id. Nothing where this server is for reading.
export function striking(app, claim) {
  if (!app.flags.adding) return null;
  const { say } = app, place = el("div", { class: "strike" });
  const card = () => place.closest(".claim");
  const begin = (focus) => {
    const button = el("button", { type: "button", class: "take", onclick: asking }, say("strike", "begin"));
    card()?.classList.remove("struck");
    fill(place, button);
    if (focus) button.focus();
  };
  const asking = () => {
    const id = `strike${++forms}`, by = el("input", { type: "text", id, value: kept(BY) || "", autocomplete: "name", maxlength: "200", required: true });
    const go = (event) => {
      event.preventDefault();
      keep(BY, by.value.trim() || null);
      if (by.value.trim()) send({ do: "strike", claim: claim.id, by: by.value.trim() }, struck, begin);
    };
    fill(place, el("form", { onsubmit: go }, el("p", {}, say("strike", "sure")), el("label", { for: id }, say("review", "by")), by,
      el("button", { type: "submit", class: "button main" }, say("strike", "do")), el("button", { type: "button", class: "button", onclick: () => begin(true) }, say("strike", "keep"))));
    by.focus();
  };
  const struck = (report) => {
    const told = el("p", { role: "status", tabindex: "-1" }, say("strike", "done"), " ", el("button", { type: "button", class: "take", "data-undo": report.id, onclick: () => send({ do: "undo", id: report.id }, () => begin(true), () => struck(report)) }, say("review", "undo")));
    card()?.classList.add("struck");
    fill(place, told);
    told.focus({ preventScroll: true });
  };
  async function send(given, done, back) {
    fill(place, el("p", { role: "status" }, say("review", "running")));
    try {
      done(await change("/api/deciding", given));
    } catch (error) {
      back();
      place.append(el("p", { class: "fault", role: "alert" }, say("review", "failed", { why: fault(error.message) || say("shell", "no_server") })));
    }
  }
  begin();
  return place;
}
