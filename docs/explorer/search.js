// What words find among the answers. The explorer loads it, and the page of the site's own search,
// so that both count the same. Nothing is asked of a server.
//
// `ANSWERS` (answers.js, made by survey.publishing.pages.explorer) holds
//   tables     name → { title, id, title_column, texts, columns: [{ name, title, text }] }
//   rows       [table, [value of each column], [places in facet 0, …]]
//   facets     [{ variable, title, column, derived, found_by, values: [{ code, label }] }]; derived
//              ones do not stand in the tables above, and are called `column` in a saved CSV
//   facts      [{ facets: [their places], columns: [{ title, labels }], of }]: what was derived, by
//              the table it stands in; of: row → [words that told it, value of each column, …]
//   similar    row → [[row, similarity in hundredths, place in trusts]], the nearest of other
//              prefectures
//   trusts     [code], how far a similarity can be trusted
//   tiles      [{ code, short, short_en, column, row }], the map
//   neighbours code of a prefecture → [codes of those next to it]
//   documents  survey → { file, page, title, citation, lines }; page is that with its numbered lines
//   spellings  [[spelling, term]], the longest first
//   errata     id of an answer → [{ id, title, found, handling }]: mistakes of the document in it;
//              title is that of the column, null where it is the answer as a whole
// Titles and labels are { ja, en }.

"use strict";

const { tables, rows, facets, facts, similar, trusts } = ANSWERS;
const { tiles, neighbours, documents, spellings, errata } = ANSWERS;
const place = Object.fromEntries(facets.map((facet, index) => [facet.variable, index]));
for (const table of Object.values(tables)) {
  table.index = new Map(table.columns.map(({ name }, index) => [name, index]));
}

const terms = new Map(spellings);
const spelling = new RegExp(
  [...terms.keys()].map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") || "$^",
  "g",
);

/** Return text as words are compared in the analysis: NFKC, every spelling as its term. */
function normalise(text) {
  return text.normalize("NFKC").replace(spelling, (found) => terms.get(found));
}

/** Return text with one sign for dashes and long vowels: ー after kana, - elsewhere. */
function dashed(text) {
  const sign = (_, at, whole) => (/[ぁ-ゖァ-ヺー]/.test(whole[at - 1] ?? "") ? "ー" : "-");
  return text.normalize("NFKC").replace(/[-\u2010-\u2015\u2212─━ー]/g, sign);
}

/** Return text as it is compared here: also without case, kind of kana, kind of dash and, in longer
 *  words, a final ー. */
function fold(text) {
  return dashed(text)
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/(?<=[ぁ-ゖー]{3})ー(?![ぁ-ゖー])/g, "")
    .replaceAll("ー", "-");
}

const unify = (text) => fold(normalise(dashed(text)));

const searched = rows.map(([table, values]) => {
  const { id, index, texts } = tables[table];
  const text = texts.map((name) => values[index.get(name)] ?? "").join("\n");
  return { text: fold(text) + "\n" + unify(text), id: fold(values[index.get(id)]) };
});

// By which words each value is found. A word such as 予算 says less as a part of what a value is called
// (会計・予算・契約) than in what was written: in Japanese it is the whole name, or the beginning of a
// part of it in names of places and headings; in English any word of it.
const called = facets.map(({ found_by: by, values }) =>
  values.map(({ label }) => {
    const name = label.ja.normalize("NFKC");
    const inJapanese = by === "beginning" ? name.split(/[・、,()/\s]+/) : [];
    const inEnglish = by === "label" ? [] : (label.en.match(/\w{3,}/g) ?? []);
    const parts = [...inJapanese, ...inEnglish];
    return {
      whole: [label.ja, label.en].flatMap((name) => [fold(name), unify(name)]),
      parts: parts.flatMap((part) => [fold(part), unify(part)]),
    };
  }),
);
const isName = (word) => word.length >= 3 || /[^ -~]{2}/.test(word);

/** Return [facet, values] for each facet of which values are called so. */
function valuesCalled(word) {
  return called.flatMap((own, facet) => {
    const begins = facets[facet].found_by === "beginning";
    const isCalled = ({ whole, parts }) =>
      whole.includes(word) || parts.some((one) => (begins ? one.startsWith(word) : one === word));
    const found = own.flatMap((one, value) => (isCalled(one) ? [value] : []));
    return found.length ? [[facet, new Set(found)]] : [];
  });
}

