// Which answers are left, how many each further filter would leave, and the conditions they meet.

"use strict";

let inText = matches("");
const inFacet = facets.map(() => new Uint8Array(rows.length).fill(1));
let shown = rows.map((_, row) => row);

// Where fewer answers are left, the words of a phrase are offered one by one.
const FEW = 10;

function filterText() {
  inText = matches(state.query);
}

function filterFacet(facet) {
  const chosen = state.chosen[facet];
  const passed = inFacet[facet];
  rows.forEach(([, , own], row) => {
    passed[row] = !chosen.size || own[facet].some((value) => chosen.has(value)) ? 1 : 0;
  });
}

/** Find the rows that pass everything, and count for each value those that would if it were chosen:
 *  the rows that pass all other filters. */
function apply() {
  const counts = facets.map(({ values }) => new Uint32Array(values.length));
  shown = [];
  for (let row = 0; row < rows.length; row++) {
    if (!inText[row]) continue;
    let failed = 0;
    let last = -1;
    for (let facet = 0; facet < facets.length && failed < 2; facet++) {
      if (!inFacet[facet][row]) {
        failed++;
        last = facet;
      }
    }
    if (failed > 1) continue;
    if (!failed) shown.push(row);
    const own = rows[row][2];
    if (failed) for (const value of own[last]) counts[last][value]++;
    else own.forEach((held, facet) => held.forEach((value) => counts[facet][value]++));
  }
  showCounts(counts);
  showConditions();
  const values = { shown: number.format(shown.length), all: number.format(rows.length) };
  at("count").textContent = fill(WORDS.count, values);
  at("look").textContent = fill(WORDS.look, values);
  at("export").disabled = at("print").disabled = !shown.length;
  at("export").textContent = fill(WORDS.save, values);
  at("print").textContent = fill(WORDS.print, values);
  at("apart").replaceChildren();
  clearTimeout(telling);
  telling = setTimeout(tell, 500);
}

let telling = 0;

/** Say, when the reader pauses, how many answers are left and, where these are few, what else to ask. */
function tell() {
  at("told").textContent = at("count").textContent;
  if (shown.length < FEW) at("apart").replaceChildren(...wordsApart());
}

// ---- Conditions ---------------------------------------------------------------------------------

/** Return what the answers have to meet: each word, and each filter with what is chosen of it. */
function conditions() {
  const words = wordsOf(state.query);
  const ofWords = words.map((word, index) => {
    const others = words.filter((_, other) => other !== index).join(" ");
    return {
      short: word,
      text: fill(WORDS.word, { word }),
      drop: () => ask(others),
      without: () => countOf(matches(others), inFacet),
    };
  });
  const ofFacets = facets.flatMap(({ title, values }, facet) => {
    const labels = chosenOf(facet).map((value) => values[value].label[lang]);
    if (!labels.length) return [];
    const more = labels.length > 1 ? fill(WORDS.more, { number: labels.length - 1 }) : "";
    return {
      facet,
      short: labels[0] + more,
      text: fill(WORDS.chosen_of, { title: title[lang], values: labels.join(WORDS.or) }),
      drop: () => {
        state.chosen[facet].clear();
        filterFacet(facet);
      },
      without: () => countOf(inText, inFacet.filter((_, other) => other !== facet)),
    };
  });
  return [...ofWords, ...ofFacets];
}

/** Return how many rows pass the words and all these filters. */
function countOf(text, passed) {
  return rows.filter((_, row) => text[row] && passed.every((own) => own[row])).length;
}

function ask(query) {
  state.query = query;
  at("query").value = query;
  filterText();
}

/** Return the way to the answers that hold the words of a phrase, not the phrase, if these are more. */
function wordsApart() {
  const apart = wordsWithin(state.query, (text) => countOf(text, inFacet));
  if (!apart) return [];
  const words = apart.words.map((word) => fill(WORDS.word, { word })).join(lang === "ja" ? "" : " ");
  const told = fill(WORDS.apart, { words, number: number.format(apart.number) });
  const button = element("button", { type: "button" }, told);
  button.addEventListener("click", () => leave(() => ask(apart.words.join(" "))));
  return [button];
}

function showConditions() {
  const asked = conditions();
  const dropping = asked.map((one) => {
    const sign = element("span", { "aria-hidden": "true" }, "×");
    const button = element("button", { type: "button", class: "chip" }, one.text, sign);
    button.setAttribute("aria-label", fill(WORDS.drop, { condition: one.text }));
    button.addEventListener("click", () => leave(one.drop));
    return button;
  });
  const clear = element("button", { type: "button", id: "clear" }, WORDS.clear);
  clear.addEventListener("click", () => leave(dropAll));
  at("summary").textContent = asked.length ? summary(place[WORDS.summed]) : "";
  at("conditions").replaceChildren(...dropping, ...(asked.length ? [clear] : []));
  at("empty").hidden = shown.length > 0;
  if (!shown.length) at("empty").replaceChildren(...wayOut(asked));
}

/** Return how many of the answers that are shown have each value of a facet, also which none has; empty
 *  if it is told of no answer. */
