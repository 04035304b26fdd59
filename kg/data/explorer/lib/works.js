// The works that an article rests on: a line of links, those past `most` only counted.

import { el } from "./dom.js";
import { number } from "./words.js";

// works: [{title, publisher, date, url}]. Only web addresses become links: any other scheme stays text.
export function restsOn(app, works, most = 3) {
  if (!works?.length) return null;
  const rest = works.length - most;
  return el("p", { class: "source rests" }, el("span", {}, app.say("evidence", "rests_on")),
    works.slice(0, most).map((work) => el("span", {}, title(work), [work.publisher, work.date].filter((part) => part && part !== name(work)).map((part) => ` · ${part}`))),
    rest > 0 ? el("span", {}, app.say("evidence", "rests_on_more", { n: number(rest) })) : null);
}

const name = (work) => work.title || work.publisher || work.url;

function title(work) {
  const text = name(work);
  return /^https?:\/\//i.test(work.url) ? el("a", { href: work.url, rel: "noopener noreferrer external", target: "_blank" }, text) : text;
}
