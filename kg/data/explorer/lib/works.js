// The works that an article rests on: a line of links, those that are not shown only counted.

import { el } from "./dom.js";
import { number } from "./words.js";

// `more`: how many there are beside `works`, told with a link to their article. works: [{title, publisher, date, url}]. Only web addresses become links: any other scheme stays text.
export function restsOn(app, works, { more = 0, article = "" } = {}) {
  if (!works?.length) return null;
  const line = (work) => el("span", {}, title(work), [work.publisher, work.date].filter((part) => part && part !== name(work)).map((part) => ` · ${part}`));
  const first = works.length > MOST + 1 ? works.slice(0, MOST) : works, rest = works.slice(first.length);
  if (rest.length) {
    return el("div", { class: "source rests" }, el("span", {}, app.say("evidence", "rests_on")), first.map(line),
      el("details", {}, el("summary", {}, app.say("evidence", "rests_on_more", { n: number(rest.length) })), rest.map(line)));
  }
  return el("p", { class: "source rests" }, el("span", {}, app.say("evidence", "rests_on")), first.map(line),
    more > 0 ? el("a", { href: app.link("article", { id: article }) }, app.say("evidence", "rests_on_more", { n: number(more) })) : null);
}

const MOST = 3;  // works that are told before the others are asked for
const name = (work) => work.title || work.publisher || work.url;

function title(work) {
  const text = name(work);
  return /^https?:\/\//i.test(work.url) ? el("a", { href: work.url, rel: "noopener noreferrer external", target: "_blank" }, text) : text;
}