function summary(facet) {
  const { title, values } = facets[facet];
  const counts = new Uint32Array(values.length);
  for (const row of shown) for (const value of rows[row][2][facet]) counts[value]++;
  if (counts.every((count) => !count)) return "";
  const told = values.map(({ label }, value) =>
    fill(WORDS.value_summed, { label: label[lang], number: number.format(counts[value]) }),
  );
  return fill(WORDS.summary, { title: title[lang], values: told.join(WORDS.and) });
}

/** Return what to say where no answer is left, and which condition to give up for how many. */
function wayOut(asked) {
  const ways = asked.map((one) => {
    const values = { condition: one.text, number: number.format(one.without()) };
    return [fill(WORDS.without, values), one.drop];
  });
  if (ways.length > 1) {
    ways.push([fill(WORDS.without_all, { number: number.format(rows.length) }), dropAll]);
  }
  const items = ways.map(([text, drop]) => {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => leave(drop));
    return element("li", {}, button);
  });
  return [element("p", {}, WORDS.nothing), element("ul", {}, ...items)];
}

/** Give up a condition. Its button is gone then: the keyboard goes on where the results begin. */
function leave(drop) {
  drop();
  refresh();
  at("results").focus({ preventScroll: true });
}

function dropAll() {
  state.query = "";
  state.chosen.forEach((chosen) => chosen.clear());
  show();
}

// ---- Facets and map -----------------------------------------------------------------------------

const boxes = [];
const buttons = new Map();

function buildFacets() {
  facets.forEach((facet, index) => {
    boxes[index] = facet.values.map(({ label }, value) => {
      const box = element("input", { type: "checkbox" });
      const count = element("span", { class: "count" });
      const line = element("label", {}, box, element("span", {}, label[lang]), count);
      box.addEventListener("change", () => choose(index, value, box.checked));
      return { box, count, line };
    });
    const legend = element("legend", { class: "hidden" }, facet.title[lang]);
    const note = WORDS.notes[facet.variable];
    const below = note ? [element("p", { class: "note" }, note)] : [];
    const lines = boxes[index].map(({ line }) => line);
    const set = element("fieldset", {}, legend, ...lines, ...below);
    const chosen = element("span", { class: "chosen" });
    const summary = element("summary", {}, facet.title[lang], chosen);
    const group = element("details", { class: "facet" }, summary, set);
    group.open = WORDS.open.includes(facet.variable);
    at("facets").append(group);
    boxes[index].chosen = chosen;
  });
}

function buildMap() {
  const facet = place.prefecture;
  facets[facet].values.forEach(({ code, label }, value) => {
    const tile = tiles.find((one) => one.code === code);
    if (!tile) return;
    const name = element("span", { class: "name" }, lang === "ja" ? tile.short : tile.short_en);
    const count = element("span", { class: "count" });
    const button = element("button", { type: "button" }, name, count);
    button.style.gridArea = `${tile.row} / ${tile.column}`;
    button.addEventListener("click", () => {
      choose(facet, value, !state.chosen[facet].has(value));
    });
    buttons.set(value, { button, count, name: label[lang] });
    at("map").append(button);
  });
}

/** Return how dark a tile is: 0 for none, else 1 to 6, by the root of the count as in the charts. */
function shade(count, most) {
  return count ? 1 + Math.min(5, Math.floor(5.999 * Math.sqrt(count / most))) : 0;
}

// Which prefectures have rows in each table: one without rows gave no answer, which is not zero.
const answered = facets[place.table].values.map(() => new Set());
for (const [, , own] of rows) {
  for (const table of own[place.table]) answered[table].add(own[place.prefecture][0]);
}

function gaveAnswer(prefecture) {
  const chosen = state.chosen[place.table];
  return answered.some((own, table) => (!chosen.size || chosen.has(table)) && own.has(prefecture));
}

function showCounts(counts) {
  counts.forEach((own, facet) => {
    own.forEach((count, value) => {
      const { box, count: shownCount, line } = boxes[facet][value];
      const silent = facet === place.prefecture && !gaveAnswer(value);
      const text = silent ? WORDS.silent : number.format(count);
      if (shownCount.textContent !== text) shownCount.textContent = text;
      line.classList.toggle("none", !count);
      box.checked = state.chosen[facet].has(value);
    });
    const { size } = state.chosen[facet];
    boxes[facet].chosen.textContent = size ? fill(WORDS.chosen, { number: size }) : "";
  });
  const own = counts[place.prefecture];
  const most = Math.max(1, ...own);
  for (const [value, { button, count, name }] of buttons) {
    const silent = !gaveAnswer(value);
    const text = silent ? "–" : number.format(own[value]);
    if (count.textContent !== text) count.textContent = text;
    button.dataset.shade = shade(own[value], most);
    button.setAttribute("aria-pressed", state.chosen[place.prefecture].has(value));
    button.title = fill(silent ? WORDS.silent_tile : WORDS.tile, { name, count: text });
    button.setAttribute("aria-label", button.title);
  }
}

function choose(facet, value, yes) {
  if (yes) state.chosen[facet].add(value);
  else state.chosen[facet].delete(value);
  filterFacet(facet);
  refresh();
}
