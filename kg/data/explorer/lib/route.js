// The address of a view: `#/network?type=Model&type=License`. A permalink is all that a view needs to come back.

export function readRoute(home) {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const params = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (!(name in params)) params[name] = value;
    else params[name] = [params[name], value].flat();
  }
  return { view: path || home, params };
}

// Empty values are left out, an array stands there once for each of its values.
export function writeRoute(view, params = {}) {
  const query = toQuery(params);
  return `#/${view}${query ? `?${query}` : ""}`;
}

export function toQuery(params) {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== "" && one !== false) found.append(name, one === true ? "1" : String(one));
    }
  }
  return found.toString();
}

// A parameter that may stand there once or several times, as an array.
export const many = (value) => (value === undefined || value === "" ? [] : [value].flat());
