// The network as it was known at a date, under the timeline.

import { el, fill } from "./dom.js";

export function knownNetwork(app) {
  const node = el("section", { class: "known" });
  return {
    node,
    show(at) {
      fill(node, el("p", {}, el("a", { class: "button", href: app.link("network", { until: at }) }, at ? app.say("timeline", "network_at", { date: at }) : app.say("timeline", "network"))));
    },
    leave() {},
    theme() {},
  };
}
