// Dates cut to what is known, as places on a line; and the months between them.

const MONTH = 12;

// "2023", "2023-03" or "2023-03-14" → [start, end) in months since year 0, with days as parts of a month.
export function span(date) {
  const [year, month, day] = date.split("-").map(Number);
  if (!month) return [year * MONTH, year * MONTH + MONTH];
  const start = year * MONTH + month - 1;
  return day ? [start + (day - 1) / 31, start + day / 31] : [start, start + 1];
}

export const middle = (date) => { const [a, b] = span(date); return (a + b) / 2; };
export const toMonth = (at) => `${String(Math.floor(at / MONTH)).padStart(4, "0")}-${String((Math.floor(at) % MONTH) + 1).padStart(2, "0")}`;

// A line from `since` to `until` (months since year 0) over so many pixels.
export function scale(since, until, width) {
  const x = (at) => ((at - since) / (until - since)) * width;
  return { x, since, until, width, back: (pixel) => since + (pixel / width) * (until - since) };
}

// Where to write a year or a month: [{at, text, major}]. `month(year, number)` gives a month's short name.
export function ticks({ since, until, width }, month) {
  const perMonth = width / (until - since), found = [];
  const step = perMonth > 34 ? 1 : perMonth > 13 ? 3 : MONTH, years = Math.max(1, Math.ceil(46 / (perMonth * MONTH)));
  for (let at = Math.ceil(since / step) * step; at <= until; at += step) {
    const year = Math.floor(at / MONTH), major = at % MONTH === 0;
    if (major && year % years) continue;
    found.push({ at, major, text: major ? String(year) : month(year, at % MONTH) });
  }
  return found;
}
