// The explorer: every answer, searched and filtered in the page itself. Nothing is asked of a server.
//
// `ANSWERS` (answers.js, made by survey.publishing.explorer) holds
//   tables     name → { title, id, title_column, texts, columns: [{ name, title, text }] }
//   rows       [table, [value of each column], [places in facet 0, …]]
//   facets     [{ variable, title, column, derived, values: [{ code, label }] }]; derived ones do
//              not stand in the tables above, and bear the name of their column in a saved CSV
//   tiles      [{ code, short, column, row }], the map
//   documents  survey → { file, citation, lines }
//   spellings  [[spelling, term]], the longest first
//   errata     id of an answer → [{ id, title, found, handling }]: mistakes of the document in it;
//              title is that of the column, null where it is the answer as a whole
// Titles and labels are { ja, en }. Text reaches the page only as text, never as markup.

"use strict";

const lang = document.documentElement.lang;
const WORDS = JSON.parse(document.getElementById("words").textContent);
const { tables, rows, facets, tiles, documents, spellings, errata } = ANSWERS;
const PAGE_LENGTHS = [25, 50, 100];

const at = (id) => document.getElementById(id);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = new Intl.NumberFormat(lang);
const place = Object.fromEntries(facets.map((facet, index) => [facet.variable, index]));
for (const table of Object.values(tables)) {
  table.index = new Map(table.columns.map(({ name }, index) => [name, index]));
}

/** Return an element with attributes and children; strings become text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// ---- Search -------------------------------------------------------------------------------------

const terms = new Map(spellings);
const spelling = new RegExp(
  [...terms.keys()].map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") || "$^",
  "g",
);

/** Return text as words are compared in the analysis: NFKC, every spelling as its term. */
function normalise(text) {
  return text.normalize("NFKC").replace(spelling, (found) => terms.get(found));
}

/** Return text as it is compared here: also without case, kind of kana and, in longer words, a final ー. */
function fold(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/(?<=[ぁ-ゖー]{3})ー(?![ぁ-ゖー])/g, "");
}

// What is searched are the answers' own words; ids and prefectures are found by their beginnings.
const SHORTEST_NAME = 3;
const searched = rows.map(([table, values, own]) => {
  const { id, index, texts } = tables[table];
  const text = texts.map((name) => values[index.get(name)] ?? "").join("\n");
  const { ja, en } = facets[place.prefecture].values[own[place.prefecture][0]].label;
  return {
    text: fold(text) + "\n" + fold(normalise(text)),
    names: [values[index.get(id)], ja, en].map(fold),
  };
});

/** Return which rows hold every word of the query, in any of its spellings. */
function matches(query) {
  const found = new Uint8Array(rows.length).fill(1);
  for (const word of query.normalize("NFKC").split(/\s+/).filter(Boolean)) {
    const [plain, unified] = [fold(word), fold(normalise(word))];
    const asName = plain.length >= SHORTEST_NAME || /[^ -~]{2}/.test(plain);
    const holds = ({ text, names }) =>
      text.includes(plain) ||
      text.includes(unified) ||
      (asName && names.some((name) => name.startsWith(plain)));
    for (let row = 0; row < found.length; row++) {
      if (found[row] && !holds(searched[row])) found[row] = 0;
    }
  }
  return found;
}

// ---- State, and the address that holds it -------------------------------------------------------

const state = { query: "", chosen: facets.map(() => new Set()), order: [], page: 0, open: "" };
let inText = matches("");
let inFacet = facets.map(() => new Uint8Array(rows.length).fill(1));
let shown = rows.map((_, row) => row);

function codeOf(facet, value) {
  return String(facets[facet].values[value].code);
}

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const [name, direction] = (asked.get("order") ?? "").split("-");
  const by = COLUMNS.findIndex((column) => column.name === name && column.compare);
  state.order = by >= 0 && ["asc", "desc"].includes(direction) ? [[by, direction]] : [];
  state.page = Math.max(0, Math.floor(Number(asked.get("page")) || 1) - 1);
  state.query = asked.get("q") ?? "";
  state.open = asked.get("row") ?? "";
  facets.forEach(({ variable, values }, facet) => {
    const codes = new Set(asked.getAll(variable));
    const chosen = values.map((_, value) => value).filter((value) => codes.has(codeOf(facet, value)));
    state.chosen[facet] = new Set(chosen);
  });
}

