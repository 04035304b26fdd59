// What somebody who typed a name and pressed Enter means: the thing that would be suggested first, else the text itself.

export async function meant(app, text, types = []) {
  try {
    const { found } = await app.api("suggest", { q: text, what: ["thing"], type: types, limit: 1 });
    return found[0]?.key || text;
  } catch { return text; }
}
