// The page of the charts: draws each for the width there is, saves it at any size and in grey, copies
// what is said of it, and shows one alone (charts.html?only=NAME), to be embedded or printed.
//
// In the page stands of each chart { name, size, base, others, greys, pdf }: the figure of the size that
// suits it, what is different at other sizes, the grey of each colour, and the PDF that was made.

"use strict";

const CHARTS = (() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const only = asked.get("only");
  const template = document.getElementById("save");
  const facts = JSON.parse(template.content.firstElementChild.dataset.facts);

  const isPlain = (value) => value && typeof value === "object" && !Array.isArray(value);

  /** Return a value in which another one takes the place of what is different. */
  const merged = (base, own) =>
    isPlain(base) && isPlain(own)
      ? { ...base, ...Object.fromEntries(Object.keys(own).map((key) => [key, merged(base[key], own[key])])) }
      : own;

  const held = (chart) => JSON.parse(chart.querySelector("script").textContent);

  /** Return a chart as it is drawn at a size, in its colours or in grey. */
  const figureOf = ({ size: suited, base, others, greys }, size, grey) => {
    const own = others[size];
    let figure = base;
    if (size !== suited) {
      const data = base.data.map((trace, place) => merged(trace, own.data[place]));
      figure = { data, layout: merged(base.layout, own.layout) };
    }
    if (!grey) return figure;
    const shade = (colour) => greys[colour.toUpperCase()] ?? colour;
    return JSON.parse(JSON.stringify(figure).replace(/#[0-9A-Fa-f]{6}/g, shade));
  };

  /** Return a figure without its title, which stands above it on the page. */
  const untitled = ({ data, layout }) => {
    const [title, ...annotations] = layout.annotations;
    const lines = title.text.split("<br>").length;
    const high = 1.3 * title.font.size * lines + 0.3 * layout.font.size;
    const margin = { ...layout.margin, t: layout.margin.t - high };
    return { data, layout: { ...layout, annotations, margin, height: layout.height - high } };
  };

  const sizeFor = (chart) => (chart.clientWidth >= facts.widths.page ? "page" : "column");

  /** Return what is drawn on the page: alone as it was asked for, else as wide as there is room, in
   *  the colours that are chosen. */
  const figure = (chart) => {
    const own = held(chart);
    if (!only) return untitled(figureOf(own, sizeFor(chart), chart.classList.contains("grey")));
    const size = asked.get("size");
    const known = size === own.size || own.others[size];
    return figureOf(own, known ? size : sizeFor(chart), asked.has("grey"));
  };

  const redraw = (chart) => {
    const place = chart.querySelector(".js-plotly-plot");
    if (!place) return;
    const { data, layout } = figure(chart);
    Plotly.react(place, data, layout);
  };

  /** Draw it again when there is room for another size; alone, print it if that was asked for. */
  const drawn = (chart) => {
    chart.style.minHeight = "";
    if (only && asked.has("print")) return window.print();
    let size = sizeFor(chart);
    new ResizeObserver(() => {
      if (asked.get("size") || sizeFor(chart) === size) return;
      size = sizeFor(chart);
      redraw(chart);
    }).observe(chart);
  };

  /** Show one chart and nothing else, on paper of its size. */
  const showAlone = (chart) => {
    const { base } = held(chart);
    root.classList.add("only");
    document.title = base.layout.meta.title;
    document.body.append(chart);
    const size = asked.get("size");
    if (!size) return;
    const { layout } = figure(chart);
    const inches = (units) => `${units / facts.per_inch[size]}in`;
    const style = document.createElement("style");
    style.textContent =
      `@page { size: ${inches(layout.width)} ${inches(layout.height)}; margin: 0; }` +
      `.only .chart { width: ${layout.width}px; height: ${layout.height}px; zoom: ${96 / facts.per_inch[size]}; }`;
    document.head.append(style);
  };

  // ---- Saving -----------------------------------------------------------------------------------

  const head = 33; // bytes of a PNG before its second chunk

  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  /** Return a PNG at the resolution that it tells. */
  const png = async ({ data, layout }, size) => {
    const { width, height } = layout;
    const scale = facts.resolution / facts.per_inch[size];
    const address = await Plotly.toImage({ data, layout }, { format: "png", width, height, scale });
    const content = bytes(address.split(",")[1]);
    return new Blob([content.slice(0, head), bytes(facts.phys), content.slice(head)], { type: "image/png" });
  };

  /** Return an SVG that is read aloud as its alternative text, as wide as it is meant to be. */
  const svg = async ({ data, layout }, size) => {
    const { width, height } = layout;
    const address = await Plotly.toImage({ data, layout }, { format: "svg", width, height });
    const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml");
    const unit = facts.per_inch[size] === 72 ? "pt" : "";
    const told = { role: "img", "aria-label": layout.meta.alt, width: `${width}${unit}`, height: `${height}${unit}` };
    for (const [key, value] of Object.entries(told)) drawing.documentElement.setAttribute(key, value);
    return new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });
  };

  const download = (address, name) => {
    const link = document.createElement("a");
    // From a folder no file can be saved by a link: it is opened beside.
    Object.assign(link, { href: address, download: name, target: "_blank" });
    link.click();
  };

  /** Return the name of a file, as `survey figures` has it. */
  const named = (own, size, grey) =>
    [own.name, root.lang === "en" && "en", size !== own.size && size, grey && "grey"].filter(Boolean).join("_");

  const alone = (name, more = {}) => `${location.href.split(/[?#]/)[0]}?${new URLSearchParams({ only: name, ...more })}`;

  const hasPdf = (own, size, grey) => own.pdf && size === own.size && !grey;

  /** Open the PDF that was made; of other sizes and in grey, print the chart alone on paper of its size. */
  const pdf = (own, size, grey) => {
    const more = { size, ...(grey ? { grey: 1 } : {}), print: 1 };
    if (hasPdf(own, size, grey)) download(own.pdf, `${named(own, size, grey)}.pdf`);
    else open(alone(own.name, more), "_blank");
  };

  const copy = async (text) => {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      // A page of an intranet, or in a frame, may not, and has another way.
    }
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

  const embedding = ({ name, base: { layout } }) =>
    `<iframe src="${escaped(alone(name))}" title="${escaped(layout.meta.title)}" ` +
    `width="${layout.width + 16}" height="${Math.ceil(layout.height) + 16}" style="border: 0; max-width: 100%"></iframe>`;

  /** Put below a chart what it can be saved as. */
  const offer = (chart) => {
    const own = held(chart);
    const { meta } = own.base.layout;
    const box = template.content.firstElementChild.cloneNode(true);
    box.removeAttribute("data-facts");
    const at = (selector) => box.querySelector(selector);
    const sizes = at("[name=size]");
    for (const choice of box.querySelectorAll("[name=size] option, [data-size]")) {
      const size = choice.dataset.size ?? choice.value;
      if (size !== own.size && !own.others[size]) choice.remove();
    }
    sizes.value = own.size;
    at(".refused").textContent = facts.refused;
    at(".refused").hidden = sizes.options.length === Object.keys(facts.per_inch).length;
    at("code").textContent = embedding(own);
    const cited = `${meta.title}\n${meta.foot.at(-1)}`;
    const say = (text) => {
      at("[role=status]").textContent = text;
      setTimeout(() => (at("[role=status]").textContent = ""), 3000);
    };
    const colours = at("[name=colours]");
    const isGrey = () => Boolean(colours.value);
    const follow = () => {
      at("[value=pdf]").textContent = hasPdf(own, sizes.value, isGrey()) ? "PDF" : facts.print;
      if (chart.classList.toggle("grey", isGrey()) !== wasGrey) redraw(chart);
      wasGrey = isGrey();
    };
    let wasGrey = false;
    follow();
    box.addEventListener("change", follow);
    box.addEventListener("click", async ({ target }) => {
      if (target.type !== "button") return;
      const size = target.dataset.size ?? sizes.value;
      const grey = Boolean(target.dataset.colours ?? colours.value);
      if (target.value === "pdf") pdf(own, size, grey);
      else if (target.value === "cite") copy(cited).then(() => say(facts.copied));
      else if (target.value === "embed") copy(at("code").textContent).then(() => say(facts.copied));
      else {
        const content = await { png, svg }[target.value](figureOf(own, size, grey), size);
        const address = URL.createObjectURL(content);
        download(address, `${named(own, size, grey)}.${target.value}`);
        setTimeout(() => URL.revokeObjectURL(address), 60000);
      }
    });
    chart.after(box);
  };

  const charts = [...document.querySelectorAll(".chart")];
  const one = charts.find((chart) => held(chart).name === only);
  if (one) addEventListener("DOMContentLoaded", () => showAlone(one));
  else {
    charts.forEach(offer);
    // Room for each before it is drawn: what is drawn above a place may not move it.
    for (const chart of charts) chart.style.minHeight = `${Math.ceil(figure(chart).layout.height)}px`;
    // The theme scrolls slowly, on the way to where a place was before there was this room.
    root.style.scrollBehavior = "auto";
    const place = document.getElementById(location.hash.slice(1));
    addEventListener("load", () => place?.scrollIntoView());
  }

  return { figure, drawn, config: { displayModeBar: false } };
})();
