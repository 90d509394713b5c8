// What the search of the pages finds besides words, numbers; in which order; and what it shows beside
// titles: what is around the words, from the texts of the pages (texts.js); the answers that hold the
// words, as the explorer finds them (search.js); and where nothing is found, what else to search for.

"use strict";

(() => {
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const form = document.getElementById("again");
  const WORDS = JSON.parse(form.dataset.words);
  const say = (name, values = {}) => WORDS[name].replace(/\{(\w+)\}/g, (_, one) => values[one]);
  const readable = (number) => number.toLocaleString(document.documentElement.lang);

  const [BEFORE, LENGTH, FEW] = [30, 140, 10];
  const dash = "[-\u2010-\u2015\u2212─━ー]";
  const afterKana = new RegExp(`(?<=[ぁ-ヿ])${dash}`, "g");

  /** Return the pattern of a word in both kinds of kana, with long vowels and without. */
  const patternOf = (word) => {
    const signs = [...word.normalize("NFKC").replace(afterKana, "")];
    const patterns = signs.map((sign) => {
      const far = sign >= "ァ" ? -0x60 : 0x60;
      const other = String.fromCharCode(sign.charCodeAt(0) + far);
      if (/[ぁ-ゖァ-ヶ]/.test(sign)) return `[${sign}${other}]${dash}?`;
      return new RegExp(dash).test(sign) ? dash : sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    return patterns.join("");
  };

  const words = wordsOf(query);
  const anyWord = new RegExp(words.map(patternOf).join("|") || "$^", "gi");

  // ---- What is found, and in which order --------------------------------------------------------

  // The index of the theme leaves numbers out: they are looked for in the texts, each as a whole.
  const numbers = (query.normalize("NFKC").match(/\d+(?:[.,]\d+)*/g) ?? []).map(
    (number) => new RegExp(`(?<!\\d[.,]?)${number.replaceAll(".", "\\.")}(?![.,]?\\d)`),
  );
  // In Japanese it holds pairs of characters: a page can have all of a word's and not the word.
  const isJapanese = document.documentElement.lang === "ja";
  const runs = isJapanese ? query.normalize("NFKC").match(/[\p{L}\p{N}_\-\u2010-\u2015\u2212─━]+/gu) ?? [] : [];
  const sought = [...numbers, ...runs.map((run) => new RegExp(patternOf(run), "i"))];
  const inIndex = Search.performTermsSearch;
  const everyPage = () => {
    const { docnames, titles, filenames } = Search._index;
    return docnames.map((name, at) => [name, titles[at], "", null, 0, filenames[at], SearchResultKind.text]);
  };
  Search.performTermsSearch = (terms, excluded) => {
    const found = terms.size || !numbers.length ? inIndex(terms, excluded) : everyPage();
    return found.filter(([page]) => sought.every((one) => one.test(TEXTS[page] ?? "")));
  };

  // A page called so first, then those of the site, what explains, and the many of the prefectures;
  // of a kind a section called so, and the pages that name it most often.
  const [CALLED, KIND, SECTION] = [4000, 1000, 999];
  const kindOf = (page) => (page.startsWith("prefectures/") ? 0 : page.startsWith("notebooks/") ? 1 : 2);
  Scorer.score = ([page, title, anchor]) => {
    const name = title.normalize("NFKC");
    const called = !anchor && words.every((word) => new RegExp(patternOf(word), "i").test(name));
    const often = anchor ? SECTION : Math.min(SECTION - 1, [...(TEXTS[page] ?? "").matchAll(anyWord)].length);
    return (called ? CALLED : 0) + KIND * kindOf(page) + often;
  };

  // ---- What is around the words -----------------------------------------------------------------

  /** Return what stands around the first word in the text of a page, or how the text begins; `title`
   *  is that of the page, or of the section that was found. */
  const around = (text, title) => {
    const begin = Math.max(0, text.indexOf(title.normalize("NFKC"))) + title.length;
    const place = text.slice(begin).search(anyWord);
    const from = place < 0 ? begin : Math.max(begin, begin + place - BEFORE);
    const shown = text.slice(from, from + LENGTH);
    const context = document.createElement("p");
    context.className = "context";
    let end = 0;
    for (const found of shown.matchAll(anyWord)) {
      const mark = document.createElement("mark");
      mark.textContent = found[0];
      context.append(shown.slice(end, found.index), mark);
      end = found.index + found[0].length;
    }
    const more = from + LENGTH < text.length ? "…" : "";
    context.append(shown.slice(end) + more);
    if (from > begin) context.prepend("…");
    return context;
  };

  const explain = (item) => {
    const link = item.querySelector("a");
    const page = decodeURI(link.getAttribute("href")).replace(/\.html(#.*)?$/, "");
    const title = link.textContent.split(" > ").at(-1);
    if (TEXTS[page]) item.append(around(TEXTS[page], title));
  };

  // ---- What else to search for ------------------------------------------------------------------

  const linkTo = (address, text) => {
    const link = document.createElement("a");
    link.className = "reference internal";
    link.href = address;
    link.textContent = text;
    const line = document.createElement("p");
    line.append(link);
    return line;
  };
  /** Offer the answers that hold the words, as many as the explorer shows. */
  const offerAnswers = () => {
    const offer = (asked, text) => {
      const address = `${form.dataset.explorer}#${new URLSearchParams({ q: asked })}`;
      document.getElementById("offers").append(linkTo(address, text));
    };
    const number = sizeOf(matches(query));
    if (number) offer(query, say("answers", { number: readable(number) }));
    const apart = number < FEW ? wordsWithin(query) : null;
    if (!apart) return;
    const named = apart.words.map((word) => say("word", { word })).join("").trim();
    offer(apart.words.join(" "), say("apart", { words: named, number: readable(apart.number) }));
  };

  /** Return how many signs have to be changed, added or left out to make a word of another. */
  const distance = (a, b) => {
    let before = [...b, ""].map((_, place) => place);
    for (let i = 1; i <= a.length; i++) {
      const own = [i];
      for (let j = 1; j <= b.length; j++) {
        const changed = before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
        own.push(Math.min(changed, before[j] + 1, own[j - 1] + 1));
      }
      before = own;
    }
    return before.at(-1);
  };

  const RUN = /[ァ-ヺー]{3,}|[\u3400-\u9fff々]{3,}|[a-z]{4,}/gi;

  /** Return how often each word stands in the texts, and of a compound every part as long as `length`. */
  const vocabulary = (length) => {
    const counts = new Map();
    const count = (word) => counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const text of Object.values(TEXTS)) {
      for (const [run] of text.matchAll(RUN)) {
        count(run);
        if (!/[\u3400-\u9fff]/.test(run)) continue;
        for (let at = 0; at + length <= run.length; at++) if (run.length > length) count(run.slice(at, at + length));
      }
    }
    return counts;
  };

  const onSomePage = (words) => {
    const patterns = words.map((word) => new RegExp(patternOf(word), "i"));
    return Object.values(TEXTS).some((text) => patterns.every((one) => one.test(text)));
  };

  /** Return the word that was probably meant: one that differs by a sign, by two of six, and among
   *  these the most frequent one. */
  const meant = (word) => {
    if (onSomePage([word])) return word;
    const most = word.length < 6 ? 1 : 2;
    const near = [...vocabulary(word.length)]
      .filter(([one]) => Math.abs(one.length - word.length) <= most)
      .map(([one, count]) => [one, distance(word.toLowerCase(), one.toLowerCase()), count])
      .filter(([, far]) => far <= most);
    near.sort((a, b) => a[1] - b[1] || b[2] - a[2]);
    return near[0]?.[0] ?? word;
  };

  /** Offer the words that were meant, or those of the phrase, if a page holds them; and the explorer. */
  const advise = () => {
    const offers = document.getElementById("offers");
    const mended = query.normalize("NFKC").replace(RUN, meant);
    const parted = wordsOf(mended).flatMap(partedByParticles).join(" ");
    const other = [mended, parted].find((one) => one !== query && onSomePage(splitQuery(one)));
    if (other) {
      const address = `?${new URLSearchParams({ q: other })}`;
      offers.prepend(linkTo(address, say("meant", { words: other })));
    }
    if (!offers.querySelector("[href*=explorer]")) {
      offers.append(linkTo(form.dataset.explorer, say("explore")));
    }
  };

  // ---- As the search goes on --------------------------------------------------------------------

  const told = new WeakSet();

  /** Explain what the search of the theme has found so far, and say how much when it ends. */
  const follow = () => {
    for (const item of document.querySelectorAll("#search-results li")) {
      if (!told.has(item)) explain(item);
      told.add(item);
    }
    const status = document.querySelector(".search-summary");
    if (!status || told.has(status) || Search._pulse_status >= 0) return;
    told.add(status);
    const number = document.querySelectorAll("#search-results li").length;
    status.textContent = say(number ? "found" : "none", { number: readable(number) });
    if (!number) advise();
    localStorage.setItem("sphinx_highlight_terms", words.join(" "));
  };

  if (!query) return;
  offerAnswers();
  const results = document.getElementById("search-results");
  new MutationObserver(follow).observe(results, { childList: true, subtree: true });
  follow();
})();
