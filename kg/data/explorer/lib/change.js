// A change of the graph that the page asks for: sent, and followed until it is done.

import { forget } from "./api.js";

const LOOK = 250;
export const BY = "kg-by";  // under which the browser keeps who decides

// What the change reports, once it is in force; nothing where `left()` says meanwhile that nobody looks any more. Throws
// an error with one line for a reader where nothing was changed.
export async function change(path, given, left = () => false) {
  let now = await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) });
  while (now.state === "running" && !left()) {
    await new Promise((done) => { setTimeout(done, LOOK); });
    now = await ask(`${path}/${now.id}`);
  }
  if (left()) return null;
  if (now.state === "failed") throw new Error(now.error);
  forget();  // what was asked before was asked of the graph before it
  return now.report;
}

export async function ask(address, options = {}) {
  let reply;
  try { reply = await fetch(address, options); } catch { throw Object.assign(new Error(""), { status: 0 }); }
  if (!reply.ok) throw Object.assign(new Error((await reply.text()).trim()), { status: reply.status });
  return reply.json();
}