function address() {
  const asked = new URLSearchParams();
  if (state.query) asked.set("q", state.query);
  facets.forEach(({ variable }, facet) => {
    for (const value of [...state.chosen[facet]].sort((a, b) => a - b)) {
      asked.append(variable, codeOf(facet, value));
    }
  });
  const [order] = grid ? grid.order() : [];
  if (order && order[1]) asked.set("order", `${COLUMNS[order[0]].name}-${order[1]}`);
  if (grid && grid.page() > 0) asked.set("page", grid.page() + 1);
  if (state.open) asked.set("row", state.open);
  return asked.toString();
}

let waiting = 0;
/** Put the view into the address, a moment after it last changed: browsers allow it only so often. */
function writeAddress() {
  at("language").hash = address();
  clearTimeout(waiting);
  waiting = setTimeout(writeNow, 250);
}

function writeNow() {
  clearTimeout(waiting);
  const now = address();
  if (location.hash.slice(1) !== now) history.replaceState(null, "", `#${now}`);
}

// ---- Filter -------------------------------------------------------------------------------------

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
  const values = { shown: number.format(shown.length), all: number.format(rows.length) };
  const conditions = chosenLabels();
  at("count").textContent = fill(WORDS.count, values);
  at("conditions").textContent = conditions.length
    ? WORDS.conditions + conditions.join(WORDS.and)
    : "";
  at("clear").hidden = !conditions.length;
  at("export").disabled = !shown.length;
  at("export").textContent = fill(WORDS.save, values);
  clearTimeout(telling);
  telling = setTimeout(() => (at("told").textContent = at("count").textContent), 500);
}

let telling = 0;

