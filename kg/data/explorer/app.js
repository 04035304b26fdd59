// The shell of the page: which view stands in the address, its language and theme. A new view is a row in VIEWS.

import { el, fill } from "./lib/dom.js";
import { get, forget } from "./lib/api.js";
import { browserLang, loadWords, say, lang } from "./lib/words.js";
import { readRoute, writeRoute } from "./lib/route.js";
import { failure, loading } from "./lib/states.js";
import { closePanel } from "./lib/panel.js";
import { keep, kept } from "./lib/memory.js";

// name → the module that draws it. `menu`: whether it stands in the bar.
const VIEWS = {
  ask: { menu: true, load: () => import("./views/ask.js") },
  network: { menu: true, load: () => import("./views/network.js") },
  arguments: { menu: true, load: () => import("./views/arguments.js") },
  timeline: { menu: true, load: () => import("./views/timeline.js") },
  trace: { menu: true, load: () => import("./views/trace.js") },
  compare: { menu: true, load: () => import("./views/compare.js") },
  articles: { menu: true, load: () => import("./views/articles.js") },
  evidence: { menu: false, load: () => import("./views/evidence.js") },
  article: { menu: false, load: () => import("./views/article.js") },
  sparql: { menu: true, load: () => import("./views/sparql.js") },
};
const HOME = "ask";
const main = document.getElementById("main");
let shown = { view: "", handle: null, turn: 0 };
let drawn = null;  // what stands behind the # of the address that was shown last

export const app = {
  say,
  lang,
  api: (name, params) => get(name, { ...params, lang: lang() }),
  link: (view, params) => writeRoute(view, params),
  // Go to a view. `replace`: without a new entry in the browser's history, as for each step of a slider.
  go(view, params = {}, { replace = false } = {}) {
    const address = writeRoute(view, params);
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    return show();
  },
  // Write the parameters of the view that is shown into the address, and draw nothing anew.
  note(params) { history.replaceState(null, "", writeRoute(shown.view, params)); },
  // Say something to those who can not see what has changed.
  announce(text) { document.getElementById("say").textContent = text; },
  flags: {},
};

async function show() {
  const { view, params } = readRoute(HOME);
  const turn = ++shown.turn;
  drawn = location.hash;
  const other = params.lang && params.lang !== lang();
  if (other) await setLang(params.lang, false);
  if (turn !== shown.turn) return;
  // a view that is there already takes the new parameters itself, unless it says that it has to be drawn anew
  if (!other && view === shown.view && shown.handle?.update && (await shown.handle.update(params)) !== "anew") return;
  if (turn !== shown.turn) return;
  shown.handle?.leave?.();
  shown = { view, handle: null, turn };
  closePanel();
  writeMenu(view);
  main.dataset.shown = "";
  const box = el("div", { class: `view view-${view}` });
  const wait = setTimeout(() => turn === shown.turn && fill(main, loading(app)), 150);
  try {
    if (!VIEWS[view]) throw Object.assign(new Error(say("shell", "no_view", { view })), { status: 404 });
    const module = await VIEWS[view].load();
    if (turn !== shown.turn) return;
    document.title = `${say("views", view)} · ${say("shell", "brand")}`;
    // a view that has to wait shows its own frame meanwhile: it is put on the page before it is drawn
    const handle = (await module.render(box, params, app, (early) => early && turn === shown.turn && fill(main, box))) || {};
    if (turn !== shown.turn) { handle.leave?.(); return; }  // the reader has gone on meanwhile
    shown.handle = handle;
    fill(main, box);
  } catch (error) {
    if (turn === shown.turn) fill(main, failure(app, error, () => { shown.view = ""; show(); }));
    if (error.status === undefined) console.error(error);
    // a large corpus that is being prepared, or a server that is busy: look again
    if (error.status === 503) setTimeout(() => turn === shown.turn && show(), 4000);
  } finally {
    clearTimeout(wait);
    if (turn === shown.turn) main.dataset.shown = view;
  }
}

function writeMenu(current) {
  const links = Object.entries(VIEWS).filter(([, { menu }]) => menu).map(([name]) => el("a", {
    href: writeRoute(name, {}), "aria-current": name === current ? "page" : null,
  }, say("views", name)));
  const bar = document.getElementById("views");
  bar.setAttribute("aria-label", say("shell", "menu"));
  fill(bar, links);
  bar.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say("shell", node.dataset.word);
  const langs = document.getElementById("lang"), theme = document.getElementById("theme");
  langs.textContent = say("shell", "other_language");
  langs.lang = lang() === "zh" ? "en" : "zh";
  theme.textContent = say("shell", `theme_${document.documentElement.dataset.theme || "auto"}`);
  theme.setAttribute("aria-label", say("shell", "theme"));
  theme.title = say("shell", "theme");
}

async function setLang(next, choose = true) {
  const told = await loadWords(next);
  app.flags = told.flags;
  document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
  if (choose) keep("kg-lang", lang());
}

document.getElementById("lang").addEventListener("click", async () => {
  const { view, params } = readRoute(HOME);
  await setLang(lang() === "zh" ? "en" : "zh");
  if (params.lang) history.replaceState(null, "", writeRoute(view, { ...params, lang: lang() }));
  forget();
  shown.handle?.leave?.();
  shown = { view: "", handle: null, turn: shown.turn };
  show();
});

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement, order = ["auto", "light", "dark"];
  const next = order[(order.indexOf(root.dataset.theme || "auto") + 1) % 3];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  keep("kg-theme", next === "auto" ? null : next);
  writeMenu(shown.view);
  shown.handle?.theme?.();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shown.handle?.theme?.());

document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
addEventListener("popstate", show);
addEventListener("hashchange", () => { if (location.hash !== drawn) show(); });  // most browsers told it as a popstate

await setLang(readRoute(HOME).params.lang || kept("kg-lang") || browserLang(), false);
await show();
globalThis.kgExplorer = app;  // for tests and for the curious