const hasOne = (row, named) =>
  named.some(([facet, values]) => rows[row][2][facet].some((value) => values.has(value)));

/** Return the words of a query. */
const wordsOf = (query) => query.normalize("NFKC").split(/\s+/).filter(Boolean);

/** Return which rows hold every word of the query in any of its spellings, or have a value that is
 *  called so, or an id that begins so. */
function matches(query) {
  const words = wordsOf(query);
  const found = new Uint8Array(rows.length).fill(1);
  for (const word of words) {
    const [plain, unified] = [fold(word), unify(word)];
    const asName = isName(plain);
    const named = asName ? [...valuesCalled(plain), ...valuesCalled(unified)] : [];
    for (let row = 0; row < found.length; row++) {
      if (!found[row]) continue;
      const { text, id } = searched[row];
      if (text.includes(plain) || text.includes(unified)) continue;
      if (!(asName && id.startsWith(plain)) && !hasOne(row, named)) found[row] = 0;
    }
  }
  if (words.length > 1) {
    const phrase = valuesCalled(fold(words.join(" ")));
    if (phrase.length) rows.forEach((_, row) => hasOne(row, phrase) && (found[row] = 1));
  }
  return found;
}

// ---- The words of a phrase ----------------------------------------------------------------------

// What is not hiragana carries the meaning. A particle before it ends a word, as does に関する and its
// like; other hiragana after two signs or more is inflection, between single signs it is not (問い合わせ).
const SIGN = "(?![ぁ-ゖ])[\\p{L}\\p{N}-]";
const relation = `[にを]${SIGN}[ぁ-ゖ]+(?=(?:${SIGN}){2})`;
const particle = new RegExp(
  `(?<=[\\p{L}\\p{N}])(?:${relation}|(?:から|まで|より)[のはも]?|[のをにがはとでへもや])(?=${SIGN})`,
  "gu",
);
const inPhrase = new RegExp(
  `((?:${SIGN}){2,})([ぁ-ゖ]*)|(?:${SIGN}[ぁ-ゖ]+)+|${SIGN}|(?<![\\p{L}\\p{N}])[ぁ-ゖ]{2,}`,
  "gu",
);
const SHORTEST_COMPOUND = 4;

const sizeOf = (found) => found.reduce((sum, one) => sum + one, 0);

/** Return the words of a phrase, as its particles part them; one that is inflected without its ending,
 *  unless as many answers hold it so (手書き). */
function partedByParticles(phrase) {
  return [...phrase.replace(particle, " ").matchAll(inPhrase)].map(([whole, stem, ending]) => {
    if (!ending) return whole;
    return sizeOf(matches(whole)) < sizeOf(matches(stem)) ? stem : whole;
  });
}

/** Return words with the longest compound in two, where most answers hold both. */
function partedAtBest(words) {
  const compounds = words.filter((word) => /^\p{Script=Han}+$/u.test(word));
  const longest = compounds.sort((a, b) => b.length - a.length)[0] ?? "";
  if (longest.length < SHORTEST_COMPOUND) return words;
  const places = [...longest.slice(3)].map((_, place) => place + 2);
  const cuts = places.map((place) => [longest.slice(0, place), longest.slice(place)]);
  const sizes = cuts.map((cut) => sizeOf(matches(cut.join(" "))));
  const best = cuts[sizes.indexOf(Math.max(...sizes))];
  return words.flatMap((word) => (word === longest ? best : [word]));
}

/** Return the words of a query that more answers hold than the query, each in any place, and how many
 *  hold them all: parted by particles or, if that is not enough, also where another script begins
 *  and then in a compound; nothing if it has none. `count` tells how many of those found count. */
function wordsWithin(query, count = sizeOf) {
  const number = count(matches(query));
  const parted = [wordsOf(query).flatMap(partedByParticles)];
  parted.push(parted[0].flatMap((word) => word.match(/[ァ-ヺー]+|[\w-]+|[^ァ-ヺー\w-]+/g)));
  parted.push(partedAtBest(parted[1]));
  for (const all of parted) {
    const words = [...new Set(all)];
    const found = words.length > 1 ? count(matches(words.join(" "))) : 0;
    if (found > number) return { words, number: found };
  }
  return null;
}
