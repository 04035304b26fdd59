// What the browser keeps of a reader's choices: language and theme, and the name under which decisions are made.

export function kept(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch { /* nothing is kept, and nothing is lost */ }
}
