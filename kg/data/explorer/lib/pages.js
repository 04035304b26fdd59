// The foot of a long list: which rows of how many are shown, with the ways to the first, the one before, the next, the last.

import { el } from "./dom.js";
import { number } from "./words.js";

// `shown`: rows on this page, `size`: of a full one; `total` may be null where nobody has counted them; `link(offset)` → address.
export function pages(app, { offset, next, shown, size, total }, link) {
  const { say } = app;
  if (!offset && next === null) return null;
  const last = total === null ? null : Math.floor(Math.max(0, total - 1) / size) * size;
  const step = (key, sign, at) => (at === null ? el("span", { class: "button off", "aria-hidden": "true" }, sign)
    : el("a", { class: "button", href: link(at), "aria-label": say("articles", key), title: say("articles", key) }, sign));
  return el("nav", { class: "pages", "aria-label": say("articles", "pages") },
    step("first", "«", offset ? 0 : null), step("before", "‹", offset ? Math.max(0, offset - size) : null),
    el("span", { class: "n" }, total === null ? `${number(offset + 1)}–${number(offset + shown)}` : say("articles", "rows_of", { from: number(offset + Math.min(1, shown)), to: number(offset + shown), all: number(total) })),
    step("after", "›", next), last === null ? null : step("last", "»", next === null ? null : last));
}

// Where a reader turned the page: its first row is seen, and a keyboard goes on from there.
export function turned(list) {
  list.setAttribute("tabindex", "-1");
  list.focus({ preventScroll: true });
  list.style.scrollMarginTop = "calc(var(--bar) + var(--g3))";
  if (list.getBoundingClientRect().top < 0) list.scrollIntoView({ block: "start" });
}
