// Two or three prefectures side by side: how many answers each gave, and which; any of them can be
// exchanged for another, and the third left out.

"use strict";

const MOST_BESIDE = 3;

/** Return the prefectures that can stand side by side: the two or three that are chosen. */
function beside() {
  const chosen = chosenOf(place.prefecture);
  return chosen.length > 1 && chosen.length <= MOST_BESIDE ? chosen : [];
}

const isComparing = () => state.comparing && beside().length > 0;

/** Show the list or the comparison, and the button that leads from one to the other. */
function showView() {
  const comparing = isComparing();
  at("compare").hidden = !beside().length;
  at("compare").textContent = comparing ? WORDS.to_list : WORDS.to_comparison;
  at("beside").hidden = !comparing;
  if (comparing) offerOthers();
  at("list").hidden = comparing || !shown.length;
  at("comparison").hidden = !comparing || !shown.length;
  at("comparison").replaceChildren(...(comparing && shown.length ? [counted(), listed()] : []));
}

// ---- Which prefectures --------------------------------------------------------------------------

const choices = [];

function buildChoices() {
  for (let index = 0; index < MOST_BESIDE; index++) {
    const choice = element("select", { "aria-label": fill(WORDS.beside, { number: index + 1 }) });
    choice.addEventListener("change", () => exchange(index, choice.value));
    choices.push(choice);
  }
  at("beside").append(...choices);
}

/** Set another prefecture in the place of one; none in the last place leaves two. */
function exchange(index, value) {
  const chosen = beside();
  chosen.splice(index, 1, ...(value ? [Number(value)] : []));
  state.chosen[place.prefecture] = new Set(chosen);
  filterFacet(place.prefecture);
  refresh();
}

/** Offer in each place all prefectures, first those next to the first one; those that stand in another
 *  place cannot be chosen twice. */
function offerOthers() {
  const chosen = beside();
  const { values } = facets[place.prefecture];
  const near = new Set(neighbours[codeOf(place.prefecture, chosen[0])]);
  const every = values.map((_, value) => value);
  const isNear = (value) => near.has(codeOf(place.prefecture, value));
  const first = labelOf(place.prefecture, chosen[0]);
  choices.forEach((choice, index) => {
    const own = chosen[index];
    const option = (value) => {
      const made = element("option", { value }, labelOf(place.prefecture, value));
      made.disabled = chosen.includes(value) && value !== own;
      return made;
    };
    const group = (label, members) =>
      element("optgroup", { label }, ...members.map(option));
    const none = element("option", { value: "" }, own === undefined ? WORDS.add : WORDS.leave_out);
    choice.replaceChildren(
      ...(index < MOST_BESIDE - 1 ? [] : [none]),
      group(fill(WORDS.next_to, { name: first }), every.filter(isNear)),
      group(WORDS.not_next_to, every.filter((value) => !isNear(value))),
    );
    choice.value = own ?? "";
  });
}

// ---- Their answers ------------------------------------------------------------------------------

const prefectureOf = (row) => rows[row][2][place.prefecture][0];
const labelOf = (facet, value) => facets[facet].values[value].label[lang];
const heading = (attributes, text) => element("th", attributes, text);

/** Return the head of a table: a column for each prefecture, after what stands before them. */
function headOf(...before) {
  const names = beside().map((one) => heading({ scope: "col" }, labelOf(place.prefecture, one)));
  return element("thead", {}, element("tr", {}, ...before, ...names));
}

/** Return whether a prefecture told anything of a facet in the tables that are chosen: one that did
 *  not, did not say none. */
function tells(facet, prefecture) {
  const chosen = state.chosen[place.table];
  const isChosen = (own) => !chosen.size || own.some((table) => chosen.has(table));
  return rows.some(
    ([, , own]) =>
      own[place.prefecture][0] === prefecture && own[facet].length && isChosen(own[place.table]),
  );
}

/** Return a table of how many answers there are, by table, status and shareability. */
function counted() {
  const bodies = ["table", "adoption_status", "shareability"].map((variable) => {
    const facet = place[variable];
    const ofTables = variable === "table";
    const chosen = state.chosen[facet];
    const lines = facets[facet].values.flatMap((_, value) => {
      if (chosen.size && !chosen.has(value)) return [];
      const counts = beside().map((prefecture) => {
        const spoke = ofTables ? answered[value].has(prefecture) : tells(facet, prefecture);
        if (!spoke) return null;
        const own = shown.filter((row) => prefectureOf(row) === prefecture);
        return own.filter((row) => rows[row][2][facet].includes(value)).length;
      });
      if (counts.includes(0) && !counts.some(Boolean)) return [];
      const label = ofTables ? shortTitle(codeOf(facet, value)) : labelOf(facet, value);
      const told = counts.map((count) => (count === null ? WORDS.silent : number.format(count)));
      const cells = told.map((text) => element("td", {}, text));
      return [element("tr", {}, heading({ scope: "row" }, label), ...cells)];
    });
    const across = { scope: "rowgroup", colspan: beside().length + 1 };
    const title = element("tr", {}, heading(across, facets[facet].title[lang]));
    return lines.length ? element("tbody", {}, title, ...lines) : "";
  });
  const caption = element("caption", {}, WORDS.counted);
  return element("table", { class: "counted" }, caption, headOf(element("td")), ...bodies);
}

/** Return the rows of each group, in the order in which groups begin. */
function grouped(listed, keyOf) {
  const groups = new Map();
  for (const row of listed) {
    const key = keyOf(row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return groups;
}

/** Return a table of the answers, those of the same table and field beside each other. */
function listed() {
  const groups = grouped(shown, (row) => firstOf(row, place.table));
  const bodies = [...groups].map(([table, inTable]) => {
    const across = { colspan: beside().length };
    const title = heading({ ...across, scope: "rowgroup" }, labelOf(place.table, table));
    const fields = grouped(inTable, (row) => firstOf(row, place.field));
    const lines = [...fields].sort(([a], [b]) => a - b).flatMap(([field, inField]) => {
      const name = facets[place.field].values[field]?.label[lang];
      const cells = beside().map((prefecture) => {
        const own = inField.filter((row) => prefectureOf(row) === prefecture);
        const silent = answered[table].has(prefecture) ? WORDS.none_here : WORDS.silent;
        const none = element("span", { class: "note" }, silent);
        return element("td", {}, ...(own.length ? own.map(brief) : [none]));
      });
      const subtitle = name ? [element("tr", { class: "field" }, heading(across, name))] : [];
      return [...subtitle, element("tr", {}, ...cells)];
    });
    return element("tbody", {}, element("tr", {}, title), ...lines);
  });
  const caption = element("caption", {}, WORDS.listed);
  return element("table", { class: "listed" }, caption, headOf(), ...bodies);
}

/** Return an answer in short: its name, which leads to it, its codes and its texts. */
function brief(row) {
  const name = element("a", { href: linkTo(row), lang: "ja" }, nameOf(row));
  const sharing = sharingOf(row) ? WORDS.parted + sharingOf(row) : "";
  const codes = element("span", { class: "note" }, statusOf(row), sharing);
  const texts = textsOf(row).map(([, text]) => text);
  const text = element("span", { lang: "ja", class: "excerpt" }, texts.join(" ／ "));
  return element("div", { class: "brief" }, name, ...erratumOf(row), codes, text);
}
