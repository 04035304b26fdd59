// Names that wait for a person's decision, each with a sentence; deciding, and the decisions in force with who and when.
// Parameters: about, words, offset

import { BY, ask, change } from "./change.js";
import { append, carry, eager, el, fill } from "./dom.js";
import { entity } from "./entity.js";
import { glyph } from "./glyph.js";
import { keep, kept } from "./memory.js";
import { pages, turned } from "./pages.js";
import { picker } from "./picker.js";
import { marked } from "./quote.js";
import { empty, failure } from "./states.js";
import { fault, number } from "./words.js";

const PAGE = 20, LAST = 60;  // letters of a quote where a decision is told
const TYPES = ["Organization", "Person", "Model", "Product", "License", "Benchmark", "Dataset", "Publication", "Hardware"];
let forms = 0;

export async function draw(container, state, app) {
  const { say } = app, now = await ask("/api/adding");
  const desk = { app, state, may: now.allowed, left: false, notice: el("p", { class: "notice", role: "status", tabindex: "-1" }), list: el("section", {}), made: el("section", { class: "made" }) };
  desk.by = el("input", { type: "text", id: "review-by", value: kept(BY) || "", autocomplete: "name", maxlength: "200", onchange: () => keep(BY, desk.by.value.trim() || null) });
  append(container, [el("p", { class: "lead-in" }, say("review", "about")), now.allowed ? null : closed(app, now),
    el("div", { class: "review" }, el("div", { class: "bar-of-list" }, finder(desk), now.allowed ? el("div", { class: "field" }, el("label", { for: "review-by" }, say("review", "by")), desk.by) : null), desk.notice, desk.list, desk.made)]);
  await redraw(desk);
  return {
    leave() { desk.left = true; },
    async update(next) {
      const before = desk.state.offset;
      desk.state = next;
      await refresh(desk);
      if (before !== next.offset) turned(desk.list);
    },
  };
}

function closed(app, { why }) {
  return el("p", { class: "closed" }, el("b", {}, app.say("review", "not_here")), " ", app.say("review", `why_${why}`), " ", el("code", {}, why === "shipped" ? "kg --corpus DIR serve" : "kg serve --allow-adding"));
}

// The box stays while what it finds is written anew: whoever types is not disturbed.
function finder(desk) {
  const { app } = desk, words = el("input", { type: "search", id: "review-words", value: desk.state.words || "" });
  const typed = eager(async () => {
    desk.state = { ...desk.state, words: words.value.trim(), offset: "" };
    app.note(desk.state);
    carry(desk.list.querySelector(".chips"), "words", desk.state.words);
    await refresh(desk);
  });
  words.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  words.addEventListener("compositionend", typed);
  return el("div", { class: "field grow" }, el("label", { for: "review-words" }, app.say("review", "words")), words);
}

async function redraw(desk) {
  const { app, state } = desk, { say } = app;
  // one after the other: a server with one worker has no second for us
  const answer = await app.api("waiting", { about: state.about, words: state.words, offset: state.offset, limit: PAGE }), made = await app.api("decisions", {});
  const link = (change) => app.link("articles", { tab: "review", about: state.about, words: state.words, ...change });
  const all = answer.kinds.reduce((sum, { n }) => sum + n, 0);
  const kind = (about, n) => el("li", {}, el("a", { class: "chip", href: link({ about }), "aria-current": (state.about || "") === about ? "true" : null }, say("review", about ? `kind_${about}` : "kind_all"), " ", number(n)));
  fill(desk.list, el("ul", { class: "chips", "aria-label": say("review", "kinds") }, kind("", all), answer.kinds.map(({ about, n }) => kind(about, n))),
    answer.rows.length ? el("ol", { class: "waits" }, answer.rows.map((row) => el("li", {}, card(desk, row)))) : empty(app, say("review", "none")), pages(app, { ...answer, shown: answer.rows.length, size: PAGE }, (offset) => link({ offset: offset || "" })));
  fill(desk.made, el("h2", {}, say("review", "made"), " ", el("span", { class: "count" }, number(made.total))),
    made.rows.length ? el("ul", { class: "list" }, made.rows.map((row) => el("li", {}, decided(desk, row)))) : el("p", { class: "about" }, say("review", "none_made")));
}

