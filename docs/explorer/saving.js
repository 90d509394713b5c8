// What a reader takes along: the rows that are found as CSV, and a link to what is shown.

"use strict";

/** Return the rows that are shown as CSV: as in the tables, or with titles and labels. */
function csv(labelled) {
  const present = Object.keys(tables).filter((name) => shown.some((row) => rows[row][0] === name));
  const columns = new Map(present.flatMap((name) => tables[name].columns.map((c) => [c.name, c])));
  const own = [...columns.values()].filter(
    ({ name }) => !labelled || !name.endsWith("_code") || !columns.has(name.slice(0, -5)),
  );
  const derived = facets.map((_, facet) => facet).filter((facet) => facets[facet].derived);
  const head = [
    labelled ? WORDS.columns.table : "table",
    ...own.map(({ name, title }) => (labelled ? title[lang] : name)),
    ...derived.map((facet) => (labelled ? facets[facet].title[lang] : facets[facet].column)),
  ];
  const records = ordered.map((row) => [
    labelled ? tableOf(row).title[lang] : rows[row][0],
    ...own.map(({ name }) => (labelled ? calledOf(row, name) : valueOf(row, name))),
    ...derived.map((facet) => {
      const codes = rows[row][2][facet].map((value) => codeOf(facet, value));
      return (labelled ? labelsOf(row, facet) : codes).join("; ");
    }),
  ]);
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells) => cells.map((cell) => quoted(String(cell))).join(",") + "\n";
  return "\ufeff" + [head, ...records].map(line).join("");
}

// A name of a file has at most 255 bytes, and a character of Japanese three.
const LONGEST = { part: 20, whole: 50 };

const byPrefecture = (a, b) => (b.facet === place.prefecture) - (a.facet === place.prefecture);

/** Return a text of which every sign may stand in the name of a file. */
function safe(text) {
  const signs = text.normalize("NFKC").replace(/[^\p{L}\p{M}\p{N}・-]+/gu, "_");
  return [...signs].slice(0, LONGEST.part).join("").replace(/^_+|_+$/g, "");
}

/** Return a name for the file: where the rows are from, what they meet, how many they are. */
function fileName() {
  const surveys = [...new Set(shown.map((row) => valueOf(row, "survey")))];
  const sources = surveys.map((survey) => WORDS.sources[survey] ?? survey);
  const asked = conditions().sort(byPrefecture).map(({ short }) => short);
  const parts = [...sources, ...asked].map(safe).filter(Boolean);
  const begin = [...parts.join("_")].slice(0, LONGEST.whole).join("");
  return `${begin}_${safe(fill(WORDS.rows, { number: shown.length }))}.csv`;
}

function save() {
  const link = element("a", { download: fileName() });
  const content = csv(at("headings").value === "labels");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Copy the address of what is shown, and say so; others cannot open that of a file on this disk. */
async function copyLink() {
  writeNow();
  const said = location.protocol === "file:" ? WORDS.copied_file : WORDS.copied;
  at("copied").textContent = (await isCopied(location.href)) ? said : WORDS.not_copied;
}

/** Put a text on the clipboard, and return whether that could be done. */
async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", { readonly: "" }, text);
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    at("copy").focus();
    return done;
  }
}
