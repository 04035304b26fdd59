// Nodes made of plain text and attributes. Nothing here, and nothing that uses it, ever reads text as markup.

const SVG = "http://www.w3.org/2000/svg";
const SAFE = /^(?:#|\/(?!\/)|https?:\/\/)/i;  // addresses that a link may have: no javascript:, no data:

// el("a", {class: "x", href: "#/", onclick: f, hidden: true}, "text", node, [more]) → an element.
// A value of null, undefined or false leaves the attribute out; true writes it empty.
export function el(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) {
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
    } else if (name === "style") {
      for (const [property, what] of Object.entries(value)) node.style.setProperty(property, String(what));
    } else if (name === "value" && "value" in node) node.value = value;
    else if ((name === "href" || name === "src") && !SAFE.test(value)) continue;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

// Put these children in the place of all that the node has.
export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

// Call `what` when nothing more has come for so many milliseconds.
export function later(what, wait = 120) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => what(...given), wait);
  };
}

// Do what takes time at once; what comes meanwhile waits, and of several the last one is done. So what is typed is
// answered without a pause, and no faster than the answers come.
export function eager(what) {
  let running = false, next = null;
  const run = async (given) => {
    running = true;
    try {
      await what(...given);
    } finally {
      running = false;
      const then = next;
      next = null;
      if (then) run(then);
    }
  };
  return (...given) => { if (running) next = given; else run(given); };
}

// What is typed goes along with links that stand from before, while the list that fits it is on its way.
export function carry(place, name, value) {
  for (const link of place?.querySelectorAll("a[href]") ?? []) {
    const [path, query] = link.getAttribute("href").split("?"), params = new URLSearchParams(query);
    if (value) params.set(name, value); else params.delete(name);
    link.setAttribute("href", params.size ? `${path}?${params}` : path);
  }
}

// A theme's colour as the canvas takes it: colour("--paper") → "rgb(…)".
export function colour(name) {
  const probe = el("span", { style: { color: `var(${name})` }, hidden: true });
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
