// The words of the page, in one language at a time.

let current = "en";
let words = {};

export const lang = () => current;

// The language that the browser asks for, where the page has it; "" where it has not.
export const browserLang = () => (navigator.languages ?? [navigator.language]).map((one) => one.slice(0, 2).toLowerCase()).find((one) => one === "en" || one === "zh") ?? "";

export async function loadWords(wanted) {
  const asked = wanted === "en" || wanted === "zh" ? `?lang=${wanted}` : "";
  const reply = await fetch(`/api/words${asked}`);
  if (!reply.ok) throw Object.assign(new Error(await reply.text()), { status: reply.status });
  const told = await reply.json();
  current = told.lang;
  words = told.words;
  return told;
}

// say("network", "n_nodes", {n: 3}) → the word with its {names} filled in; the key where there is no such word.
// {n:claim|claims} is the first of the two where n is 1.
export function say(section, key, values = {}) {
  const text = words[section]?.[key] ?? key;
  return text.replace(/\{(\w+):([^|{}]*)\|([^{}]*)\}/g, (whole, name, one, more) => (String(values[name]) === "1" ? one : more)).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// What the server tells of a fault, in the language of the page; what to do at the command line is left out.
export function fault(message) {
  const [, what, todo = ""] = /^(.*?)(?: \(([^()]*)\))?$/s.exec(message);
  const told = (text) => {
    for (const [english, own] of Object.entries(words.faults ?? {})) {
      const names = [...english.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const form = english.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)");
      const found = new RegExp(`^${form}$`, "s").exec(text);
      if (found) return names.reduce((whole, name, i) => whole.replace(`{${name}}`, () => found[i + 1]), own);
    }
    return text;
  };
  const hint = todo && !/\bkg \w/.test(todo) ? ` (${told(todo)})` : "";
  return told(what) + hint;
}

export const has = (section, key) => words[section]?.[key] !== undefined;
// Small prices keep what tells them apart: 0.0005 is not 0.001.
export const number = (n) => new Intl.NumberFormat(current === "zh" ? "zh-CN" : "en", { maximumFractionDigits: 8 }).format(n);
export const percent = (share) => new Intl.NumberFormat(current === "zh" ? "zh-CN" : "en", { style: "percent" }).format(share);
export const list = (parts) => parts.join(current === "zh" ? "、" : ", ");
