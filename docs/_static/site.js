// Draws the charts of a page when they come into view, with the one copy of plotly.js of the site,
// and lets the keyboard reach what scrolls.

"use strict";

(() => {
  const root = document.documentElement;

  // The page of the charts has its own way (charts.js).
  const own = () => (typeof CHARTS === "undefined" ? {} : CHARTS);

  const draw = (chart) => {
    const read = () => JSON.parse(chart.querySelector("script").textContent);
    const { data, layout } = own().figure?.(chart) ?? read();
    const place = document.createElement("div");
    chart.append(place);
    Plotly.newPlot(place, data, layout, { displaylogo: false, ...own().config }).then(() => {
      reach(chart);
      own().drawn?.(chart);
    });
  };

  const drawInView = () => {
    const charts = [...document.querySelectorAll(".chart")];
    const waiting = new Set(charts);
    const drawOnce = (chart) => waiting.delete(chart) && draw(chart);
    const seen = new IntersectionObserver(
      (entries) => entries.filter((e) => e.isIntersecting).forEach((e) => drawOnce(e.target)),
      { rootMargin: "800px" },
    );
    charts.forEach((chart) => seen.observe(chart));
    addEventListener("beforeprint", () => charts.forEach(drawOnce));
  };

  // What the theme says in English only, to screen readers and where the pointer is.
  const inJapanese = {
    "Skip to content": "本文へ移動",
    "Toggle site navigation sidebar": "サイトの目次の表示を切り替える",
    "Toggle table of contents sidebar": "このページの目次の表示を切り替える",
    "Toggle hidden content": "コードの表示を切り替える",
    "Link to this heading": "この見出しへのリンク",
    "Contents": "目次",
    "Menu": "メニュー",
    "Expand": "開く",
    "Light mode": "明るい配色",
    "Dark mode": "暗い配色",
    "Auto light/dark, in light mode": "自動（明るい配色）",
    "Auto light/dark, in dark mode": "自動（暗い配色）",
    "Toggle Light / Dark / Auto color theme": "明るい配色、暗い配色、自動を切り替える",
  };

  const translate = () => {
    for (const one of document.querySelectorAll(".skip-to-content, symbol > title")) {
      one.textContent = inJapanese[one.textContent.trim()] ?? one.textContent;
    }
    for (const name of ["aria-label", "title"]) {
      for (const one of document.querySelectorAll(`[${name}]`)) {
        const said = inJapanese[one.getAttribute(name)];
        if (said) one.setAttribute(name, said);
      }
    }
  };

  const reach = (region) => {
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
  };

  addEventListener("DOMContentLoaded", () => {
    if (root.lang === "ja") translate();
    document.querySelectorAll(".caption[role=heading]").forEach((one) => (one.ariaLevel = 2));
    const scrolling = () =>
      document.querySelectorAll("article pre, .table-wrapper, .cell_output").forEach(reach);
    scrolling();
    document.querySelectorAll("details").forEach((one) => one.addEventListener("toggle", scrolling));
    addEventListener("resize", scrolling);
    if (!document.querySelector(".chart")) return;
    const script = document.createElement("script");
    script.src = `${root.dataset.content_root}${root.lang === "en" ? "../" : ""}plotly.min.js`;
    script.addEventListener("load", drawInView);
    document.head.append(script);
  });
})();
