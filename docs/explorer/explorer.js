// The explorer: every answer, searched and filtered in the page itself. Nothing is asked of a
// server, and text reaches the page only as text. The head of search.js says what the page holds.

"use strict";

/** Show what is left after a step that the reader took, from its beginning. */
function refresh() {
  at("copied").textContent = "";
  apply();
  showView();
  grid.page(0).draw(false);
  writeAddress(true);
  if (at("results").getBoundingClientRect().top < 0) at("results").scrollIntoView();
}

/** Show what the state asks for. */
function show() {
  at("query").value = state.query;
  filterText();
  facets.forEach((_, facet) => filterFacet(facet));
  apply();
  showView();
}

/** Show what the address asks for: another was entered, or the reader went back. */
function follow() {
  if (location.hash.slice(1) === address()) return;
  forgetStep();
  readAddress();
  const { open, order, page: asked } = state;
  show();
  grid.order(order).page(0).draw(false);
  if (asked) grid.page(Math.min(asked, grid.page.info().pages - 1)).draw(false);
  openAnswer(open);
}

function typed({ target, isComposing }) {
  if (isComposing) return; // kana that are not converted yet
  if (state.query === target.value) return;
  state.query = target.value;
  filterText();
  refresh();
}

function lookAtResults() {
  at("filters").open = false;
  at("results").scrollIntoView();
  at("results").focus({ preventScroll: true });
}

function toggleComparison() {
  state.comparing = !isComparing();
  showView();
  writeAddress(true);
}

async function begin() {
  readAddress();
  const { open } = state;
  buildFacets();
  buildMap();
  buildChoices();
  show();
  DataTable = (await DATATABLES).default;
  buildTable();
  at("query").addEventListener("input", typed);
  at("query").addEventListener("compositionend", typed);
  at("skip").addEventListener("click", (event) => {
    event.preventDefault();
    at("results").focus();
  });
  at("look").addEventListener("click", lookAtResults);
  at("compare").addEventListener("click", toggleComparison);
  at("export").addEventListener("click", save);
  at("copy").addEventListener("click", copyLink);
  at("print").addEventListener("click", () => print());
  addEventListener("beforeprint", layOut);
  addEventListener("afterprint", () => at("paper").replaceChildren());
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
  addEventListener("pagehide", () => {
    isStep = false; // a step cannot be made while leaving, but who comes back finds the view
    writeNow();
  });
  at("filters").open = matchMedia("(min-width: 68rem)").matches;
  openAnswer(open);
  if (isComparing() && at("beside").getBoundingClientRect().top > innerHeight / 2) {
    at("results").scrollIntoView(); // on a phone what is asked fills the screen
  }
  writeAddress();
  document.documentElement.dataset.ready = "yes";
}

begin();