/** Return what the filter asks for, in words. */
function chosenLabels() {
  const labels = facets.flatMap(({ values }, facet) => {
    const chosen = [...state.chosen[facet]].sort((a, b) => a - b);
    return chosen.length ? [chosen.map((value) => values[value].label[lang]).join(WORDS.or)] : [];
  });
  return state.query.trim() ? [`「${state.query.trim()}」`, ...labels] : labels;
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
    const set = element("fieldset", {}, legend, ...boxes[index].map(({ line }) => line));
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
    const name = element("span", { class: "name" }, lang === "ja" ? tile.short : label.en);
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

// ---- Table --------------------------------------------------------------------------------------

const valueOf = (row, name) => {
  const [table, values] = rows[row];
  return values[tables[table].index.get(name)] ?? "";
};
const nameOf = (row) => {
  const name = valueOf(row, tables[rows[row][0]].title_column);
  return name || tables[rows[row][0]].title[lang];
};
const idOf = (row) => valueOf(row, tables[rows[row][0]].id);
const labelsOf = (row, facet) =>
  rows[row][2][facet].map((value) => facets[facet].values[value].label[lang]);
const firstOf = (row, facet) => rows[row][2][facet][0] ?? facets[facet].values.length;
const collator = new Intl.Collator("ja");

const COLUMNS = [
  {
    name: "name",
    cell: (row) => {
      const button = element("button", { type: "button", class: "open", lang: "ja" }, nameOf(row));
      button.setAttribute("aria-expanded", "false");
      button.dataset.row = row;
      const cell = document.createDocumentFragment();
      cell.append(button);
      if (errata[idOf(row)]) cell.append(element("span", { class: "erratum" }, WORDS.erratum));
      return cell;
    },
    compare: (a, b) => collator.compare(nameOf(a), nameOf(b)),
  },
  {
    name: "prefecture",
    cell: (row) => labelsOf(row, place.prefecture).join(),
    compare: (a, b) => firstOf(a, place.prefecture) - firstOf(b, place.prefecture),
  },
  {
    name: "status",
    cell: (row) => {
      const [code] = rows[row][2][place.adoption_status];
      const label = labelsOf(row, place.adoption_status).join();
      return element("span", { class: `state state-${code}` }, label);
    },
    compare: (a, b) => firstOf(a, place.adoption_status) - firstOf(b, place.adoption_status),
  },
  {
    name: "text",
    cell: (row) => {
      const { title_column: title, texts } = tables[rows[row][0]];
      const own = texts.filter((name) => name !== title).map((name) => valueOf(row, name));
      return element("span", { lang: "ja", class: "excerpt" }, own.filter(Boolean).join(" ／ "));
    },
  },
  {
    name: "table",
    cell: (row) => labelsOf(row, place.table).join(),
    compare: (a, b) => firstOf(a, place.table) - firstOf(b, place.table),
  },
];

let grid = null;
let DataTable = null;
let ordered = shown;
const ranks = new Map();

/** Return the place of every row in the order of a column, as the document has them at a tie. */
function ranksOf(column) {
  if (!ranks.has(column)) {
    const { compare } = COLUMNS[column];
    const sorted = rows.map((_, row) => row).sort((a, b) => compare(a, b) || a - b);
    const own = new Uint32Array(rows.length);
    sorted.forEach((row, rank) => (own[row] = rank));
    ranks.set(column, own);
  }
  return ranks.get(column);
}

/** Give the table the rows of its page: it draws what the filter left, and filters nothing. */
function page(request, draw) {
  const [by] = request.order;
  ordered = shown;
  if (by?.dir) {
    const own = ranksOf(by.column);
    const sign = by.dir === "desc" ? -1 : 1;
    ordered = [...shown].sort((a, b) => sign * (own[a] - own[b]));
  }
  draw({
    draw: request.draw,
    recordsTotal: rows.length,
    recordsFiltered: ordered.length,
    data: ordered.slice(request.start, request.start + request.length).map((row) => ({ row })),
  });
}

function buildTable() {
  grid = new DataTable(at("answers"), {
    serverSide: true,
    ajax: page,
    searching: false,
    autoWidth: false,
    order: state.order,
    pageLength: PAGE_LENGTHS[0],
    displayStart: Math.min(state.page, lastPage()) * PAGE_LENGTHS[0],
    lengthMenu: PAGE_LENGTHS,
    layout: { topStart: null, topEnd: null, bottomStart: "pageLength", bottomEnd: "paging" },
    columns: COLUMNS.map(({ name, cell, compare }) => ({
      data: null,
      defaultContent: "",
      className: name,
      title: WORDS.columns[name],
      orderable: Boolean(compare),
      createdCell: (td, _, { row }) => td.replaceChildren(cell(row)),
    })),
    language: WORDS.datatables,
    drawCallback: () => {
      state.open = "";
      if (grid) writeAddress();
    },
  });
  at("answers").addEventListener("click", ({ target }) => {
    const button = target.closest("button.open");
    if (button) toggle(button);
  });
  at("answers").closest(".dt-container").addEventListener("click", ({ target }) => {
    if (target.closest(".dt-paging")) at("results").scrollIntoView();
  });
}

function lastPage() {
  return Math.max(0, Math.ceil(shown.length / PAGE_LENGTHS[0]) - 1);
}

function toggle(button) {
  const line = grid.row(button.closest("tr"));
  const row = Number(button.dataset.row);
  const open = !line.child.isShown();
  if (open) line.child(details(row), "full").show();
  else line.child.hide();
  button.setAttribute("aria-expanded", open);
  const others = [...at("answers").querySelectorAll("button.open[aria-expanded=true]")];
  state.open = open ? idOf(row) : others.length ? idOf(others.at(-1).dataset.row) : "";
  writeAddress();
}

// ---- One answer in full -------------------------------------------------------------------------

function details(row) {
  const { columns, title } = tables[rows[row][0]];
  const list = element("dl");
  const add = (name, value, language) =>
    list.append(element("dt", {}, name), element("dd", language ? { lang: language } : {}, value));
  add(WORDS.columns.table, title[lang]);
  columns.forEach(({ name, title, text }, index) => {
    const value = rows[row][1][index];
    const isCode = columns.some((other) => `${other.name}_code` === name);
    if (value === null || isCode || name.startsWith("line_")) return;
    if (name in place) add(title[lang], labelsOf(row, place[name]).join());
    else add(title[lang], String(value), text ? "ja" : undefined);
  });
  facets.forEach((facet, index) => {
    if (!facet.derived || !rows[row][2][index].length) return;
    add(facet.title[lang], labelsOf(row, index).join(lang === "ja" ? "、" : ", "));
  });
  const link = element("a", { href: `#row=${encodeURIComponent(idOf(row))}` }, WORDS.link);
  const linked = element("p", {}, link);
  return element("div", { class: "details" }, list, printed(row), ...mistakes(row), linked);
}

/** Return what is wrong in the document here, and what was done about it. */
function mistakes(row) {
  const found = errata[idOf(row)] ?? [];
  const told = found.map(({ id, title, found, handling }) => {
    const name = title ? `${title[lang]} (${id})` : id;
    return [element("dt", {}, name), element("dd", {}, `${found[lang]} ${handling[lang]}`)];
  });
  if (!told.length) return [];
  const heading = element("h3", {}, WORDS.errata);
  return [element("div", { class: "errata" }, heading, element("dl", {}, ...told.flat()))];
}

/** Return the lines of the document that the answer was read from, with their numbers. */
function printed(row) {
  const { file, citation, lines } = documents[valueOf(row, "survey")];
  const [first, last] = [valueOf(row, "line_start"), valueOf(row, "line_end")];
  const list = element("ol", { class: "printed", lang: "ja", start: first });
  for (const line of lines.slice(first - 1, last)) list.append(element("li", {}, line || " "));
  const heading = element("h3", {}, fill(WORDS.printed, { file, first, last }));
  return element("div", {}, heading, list, element("p", { class: "source" }, citation[lang]));
}

// ---- CSV ----------------------------------------------------------------------------------------

/** Return the rows that are shown as CSV: their columns as in the tables, then what was derived. */
function csv() {
  const present = Object.keys(tables).filter((name) => shown.some((row) => rows[row][0] === name));
  const own = [...new Set(present.flatMap((name) => tables[name].columns.map((c) => c.name)))];
  const derived = facets.map((_, facet) => facet).filter((facet) => facets[facet].derived);
  const head = ["table", ...own, ...derived.map((facet) => facets[facet].column)];
  const records = ordered.map((row) => [
    rows[row][0],
    ...own.map((name) => valueOf(row, name)),
    ...derived.map((facet) => rows[row][2][facet].map((value) => codeOf(facet, value)).join("; ")),
  ]);
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells) => cells.map((cell) => quoted(String(cell))).join(",") + "\n";
  return "\ufeff" + [head, ...records].map(line).join("");
}

