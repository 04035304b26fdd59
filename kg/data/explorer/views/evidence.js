// Evidence: the claims about a thing or along a link, by kind, with all that is known about where they stand.
// Address: #/evidence?of=KEY-OR-NAME[&to=…][&kind=…] or #/evidence?id=CLAIM[&id=…]

import { el } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { evidenceOf } from "../lib/evidence.js";

export const name = "evidence";

export async function render(container, state, app) {
  const params = { of: state.of, to: state.to, id: state.id, kind: state.kind, limit: state.limit };
  const answer = await app.api("evidence", params);
  container.classList.add("reading");
  container.append(
    el("header", { class: "head" }, downloads(app, "evidence", params, { sparql: answer.sparql })),
    ...evidenceOf(app, answer, params).flat(Infinity).filter(Boolean));
}
