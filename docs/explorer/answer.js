// One answer in full: what the prefecture wrote and where it is printed, and apart from that what
// this project made of it.

"use strict";

function details(row) {
  return element("div", { class: "details" }, answerOf(row), derivedOf(row));
}

/** Return a block with a heading that names it. */
function block(kind, row, ...parts) {
  const id = `${kind}-${row}`;
  const heading = element("h3", { id }, WORDS.blocks[kind]);
  return element("section", { class: kind, "aria-labelledby": id }, heading, ...parts);
}

const joined = (labels) => labels.join(lang === "ja" ? "、" : ", ");

/** Return names and what they say as a list; lines are [name, text or element, language]. */
function pairs(lines) {
  const told = lines.map(([name, value, language]) => [
    element("dt", {}, name),
    element("dd", language ? { lang: language } : {}, value),
  ]);
  return element("dl", {}, ...told.flat());
}

/** Return what the prefecture answered: its words first, then where they stand. */
function answerOf(row) {
  const { columns, title, id } = tableOf(row);
  const [told, where] = [[], [[WORDS.columns.table, title[lang]]]];
  columns.forEach(({ name, title, text }, index) => {
    const value = rows[row][1][index];
    const isCode = columns.some((other) => `${other.name}_code` === name);
    if (value === null || isCode || name.startsWith("line_")) return;
    const isPlace = [id, "survey", "row_number"].includes(name);
    const inJapanese = text && !isPlace && !(name in place);
    const line = [title[lang], String(calledOf(row, name)), inJapanese ? "ja" : ""];
    (isPlace ? where : told).push(line);
  });
  const link = element("a", { href: linkTo(row) }, WORDS.link);
  const linked = element("p", {}, link);
  return block("answer", row, pairs([...told, ...where]), printedLines(row), linked);
}

/** Return the lines of the document that the answer was read from, with their numbers. */
function printedLines(row) {
  const { file, page, citation, lines } = documents[valueOf(row, "survey")];
  const [first, last] = [valueOf(row, "line_start"), valueOf(row, "line_end")];
  const found = element("ol", { class: "printed", lang: "ja", start: first });
  for (const line of lines.slice(first - 1, last)) found.append(element("li", {}, line || " "));
  const place = `${lang === "en" ? "../" : ""}${page}#L${first}`;
  const link = element("a", { href: place }, fill(WORDS.printed, { file, first, last }));
  const heading = element("h4", {}, link);
  return element("div", {}, heading, found, element("p", { class: "source" }, citation[lang]));
}

/** Return what was made of the answer here. */
function derivedOf(row) {
  return block("derived", row, pairs(factsOf(row)), ...mistakesOf(row), ...similarTo(row));
}

/** Return what was derived, each table of it followed by the words that told it. */
function factsOf(row) {
  return facts.flatMap(({ facets: listed, columns, of }) => {
    const [evidence, ...values] = of[row] ?? [""];
    const lines = listed.map((facet) => [facets[facet].title[lang], joined(labelsOf(row, facet))]);
    columns.forEach(({ title, labels }, index) => {
      const value = values[index] ?? "";
      lines.push([title[lang], labels[value]?.[lang] ?? String(value)]);
    });
    const told = lines.filter(([, value]) => value);
    if (!evidence) return told;
    const quoted = evidence.split(";").map((word) => `「${word}」`);
    const words = element("span", { class: "evidence", lang: "ja" }, ...quoted);
    return [...told, [element("span", { class: "evidence" }, WORDS.evidence), words]];
  });
}

/** Return what is wrong in the document here, and what was done about it. */
function mistakesOf(row) {
  const found = errata[idOf(row)] ?? [];
  const lines = found.map(({ id, title, found, handling }) => [
    title ? `${title[lang]} (${id})` : id,
    [found[lang], handling[lang]].join(lang === "ja" ? "" : " "),
  ]);
  if (!lines.length) return [];
  return [element("div", { class: "errata" }, element("h4", {}, WORDS.errata), pairs(lines))];
}

/** Return the nearest answers of other prefectures, each a link to it. */
function similarTo(row) {
  const items = (similar[row] ?? []).map(([other, hundredths, trust]) => {
    const link = element("a", { href: linkTo(other), lang: "ja" }, nameOf(other));
    const told = [
      labelsOf(other, place.prefecture).join(),
      labelsOf(other, place.adoption_status).join(),
      sharingOf(other),
      fill(WORDS.similarity, { number: (hundredths / 100).toFixed(2) }),
      WORDS.trust[trusts[trust]],
    ];
    const beside = element("span", { class: "note" }, told.filter(Boolean).join(WORDS.parted));
    return element("li", {}, link, beside);
  });
  if (!items.length) return [];
  const heading = element("h4", {}, WORDS.similar);
  return [element("div", { class: "alike" }, heading, element("ol", {}, ...items))];
}