// Draw what stands after a decision; where that fails the decision stands all the same.
async function refresh(desk) {
  try { await redraw(desk); } catch (error) { fill(desk.list, failure(desk.app, error, () => refresh(desk))); }
}

// --- one name that waits

function card(desk, row) {
  const { app } = desk, { say } = app, said = el("p", { class: "fault", role: "alert" });
  const at = row.quote.toLowerCase().indexOf(row.name.toLowerCase()), from = Array.from(row.quote.slice(0, at)).length;
  return el("article", { class: "wait", "data-item": row.id },
    el("h2", {}, named(app, row.thing, row.name), row.rival ? [el("span", { class: "arrow", "aria-hidden": "true" }, "↔"), named(app, row.rival, row.rival.label)] : null),
    el("p", { class: "source" }, el("span", {}, say("types", row.type)), el("span", {}, row.says), el("span", {}, say("review", "effect", { n: number(row.claims), m: number(row.articles) }))),
    row.quote ? el("blockquote", {}, at < 0 ? row.quote : marked(row.quote, [[from, from + Array.from(row.name).length]])) : null,
    row.article ? el("p", { class: "source" }, el("a", { href: app.link("article", { id: row.article }) }, row.title)) : null,
    desk.may ? [choices(desk, row, said), said] : null);
}

function named(app, thing, label) {
  return thing.there ? entity(app, { ...thing, label }) : el("span", { class: "entity", title: app.say("types", thing.type) }, glyph(thing.type), el("span", {}, label));
}

