// What stands in the place of a view that waits, has nothing, or failed.

import { el } from "./dom.js";
import { fault } from "./words.js";

export function loading(app) {
  return el("div", { class: "state", role: "status" }, el("span", { class: "spinner", "aria-hidden": "true" }), app.say("shell", "loading"));
}

// `actions`: [[text, href or function]] to go on from here.
export function empty(app, text, actions = []) {
  return el("div", { class: "state" }, el("p", {}, text || app.say("shell", "nothing")), steps(actions));
}

export function failure(app, error, again) {
  const status = error.status;
  const what = status === undefined ? "fault" : status === 0 ? "no_server" : status === 404 ? "not_found" : status === 400 ? "bad_question" : "failed";
  return el("div", { class: "state failure", role: "alert" },
    el("h2", {}, app.say("shell", what)), error.message ? el("p", { class: "detail" }, fault(error.message)) : null,
    steps([[app.say("shell", "again"), again], [app.say("shell", "home"), "#/"]].filter(([, go]) => go)));
}

function steps(actions) {
  if (!actions.length) return null;
  return el("p", { class: "steps" }, actions.map(([text, go]) => typeof go === "string"
    ? el("a", { class: "button", href: go }, text) : el("button", { type: "button", class: "button", onclick: go }, text)));
}
