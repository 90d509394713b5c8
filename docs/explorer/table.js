// The table of results: its columns, their order, and the page that is drawn.

"use strict";

const PAGE_LENGTHS = [25, 50, 100];

const valueOf = (row, name) => {
  const [table, values] = rows[row];
  return values[tables[table].index.get(name)] ?? "";
};
const tableOf = (row) => tables[rows[row][0]];
const nameOf = (row) => valueOf(row, tableOf(row).title_column) || tableOf(row).title[lang];
const idOf = (row) => valueOf(row, tableOf(row).id);
const linkTo = (row) => `#row=${encodeURIComponent(idOf(row))}`;
const shortTitle = (table) => WORDS.tables[table] ?? tables[table].title[lang];
const labelsOf = (row, facet) =>
  rows[row][2][facet].map((value) => facets[facet].values[value].label[lang]);
const firstOf = (row, facet) => rows[row][2][facet][0] ?? facets[facet].values.length;
const collator = new Intl.Collator("ja");

/** Return what a value of a column is called: by its label, of a document by its title. */
function calledOf(row, name) {
  if (name === "survey") return documents[valueOf(row, name)].title[lang];
  return name in place ? labelsOf(row, place[name]).join() : valueOf(row, name);
}

/** Return whether others can use it, of cases, or of systems that are shared already; and for whom. */
function sharingOf(row) {
  const sharing = [place.shareability, place.further_sharing];
  const told = sharing.flatMap((facet) => labelsOf(row, facet)).join();
  const scope = labelsOf(row, place.scope).join();
  return scope ? fill(WORDS.scoped, { told, scope }) : told;
}

/** Return the texts of an answer beside its name, [column, text]. */
function textsOf(row) {
  const { title_column: title, texts, columns, index } = tableOf(row);
  const told = texts.map((name) => [columns[index.get(name)], valueOf(row, name)]);
  return told.filter(([column, text]) => text && column.name !== title);
}

/** Return the status of an answer, with the colour that it has in the charts. */
function statusOf(row) {
  const [code] = rows[row][2][place.adoption_status];
  const label = labelsOf(row, place.adoption_status).join();
  return element("span", { class: `state state-${code}` }, label);
}

const erratumOf = (row) =>
  errata[idOf(row)] ? [element("span", { class: "erratum" }, WORDS.erratum)] : [];

const COLUMNS = [
  {
    name: "name",
    cell: (row) => {
      const button = element("button", { type: "button", class: "open", lang: "ja" }, nameOf(row));
      button.setAttribute("aria-expanded", "false");
      button.dataset.row = row;
      const cell = document.createDocumentFragment();
      cell.append(button, ...erratumOf(row));
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
    cell: statusOf,
    compare: (a, b) => firstOf(a, place.adoption_status) - firstOf(b, place.adoption_status),
  },
  {
    name: "sharing",
    cell: sharingOf,
    compare: (a, b) =>
      firstOf(a, place.shareability) - firstOf(b, place.shareability) ||
      firstOf(a, place.further_sharing) - firstOf(b, place.further_sharing),
  },
  {
    name: "text",
    cell: (row) => {
      const texts = textsOf(row).map(([, text]) => text);
      return element("span", { lang: "ja", class: "excerpt" }, texts.join(" ／ "));
    },
  },
  {
    name: "table",
    cell: (row) => shortTitle(rows[row][0]),
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
  at("list").addEventListener("click", ({ target }) => {
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
