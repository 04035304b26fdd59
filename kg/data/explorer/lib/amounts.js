// What a claim's value says, written as a reader expects it: 13B parameters, $10 per 1M tokens, 70.6 %.

import { lang, number } from "./words.js";

const compact = (n) => new Intl.NumberFormat(lang() === "zh" ? "zh-CN" : "en", { notation: "compact", maximumSignificantDigits: 4 }).format(n);

// `value`, `kind` and `says` of a claim → text.
export function valueText(app, { kind, value, says }) {
  if (kind === "price") return price(app, value);
  if (kind === "quantity") return quantity(app, value);
  if (kind === "result") return value.score === undefined || value.score === null ? app.say("compare", "no_score") : `${number(value.score)}${unit(app, value.unit)}`;
  if (kind === "shift") return `${app.say("hubs", value.from)} → ${app.say("hubs", value.to)}`;
  if (kind === "stance") return app.say("arguments", `stance_${value.polarity}`, { side: app.say("hubs", value.side) });
  if (kind === "license" && value.term === "user-limit" && value.number) return `${app.say("values", "user-limit")} ${compact(value.number)}`;
  if (kind === "comparison") return `${app.say("values", value.relation)}${value.aspect ? ` (${app.say("aspects", value.aspect)})` : ""}`;
  return says;
}

function price(app, { amount, high, currency, per }) {
  const money = (n) => {
    try {
      return new Intl.NumberFormat(lang() === "zh" ? "zh-CN" : "en", { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 6, minimumFractionDigits: 0 }).format(n);
    } catch { return `${number(n)} ${currency}`; }
  };
  if (!amount) return per ? `${app.say("values", "free")} / ${perText(app, per)}` : app.say("values", "free");
  return `${money(amount)}${high ? `–${money(high)}` : ""}${per ? ` / ${perText(app, per)}` : ""}`;
}

const TOKENS = /^(\d+)([KM])?(?: (input|output))? tokens$/;

function perText(app, per) {
  const found = TOKENS.exec(per);
  if (!found) return app.say("compare", `per_${per}`) === `per_${per}` ? per : app.say("compare", `per_${per}`);
  const n = Number(found[1]) * ({ K: 1000, M: 1e6 }[found[2]] || 1);
  return app.say("compare", `per_${found[3] || "any"}_tokens`, { n: compact(n) });
}

function quantity(app, { number: n, high, unit: of, metric }) {
  if (n === undefined || n === null) return "";
  if (of === metric || (of === "parameters" && metric.endsWith("parameters"))) return compact(n) + (high ? `–${compact(high)}` : "");
  return `${compact(n)}${high ? `–${compact(high)}` : ""}${unit(app, of)}`;
}

function unit(app, of) {
  if (!of) return "";
  if (of === "%") return " %";
  const known = app.say("compare", `unit_${of}`);
  return ` ${known === `unit_${of}` ? of : known}`;
}
