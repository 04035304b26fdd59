// Asks the server. The same question is asked once; an answer that fails is an Error with `status`.

import { toQuery } from "./route.js";

const MOST = 120;
const known = new Map();

export function address(name, params = {}) {
  const query = toQuery(params);
  return `/api/${name}${query ? `?${query}` : ""}`;
}

export function get(name, params = {}) {
  const asked = address(name, params);
  if (known.has(asked)) return known.get(asked);
  const answer = ask(asked);
  known.set(asked, answer);
  answer.catch(() => known.delete(asked));
  if (known.size > MOST) known.delete(known.keys().next().value);
  return answer;
}

export function forget() { known.clear(); }

async function ask(asked) {
  let reply;
  try {
    reply = await fetch(asked, { headers: { Accept: "application/json" } });
  } catch {
    throw Object.assign(new Error(""), { status: 0 });
  }
  if (!reply.ok) throw Object.assign(new Error((await reply.text()).trim()), { status: reply.status });
  return reply.json();
}
