// SPARQL text cut into tokens: for highlighting and for completion. Not a parser: the server says what is wrong.

export const KEYWORDS = new Set(("ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DELETE DESC DESCRIBE DISTINCT "
  + "EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT IRI ISBLANK ISIRI ISLITERAL ISNUMERIC LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH "
  + "NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SILENT STR STRAFTER STRBEFORE STRDT STRENDS "
  + "STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR").split(" "));

const TOKEN = new RegExp([
  /(?<comment>#[^\n]*)/, /(?<iri><[^<>"{}|^`\\\s]*>)/, /(?<string>"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)/,
  /(?<variable>[?$][\p{L}\p{N}_]+)/, /(?<name>(?:[\p{L}][\p{L}\p{N}_.-]*)?:[\p{L}\p{N}_](?:[\p{L}\p{N}_.%:-]*[\p{L}\p{N}_-])?|(?:[\p{L}][\p{L}\p{N}_-]*)?:)/,
  /(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/, /(?<word>[A-Za-z_]\w*|@[a-zA-Z-]+)/, /(?<mark>[{}()[\].;,*\/|^!=<>&+-]+)/,
].map((part) => part.source).join("|"), "gu");

// → [{sort, text, start}]; what is between the tokens is left out.
export function tokens(text) {
  return [...text.matchAll(TOKEN)].map((found) => {
    const [sort, word] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    const known = sort === "word" && (KEYWORDS.has(word.toUpperCase()) ? "keyword" : word === "a" ? "keyword" : word.startsWith("@") ? "string" : "word");
    return { sort: known || sort, text: word, start: found.index };
  });
}

// The word that is being written at this place: {text, start}.
export function wordAt(text, at) {
  const found = /[?$]?[\p{L}\p{N}_:.-]*$/u.exec(text.slice(0, at))[0];
  return { text: found, start: at - found.length };
}

// Whether the place lies in a comment, a string or an IRI, where nothing is to be completed.
export function isQuiet(text, at) {
  return tokens(text).some(({ sort, start, text: word }) => start < at && at <= start + word.length && ["comment", "string", "iri"].includes(sort) && !(at === start + word.length && /[>"'\n]$/.test(word) && word.length > 1));
}
