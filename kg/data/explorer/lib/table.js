// A table: its columns sort on a click, wide ones scroll in a frame of their own; on a phone rows with a quote are cards.

import { el, fill } from "./dom.js";

// columns: [{key, label, cell: (row) → text or node, sort: (row) → value, kind: "text" | "number" | "quote" | "date"}]
// rows: any objects. `sorted`: [key, descending] to begin with. The node's `sortBy(key, descending)` sorts it anew.
export function table(app, columns, rows, { caption = "", sorted = null } = {}) {
  const head = el("tr"), body = el("tbody");
  let [by, down] = sorted || ["", false];
  const value = (column, row) => (column.sort ? column.sort(row) : row[column.key]) ?? "";
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), app.lang()));

  function write() {
    const column = columns.find(({ key }) => key === by);
    const list = column ? [...rows].sort((a, b) => compare(value(column, a), value(column, b)) * (down ? -1 : 1)) : rows;
    fill(head, columns.map((one) => el("th", { scope: "col", class: one.kind || null, "aria-sort": one.key === by ? (down ? "descending" : "ascending") : null },
      el("button", { type: "button", onclick: () => { [by, down] = [one.key, one.key === by && !down]; write(); } }, one.label))));
    fill(body, list.map((row) => el("tr", {}, columns.map((one) => el("td", { class: one.kind || null, "data-label": one.label }, one.cell ? one.cell(row) : text(row[one.key]))))));
    columns.forEach((one, at) => unbroken([...body.rows].map((row) => row.cells[at])));
  }
  write();
  const frame = el("div", { class: columns.some(({ kind }) => kind === "quote") ? "table stacked" : "table", tabindex: "0", role: "region", "aria-label": caption || app.say("shell", "table") },
    el("table", {}, caption ? el("caption", { class: "unseen" }, caption) : null, el("thead", {}, head), body));
  frame.sortBy = (key, descending = false) => { [by, down] = [key, descending]; write(); };
  return frame;
}

// A column of nothing but short words, as dates are, is not broken into lines.
const SHORT = 10;  // letters, a Chinese one counting twice: a date
function unbroken(cells) {
  if (cells.every((cell) => cell.textContent.replace(/[\u2e80-\uffef]/g, "  ").length <= SHORT)) cells.forEach((cell) => cell.classList.add("short"));
}

const text = (value) => (value === null || value === undefined ? "" : Array.isArray(value) ? value.join(" | ") : String(value));
