// What the reader asks for, and the address that holds it: filters and words are steps that the
// browser's back button undoes; turning pages, sorting and opening rows are none.

"use strict";

const lang = document.documentElement.lang;
const WORDS = JSON.parse(document.getElementById("words").textContent);

const at = (id) => document.getElementById(id);
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = new Intl.NumberFormat(lang);

/** Return an element with attributes and children; strings become text, never markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const state = {
  query: "",
  chosen: facets.map(() => new Set()),
  order: [],
  page: 0,
  open: "",
  comparing: false,
};

function codeOf(facet, value) {
  return String(facets[facet].values[value].code);
}

/** Return the values that are chosen of a facet, in their order; prefectures in that in which they were
 *  chosen, as the first of those side by side is the reader's own. */
function chosenOf(facet) {
  const chosen = [...state.chosen[facet]];
  return facet === place.prefecture ? chosen : chosen.sort((a, b) => a - b);
}

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const [name, direction] = (asked.get("order") ?? "").split("-");
  const by = COLUMNS.findIndex((column) => column.name === name && column.compare);
  state.order = by >= 0 && ["asc", "desc"].includes(direction) ? [[by, direction]] : [];
  state.page = Math.max(0, Math.floor(Number(asked.get("page")) || 1) - 1);
  state.query = asked.get("q") ?? "";
  state.open = asked.get("row") ?? "";
  state.comparing = asked.get("view") === "compare";
  facets.forEach(({ variable, values }, facet) => {
    const places = new Map(values.map((_, value) => [codeOf(facet, value), value]));
    const codes = asked.getAll(variable).filter((code) => places.has(code));
    state.chosen[facet] = new Set(codes.map((code) => places.get(code)));
  });
}

function address() {
  const asked = new URLSearchParams();
  if (state.query) asked.set("q", state.query);
  facets.forEach(({ variable }, facet) => {
    for (const value of chosenOf(facet)) asked.append(variable, codeOf(facet, value));
  });
  const [order] = grid ? grid.order() : [];
  if (order && order[1]) asked.set("order", `${COLUMNS[order[0]].name}-${order[1]}`);
  if (grid && grid.page() > 0) asked.set("page", grid.page() + 1);
  if (isComparing()) asked.set("view", "compare");
  if (state.open) asked.set("row", state.open);
  return asked.toString();
}

// Browsers allow an address to change only so often, and a word is no step before it is written.
const PAUSE = { step: 700, same: 250 };
let waiting = 0;
let isStep = false;

/** Put the view into the address a moment after it last changed; going back undoes a step. */
function writeAddress(step = false) {
  at("language").hash = address();
  isStep ||= step;
  clearTimeout(waiting);
  waiting = setTimeout(writeNow, isStep ? PAUSE.step : PAUSE.same);
}

function writeNow() {
  clearTimeout(waiting);
  const now = address();
  if (location.hash.slice(1) !== now) {
    if (isStep) history.pushState(null, "", `#${now}`);
    else history.replaceState(null, "", `#${now}`);
  }
  isStep = false;
}

/** Forget what was not yet written: the address has become another. */
function forgetStep() {
  clearTimeout(waiting);
  isStep = false;
}
