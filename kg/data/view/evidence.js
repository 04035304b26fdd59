// The side panel: what is claimed about a thing or along a line, in whose words. Text goes in as text, never as markup.
"use strict";

const PAGE_OF_CLAIMS = 40;

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c !== null && c !== ""));
  return node;
}

function makeEvidence(panel, data, say) {
  const number = (value) => new Intl.NumberFormat(say.lang(), { notation: "compact", maximumFractionDigits: 2 }).format(value);
  const any = (key) => say("values", key) || say("hubs", key) || say("aspects", key) || key;

  function valueText(claim) {
    const v = claim.value;
    if (v.from) return say("page", "becomes", { from: say("hubs", v.from), to: say("hubs", v.to) });
    if (v.status) return say("hubs", v.status);
    if (v.strategy) return say("hubs", v.strategy);
    if (v.aspect && v.polarity) return [say("hubs", v.side), any(v.polarity), any(v.aspect)].join(" · ");
    if (v.polarity) return [any(v.polarity), say("hubs", v.side)].join(" · ");
    if (v.relation) return [any(v.relation), claim.object, v.aspect ? "(" + any(v.aspect) + ")" : ""].join(" ");
    if (v.metric) return [any(v.metric), number(v.number) + (v.high ? "–" + number(v.high) : ""), v.unit && v.unit !== v.metric ? v.unit : ""].join(" ");
    if (v.amount !== undefined) return [v.amount, v.currency || "", v.per ? "/ " + v.per : ""].join(" ");
    if (v.score !== undefined && v.score !== null) return v.score + (v.unit || "");
    return [v.term, v.mode].filter(Boolean).map(any).concat(v.role || [], v.number ? number(v.number) : []).join(" · ");
  }

  function sentence(claim) {
    const value = valueText(claim);
    if (claim.kind === "argument") return value;
    const ends = [claim.subject, claim.value.relation ? "" : claim.object].filter(Boolean).join(" → ");
    return [ends, value].filter(Boolean).join(say.lang() === "zh" ? "：" : ": ");
  }

  function claimView(claim) {
    const when = claim.time ? say("page", "when") + " " + claim.time : "";
    const source = el("div", { class: "source" },
      claim.denied ? el("span", { class: "badge" }, say("page", "denied")) : "",
      claim.speaker ? el("span", { class: "speaker" }, say("page", "says", { speaker: claim.speaker }) + " · ") : "",
      el("b", {}, claim.title || claim.file), " · " + (claim.date || say("page", "undated")), when ? " · " + when : "");
    const works = (Object.hasOwn(data.works || {}, claim.article) && data.works[claim.article]) || [];
    const rests = works.length ? el("div", { class: "source rests" }, say("page", "rests_on", { works: works.slice(0, 3).join("; ") }) + (works.length > 3 ? say("page", "rests_on_more", { n: works.length - 3 }) : "")) : "";
    const found = claim.by_model ? el("div", { class: "source by-model" }, "◇ " + say("page", "by_model")) : "";
    return el("article", { class: "claim" }, el("div", { class: "says" }, sentence(claim)),
      el("blockquote", {}, el("mark", {}, claim.quote)), source, rests, found);
  }

  function group(kind, claims) {
    const box = el("section", {}, el("h3", {}, say("kinds", kind), el("span", {}, String(claims.length))));
    let done = 0;
    const more = el("button", { type: "button", class: "more", onclick: next });
    function next() {
      box.append(...claims.slice(done, done + PAGE_OF_CLAIMS).map(claimView));
      done += PAGE_OF_CLAIMS;
      more.remove();
      if (done < claims.length) {
        more.textContent = say("page", "more", { n: claims.length - done });
        box.append(more);
      }
    }
    next();
    return box;
  }

  function grouped(numbers) {
    const kinds = new Map(data.kinds.map(([kind]) => [kind, []]));
    for (const i of numbers) kinds.get(data.claims[i].kind).push(data.claims[i]);
    const newest = (a, b) => (b.time || b.date || "").localeCompare(a.time || a.date || "");
    return [...kinds].filter(([, list]) => list.length).map(([kind, list]) => group(kind, list.sort(newest)));
  }

  function show(view) {
    const articles = new Set(view.claims.map((i) => data.claims[i].article));
    const origins = new Set(view.claims.map((i) => data.claims[i].origin || data.claims[i].article));
    panel.replaceChildren(
      el("button", { type: "button", class: "close", "aria-label": say("page", "close"), onclick: view.onclose }, "×"),
      el("p", { class: "sort" }, ...view.sort), el("h2", {}, view.title),
      el("p", { class: "about" }, say("page", "n_claims", { n: view.claims.length, m: articles.size, k: origins.size })),
      view.names.length ? el("p", { class: "about" }, say("page", "also") + (say.lang() === "zh" ? "：" : ": ") + view.names.join(say.lang() === "zh" ? "、" : ", ")) : "",
      view.near.length ? el("div", { class: "links" }, ...view.near.map((n) => el("button", { type: "button", onclick: n.go }, n.text))) : "",
      ...grouped(view.claims));
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.setAttribute("aria-label", say("page", "evidence"));
  }

  return { show, hide: () => { panel.hidden = true; } };
}
