// On paper: what was asked, the source, and every row that was found, in full; or the comparison.

"use strict";

function layOut() {
  const asked = conditions().map(({ text }) => text);
  const surveys = [...new Set(shown.map((row) => valueOf(row, "survey")))];
  const title = element("h1", {}, document.title);
  const lines = [
    [WORDS.conditions, asked.length ? asked.join(WORDS.and) : WORDS.no_conditions],
    [WORDS.found, at("count").textContent],
    [WORDS.source, surveys.map((survey) => documents[survey].citation[lang]).join(WORDS.and)],
    [WORDS.caveat, document.querySelector("footer").textContent],
  ];
  const answers = isComparing() ? [] : ordered.map((row, index) => onPaper(row, index + 1));
  at("paper").replaceChildren(title, pairs(lines), ...answers);
}

/** Return an answer as it is printed: its name, its codes, its texts, where it stands. */
function onPaper(row, position) {
  const name = element("span", { lang: "ja" }, nameOf(row));
  const heading = element("h2", {}, `${position}. `, name, ...erratumOf(row));
  const codes = facets.flatMap(({ variable, derived }, facet) =>
    derived || ["table", "prefecture"].includes(variable) ? [] : labelsOf(row, facet),
  );
  const first = [labelsOf(row, place.prefecture).join(), shortTitle(rows[row][0]), ...codes];
  const texts = textsOf(row).map(([{ title }, text]) => [title[lang], text, "ja"]);
  const derived = factsOnPaper(row);
  const lines = [...texts, ...(derived ? [[WORDS.blocks.derived, derived]] : [])];
  const where = fill(WORDS.where, {
    id: idOf(row),
    first: valueOf(row, "line_start"),
    last: valueOf(row, "line_end"),
  });
  const codesLine = element("p", {}, first.join(WORDS.parted));
  const placeLine = element("p", { class: "note" }, where);
  return element("article", {}, heading, codesLine, pairs(lines), placeLine);
}

/** Return what was derived of an answer in one line, without the words that told it. */
function factsOnPaper(row) {
  const told = facets.flatMap(({ title, derived }, facet) => {
    const labels = labelsOf(row, facet);
    if (!derived || facet === place.region || !labels.length) return [];
    return [fill(WORDS.chosen_of, { title: title[lang], values: joined(labels) })];
  });
  return told.join(WORDS.and);
}
