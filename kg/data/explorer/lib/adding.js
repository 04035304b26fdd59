// Adding an article: by file or by pasted text; how far it is, and then what it brought.
// Parameters: added (the id of an article that was added)

import { append, el, fill } from "./dom.js";
import { forget } from "./api.js";
import { report } from "./brought.js";
import { takeOut } from "./removing.js";
import { toQuery } from "./route.js";
import { failure, loading } from "./states.js";
import { number } from "./words.js";

const STEPS = ["waiting", "reading", "adding", "published"], LOOK = 250;

export async function draw(container, state, app) {
  const { say } = app, now = await ask("/api/adding");
  const result = el("div", { class: "result", "aria-live": "polite" });
  if (!now.allowed) {
    return append(container, el("div", { class: "state" }, el("h2", {}, say("articles", "not_here")), el("p", {}, say("articles", `why_${now.why}`)),
      el("p", {}, el("code", {}, now.why === "shipped" ? "kg --corpus DIR serve" : "kg serve --allow-adding"))));
  }
  append(container, [el("p", { class: "lead-in" }, say("articles", "add_about")), form(app, now, result), result]);
  if (state.added) await showBrought(app, result, state.added);
  return { leave() { result.dataset.left = "1"; } };
}

function form(app, { most }, result) {
  const { say } = app, fields = {};
  const field = (name, type = "text", hint = "") => el("div", { class: "field" }, el("label", { for: `add-${name}` }, say("articles", `add_${name}`)),
    fields[name] = el("input", { type, id: `add-${name}`, placeholder: hint, autocomplete: "off" }));
  const file = el("input", { type: "file", id: "add-file", class: "unseen", accept: ".md,.txt,.html,.htm,.markdown,text/plain,text/html,text/markdown" });
  const text = el("textarea", { id: "add-text", rows: 10, placeholder: say("articles", "add_text_hint") }), chosen = el("span", { class: "chosen-file" }), said = el("p", { class: "fault", role: "alert" });
  const send = el("button", { type: "button", class: "button main", onclick: () => go() }, say("articles", "add_send"));
  const drop = el("div", { class: "drop" }, file, el("label", { for: "add-file", class: "button" }, say("articles", "add_file")), el("span", { class: "or" }, say("articles", "add_drop")), chosen);
  const pick = (picked) => { drop.picked = picked || null; fill(chosen, picked ? [el("b", {}, picked.name), el("span", { class: "n" }, ` ${number(Math.ceil(picked.size / 1024))} KB `), el("button", { type: "button", class: "take", onclick: () => { file.value = ""; pick(null); } }, say("articles", "add_unpick"))] : null); };
  file.addEventListener("change", () => pick(file.files[0]));
  for (const kind of ["dragover", "drop"]) drop.addEventListener(kind, (event) => { event.preventDefault(); if (kind === "drop") pick(event.dataTransfer.files[0]); });

  async function go() {
    said.textContent = "";
    const body = drop.picked || new Blob([text.value]);
    if (!drop.picked && !text.value.trim()) { said.textContent = say("articles", "add_empty"); return; }
    if (body.size > most) { said.textContent = say("articles", "add_too_long", { n: number(Math.floor(most / 2 ** 20)) }); return; }
    const date = fields.date.value.trim();
    if (date && !/^\d{4}(-\d\d(-\d\d)?)?$/.test(date)) { said.textContent = say("articles", "add_bad_date"); fields.date.focus(); return; }
    send.disabled = true;
    try {
      const given = Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value.trim()]));
      const query = toQuery({ ...given, name: drop.picked ? drop.picked.name : "pasted.md" });
      const begun = await ask(`/api/adding?${query}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body });
      await follow(app, result, begun);
    } catch (error) {
      fill(result, failure(app, error));
    } finally {
      send.disabled = false;
    }
  }
  return el("div", { class: "add-form" }, drop, el("div", { class: "field" }, el("label", { for: "add-text" }, say("articles", "add_text")), text),
    el("div", { class: "about-it" }, field("title"), field("date", "text", "2024-06-30"), field("author"), field("source", "text", "https://…")), said, el("p", {}, send));
}

async function follow(app, result, addition) {
  let now = addition;
  for (;;) {
    fill(result, progress(app, now));
    if (now.state !== "running" || result.dataset.left) break;
    await new Promise((done) => { setTimeout(done, LOOK); });
    now = await ask(`/api/adding/${now.id}`);
  }
  if (result.dataset.left) return;
  if (now.state === "failed") return fill(result, el("div", { class: "state failure", role: "alert" }, el("h2", {}, app.say("articles", "add_failed")), el("p", { class: "detail" }, now.error)));
  forget();  // what was asked before was asked of a graph without it
  app.note({ tab: "add", added: now.report.article });
  const how = now.report.known ? "add_known" : now.report.instead ? "add_instead" : "add_done";
  app.announce(app.say("articles", how, { title: now.report.title }));
  await showBrought(app, result, now.report.article, how);
}

async function showBrought(app, result, article, how = "add_done") {
  fill(result, loading(app));
  try {
    const answer = await app.api("brought", { article });
    fill(result, el("h2", { class: "done" }, app.say("articles", how, { title: answer.article.title })), el("p", {}, el("a", { class: "button", href: app.link("network", { article, show: "all" }) }, app.say("articles", "in_network"))), takeOut(app, { id: article, title: answer.article.title, claims: answer.claims.new + answer.claims.corroborated }), report(app, answer));
    result.querySelector(".done").scrollIntoView({ block: "start" });
  } catch (error) {
    fill(result, failure(app, error, () => showBrought(app, result, article, how)));
  }
}

function progress(app, { name, step }) {
  const at = STEPS.indexOf(step);
  return el("div", { class: "progress", role: "status" }, el("p", {}, app.say("articles", "add_running", { name })),
    el("ol", {}, STEPS.slice(1).map((one, i) => el("li", { class: i + 1 < at ? "past" : i + 1 === at ? "present" : null, "aria-current": i + 1 === at ? "step" : null }, app.say("articles", `step_${one}`)))),
    el("progress", { max: STEPS.length, value: at + 1, "aria-label": app.say("articles", "add_running", { name }) }));
}

async function ask(address, options = {}) {
  let reply;
  try { reply = await fetch(address, options); } catch { throw Object.assign(new Error(""), { status: 0 }); }
  if (!reply.ok) throw Object.assign(new Error((await reply.text()).trim()), { status: reply.status });
  return reply.json();
}