function save() {
  const link = element("a", { download: "prefectural-dx-answers.csv" });
  link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// ---- All together -------------------------------------------------------------------------------

function refresh() {
  apply();
  grid.page(0).draw(false);
}

/** Show what the address asks for: the filters, and the answer that it names. */
function show() {
  at("query").value = state.query;
  filterText();
  facets.forEach((_, facet) => filterFacet(facet));
  apply();
}

/** Turn to the page with this answer and open it. */
function openAnswer(open) {
  const where = ordered.findIndex((row) => idOf(row) === open);
  if (where < 0) return;
  grid.page(Math.floor(where / grid.page.len())).draw(false);
  const button = at("answers").querySelector(`button[data-row="${ordered[where]}"]`);
  toggle(button);
  button.scrollIntoView({ block: "start" });
  button.focus({ preventScroll: true });
}

async function begin() {
  readAddress();
  const { open } = state;
  buildFacets();
  buildMap();
  show();
  DataTable = (await DATATABLES).default;
  buildTable();
  const search = ({ target, isComposing }) => {
    if (isComposing) return; // kana that are not converted yet
    state.query = target.value;
    filterText();
    refresh();
  };
  at("query").addEventListener("input", search);
  at("query").addEventListener("compositionend", search);
  at("skip").addEventListener("click", (event) => {
    event.preventDefault();
    at("results").focus();
  });
  at("clear").addEventListener("click", () => {
    state.query = "";
    state.chosen.forEach((chosen) => chosen.clear());
    show();
    refresh();
    at("query").focus();
  });
  at("export").addEventListener("click", save);
  window.addEventListener("hashchange", () => {
    clearTimeout(waiting);
    readAddress();
    const { open, order, page: asked } = state;
    show();
    grid.order(order).page(0).draw(false);
    if (asked) grid.page(Math.min(asked, grid.page.info().pages - 1)).draw(false);
    openAnswer(open);
  });
  addEventListener("pagehide", writeNow);
  at("filters").open = matchMedia("(min-width: 60rem)").matches;
  openAnswer(open);
  writeAddress();
  document.documentElement.dataset.ready = "yes";
}

begin();
