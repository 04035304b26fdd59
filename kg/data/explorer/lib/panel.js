// The panel beside a view: the evidence of what was clicked, without leaving the view.

import { el, fill } from "./dom.js";
import { failure, loading } from "./states.js";
import { evidenceOf } from "./evidence.js";

const panel = () => document.getElementById("panel");
const FIRST = 24;  // claims that are shown beside a view; the evidence has all
let opened = { turn: 0, onclose: null, from: null };

// Open the evidence that `/api/evidence` gives for these parameters ({id} or {of, to, kind}). `onclose` is called when
// the reader closes it. Where nothing else has the focus the panel takes it.
export async function openPanel(app, params, { onclose = null, title = "", head = null, whole = true } = {}) {
  const box = panel(), turn = ++opened.turn;
  opened = { turn, onclose, from: box.hidden ? document.activeElement : opened.from };
  const body = el("div", { class: "panel-body" });
  box.dataset.of = "";
  fill(box, el("button", { type: "button", class: "close", "aria-label": app.say("shell", "close"), onclick: () => closePanel(true) }, "×"), body);
  box.hidden = false;
  document.body.classList.add("with-panel");
  box.setAttribute("aria-label", app.say("evidence", "title"));
  box.scrollTop = 0;
  const wait = setTimeout(() => turn === opened.turn && fill(body, loading(app)), 120);
  try {
    const answer = await app.api("evidence", { limit: FIRST, ...params });
    if (turn !== opened.turn) return;
    fill(body, evidenceOf(app, answer, params, { title, level: 2, head, whole }));
    box.dataset.of = params.of || "";
  } catch (error) {
    if (turn === opened.turn) fill(body, failure(app, error, () => openPanel(app, params, { onclose, title, head, whole })));
  } finally {
    clearTimeout(wait);
  }
}

export function closePanel(byReader = false) {
  const box = panel();
  if (box.hidden) return;
  opened.turn++;
  box.hidden = true;
  fill(box);
  document.body.classList.remove("with-panel");
  const { onclose, from } = opened;
  opened = { turn: opened.turn, onclose: null, from: null };
  if (byReader) {
    onclose?.();
    if (from?.isConnected) from.focus();
  }
}

export const panelIsOpen = () => !panel().hidden;

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panelIsOpen() && !event.defaultPrevented) closePanel(true);
});