// What can be decided: at once, or with a form that opens below.
function choices(desk, row, said) {
  const { app } = desk, { say } = app, place = el("div", { class: "choice" });
  const send = (given) => decide(desk, { item: row.id, ...given }, said);
  const button = (key, go) => el("button", { type: "button", class: "button", "data-do": key, onclick: go }, say("review", key));
  const opening = (key, make) => {
    const opener = button(key, () => {
      const open = opener.getAttribute("aria-expanded") === "true";
      for (const other of line.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
      opener.setAttribute("aria-expanded", String(!open));
      fill(place, open ? null : make(send));
      place.querySelector("input, select")?.focus();
    });
    opener.setAttribute("aria-expanded", "false");
    return opener;
  };
  const line = el("div", { class: "ways" },
    row.rival ? [row.rival.type === row.type ? button("same", () => send({ do: "merge" })) : null, button("different", () => send({ do: "reject" }))] : null,
    row.about === "merged" ? null : opening("accept", () => accepting(app, row, send)), opening("merge", () => merging(app, row, send)),
    row.rival && row.article ? opening("split", () => splitting(app, row, send)) : null,
    row.about === "merged" ? null : button("ignore", () => send({ do: "ignore" })), row.rival ? null : button("leave", () => send({ do: "reject" })));
  return [line, place];
}

function accepting(app, row, send) {
  const { say } = app, id = `accept${++forms}`, chinese = /\p{Script=Han}/u.test(row.name);
  const type = el("select", { id: `${id}-type` }, TYPES.map((one) => el("option", { value: one, selected: one === row.type }, say("types", one))));
  const en = el("input", { type: "text", id: `${id}-en`, value: chinese ? "" : row.name, maxlength: "200" }), zh = el("input", { type: "text", id: `${id}-zh`, value: chinese ? row.name : "", maxlength: "200" });
  const field = (key, input) => el("div", { class: "field" }, el("label", { for: input.id }, say("review", key)), input);
  return el("form", { class: "bar-of-list", onsubmit: (event) => { event.preventDefault(); send({ do: "accept", type: type.value, en: en.value.trim(), zh: zh.value.trim() }); } },
    field("type", type), field("en", en), field("zh", zh), el("button", { type: "submit", class: "button main" }, say("review", "accept_do")));
}

function merging(app, row, send) {
  const box = picker(app, { label: app.say("review", "merge_into"), types: [row.type], value: "", onpick: (thing) => { picked = thing; } });
  let picked = null;
  return el("form", { class: "bar-of-list", onsubmit: (event) => { event.preventDefault(); const typed = box.input.value.trim(); if (typed) send({ do: "merge", other: picked && picked.label === typed ? picked.key : typed }); } },
    box, el("button", { type: "submit", class: "button main" }, app.say("review", "merge_do")));
}

function splitting(app, row, send) {
  const box = picker(app, { label: app.say("review", "split_as"), types: [row.type], onpick: (thing) => { picked = thing; } });
  let picked = null;
  return el("form", { class: "bar-of-list", onsubmit: (event) => { event.preventDefault(); const typed = box.input.value.trim(); send({ do: "split", article: row.article, other: picked && picked.label === typed ? picked.key : typed }); } },
    el("p", { class: "about" }, app.say("review", "split_about", { name: row.name, title: row.title })), box, el("button", { type: "submit", class: "button main" }, app.say("review", "split_do")));
}

// --- decisions

function inWords(app, row) {
  const { say } = app, names = [row.en, row.zh].filter((name) => name && name !== row.name).join(" / ");
  const key = row.do === "reject" && !row.into ? "did_leave" : row.do === "split" && !row.into ? "did_split_off" : `did_${row.do}`;
  const quote = Array.from(row.quote || "");
  return say("review", key, { kind: row.kind ? say("kinds", row.kind) : "", quote: quote.length > LAST ? `${quote.slice(0, LAST).join("")}…` : quote.join(""), name: row.name, other: row.into_name || row.into || "", file: row.file || row.article || "", type: row.type ? say("types", row.type) : "" }) + (names && row.do === "accept" ? ` (${names})` : "");
}

function decided(desk, row) {
  const { app } = desk, { say } = app, said = el("p", { class: "fault", role: "alert" });
  return [el("p", { class: "title" }, inWords(app, row)),
    el("p", { class: "source" }, el("span", {}, row.by || say("review", "nobody")), row.on ? el("time", { datetime: row.on }, row.on.replace("T", " ").replace("Z", " UTC")) : null, el("span", {}, row.id),
      desk.may ? el("button", { type: "button", class: "take", "data-undo": row.id, "aria-label": say("review", "undo_this", { what: inWords(app, row) }), onclick: () => decide(desk, { do: "undo", id: row.id }, said) }, say("review", "undo")) : null), said];
}

// Send a decision and follow it until it is applied; a fault stands in `said`, one line.
async function decide(desk, given, said) {
  const { app } = desk, { say } = app, by = desk.by.value.trim();
  said.textContent = "";
  if (given.do !== "undo" && !by) { said.textContent = say("review", "no_name"); desk.by.focus(); return; }
  keep(BY, by || null);
  const buttons = [...document.querySelectorAll(".review button")];
  for (const one of buttons) one.disabled = true;
  fill(desk.notice, say("review", "running"));
  try {
    const report = await change("/api/deciding", { ...given, by }, () => desk.left);
    if (!report) return;
    await refresh(desk);
    const told = say("review", report.undone ? "undone" : "decided", { what: inWords(app, report), n: number(report.anew) });
    fill(desk.notice, told, " ", report.undone ? null : el("button", { type: "button", class: "take", onclick: () => decide(desk, { do: "undo", id: report.id }, desk.notice) }, say("review", "undo")));
    desk.notice.focus({ preventScroll: true });
  } catch (error) {
    fill(desk.notice);
    said.textContent = say("review", "failed", { why: fault(error.message) || say("shell", "no_server") });
    for (const one of buttons) one.disabled = false;
  }
}
