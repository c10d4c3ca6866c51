// Search: finds words of the query in the places of the book, and shows them below the search fields, in the dialog and
// on the search page. Korean is found anywhere in a word, so that particles and compounds do not matter; other words by
// their beginning, in the singular or the plural, with or without -ing and -ed. All words must be in a place or its page.
(() => {
  "use strict";

  const ROOT = document.documentElement.dataset.content_root || "./";
  const KINDS = { findings: "Key findings", chart: "Chart", table: "Table", row: "Row", term: "Term" };
  const SHOWN = { page: { pages: 10, places: 4 }, dialog: { pages: 6, places: 2 } };
  const SNIPPET = 190; // characters
  const WAIT = 120; // milliseconds after a key

  // Letters of scripts without blanks between all words, and what stands for one letter or figure of the others.
  const RUN = "\\uac00-\\ud7a3\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}";
  const LETTER = "[\\p{L}\\p{N}]";
  const WORD = new RegExp(`[${RUN}]+|(?:(?![${RUN}])${LETTER})(?:(?![${RUN}])${LETTER}|[&.,'_-](?=(?![${RUN}])${LETTER}))*`, "gu");
  const PARTICLE = /(?:에서|으로|부터|까지|[은는이가을를의에와과도로만시군구])$/; // and what marks a city, county or ward
  const DIVISION = /[-_]?(?:si|gun|gu|do)$/; // the same, in Roman letters
  const IS_RUN = new RegExp(`^[${RUN}]`, "u");
  const EVERYWHERE = new Set("a an and as at by for from in is it of on or that the to was with".split(" "));

  // One plain form of text and query ----------------------------------------------------------------------------------

  const plain = new Map();

  function plainLetter(letter) {
    if (!plain.has(letter)) {
      const known = /[‘’ʼ′]/u.test(letter) ? "'" : /[“”„″]/u.test(letter) ? '"' : /[\p{Pd}−]/u.test(letter) ? "-" : "";
      const folded = known || letter.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase();
      plain.set(letter, folded.length === letter.length ? folded : letter);
    }
    return plain.get(letter);
  }

  // Letter by letter, so that a place in the folded text is the same place in the text.
  function fold(text) {
    return text.replace(/[^\x00-\x7f\uac00-\ud7a3]/gu, plainLetter).toLowerCase();
  }

  // The query ---------------------------------------------------------------------------------------------------------

  function escaped(text) {
    return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  }

  function spelled(word) {
    const signs = { "-": "[-_ ]?", _: "[-_ ]?", "'": "'?" };
    const letters = [...word].map((letter) => signs[letter] ?? escaped(letter));
    return letters.join("").replace(/([a-z])(?=[a-z])/g, "$1-?"); // Dong-gu for donggu
  }

  // What an English word has in common with its plural and its forms in -ing and -ed; empty if that is too little.
  function stem(word) {
    const [, rest, end] = /^(.*?)(ies|ied|ing|ed|es|s|e|y|)$/.exec(word);
    const bare = end === "ing" || end === "ed" ? rest.replace(/([^aeiouls])\1$/, "$1") : rest;
    return /^[a-z-]{3,}$/.test(bare) && /[aeiouy]/.test(bare) ? bare : "";
  }

  function latin(word) {
    const before = /^\d/.test(word) ? `(?<!${LETTER}|\\d[.,])` : `(?<!${LETTER})`;
    const end = `(?!${LETTER})`;
    const base = stem(word.replace(/'s$/, ""));
    const place = word.replace(DIVISION, "");
    const forms = [`(${spelled(word)})(${[...word].length > 1 ? `${LETTER}*` : end})`];
    if (base) forms.push(`${spelled(base)}(?:${base.at(-1)})?(?:e|es|s|ed|ing|ings|y|ies|ied)?${end}`);
    if (place !== word && place.length > 2) forms.push(`${spelled(place)}${end}`);
    return {
      pattern: new RegExp(before + `(?:${forms.join("|")})`, "gu"),
      weigh: (match) => (match[1] === undefined ? 0.8 : match[2] ? 0.6 : 1),
    };
  }

  function run(word, isUnfinished) {
    const letters = [...word];
    const code = word.charCodeAt(word.length - 1) - 0xac00;
    if (isUnfinished && code >= 0 && code % 28 === 0) { // more of the syllable may come
      letters.push(`[${letters.pop()}-${String.fromCharCode(0xac00 + code + 27)}]`);
    }
    const long = letters.length > 3 ? "[ ·]?" : ""; // spacing of long names varies
    const base = word.replace(PARTICLE, "");
    const forms = [`(${letters.join(long)})`];
    if (base !== word && base.length > 1) forms.push([...base].join(long));
    const start = `(?<![${RUN}])`;
    return {
      pattern: new RegExp(letters.length > 1 ? forms.join("|") : start + forms[0], "gu"),
      weigh: (match, text) => {
        const isInside = match.index > 0 && IS_RUN.test(text[match.index - 1]);
        return (match[1] === undefined ? 0.5 : 1) * (isInside ? 0.7 : 1);
      },
    };
  }

  function phrase(text) {
    const words = text.match(WORD) ?? [];
    const body = words.map(spelled).join(`[^\\p{L}\\p{N}]{0,3}`);
    const start = words.length && IS_RUN.test(words[0]) ? "" : `(?<!${LETTER})`;
    const end = words.length && IS_RUN.test(words.at(-1)) ? "" : `(?!${LETTER})`;
    return words.length ? [{ pattern: new RegExp(start + body + end, "gu"), weigh: () => 1 }] : [];
  }

  function terms(query, isComposing) {
    const whole = fold(query.slice(0, 200).normalize("NFKC")).replace(/[\u1100-\u11ff\u3130-\u318f]/g, ""); // lone jamo
    const phrases = [];
    const rest = whole.replace(/"([^"]*)"?/g, (_, text) => {
      phrases.push(...phrase(text));
      return " ";
    });
    const all = [...new Set(rest.match(WORD) ?? [])].slice(0, 8);
    const telling = all.filter((word) => !EVERYWHERE.has(word));
    const words = telling.length || phrases.length ? telling : all;
    const found = words.map((word, i) => {
      const isLast = isComposing && i === words.length - 1 && rest.endsWith(word);
      return IS_RUN.test(word) ? run(word, isLast) : latin(word);
    });
    return { terms: [...phrases, ...found], whole: whole.trim() };
  }

  // The index ---------------------------------------------------------------------------------------------------------

  let loading;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${ROOT}_static/search_index.js`;
      script.onload = () => resolve(window.bookSearchIndex.map(prepared));
      script.onerror = () => {
        loading = undefined;
        script.remove();
        reject(new Error("no index"));
      };
      document.head.append(script);
    });
    return loading;
  }

  function prepared(page) {
    let section = "";
    const places = page.places.map(([anchor, kind, heading, text], order) => {
      section = kind === "section" ? heading : kind === "page" ? "" : section;
      const within = kind === "section" ? "" : section;
      return { anchor, kind, heading, text, order, within, foldedHeading: fold(heading), foldedText: fold(text) };
    });
    return { ...page, places, called: [page.title, ...page.names].map(fold) };
  }

  // Matching and ranking ----------------------------------------------------------------------------------------------

  function hits({ pattern, weigh }, text) {
    return [...text.matchAll(pattern)].map((match) => {
      return { start: match.index, end: match.index + match[0].length, weight: weigh(match, text) };
    });
  }

  function best(found) {
    return found.reduce((most, { weight }) => Math.max(most, weight), 0);
  }

  // The title of a page says most, then headings, key findings, and text; many hits say a little more than one.
  function inPlace(query, page, place, titled) {
    const perTerm = query.map((term) => {
      const heading = best(hits(term, place.foldedHeading));
      const found = hits(term, place.foldedText);
      const text = best(found) * (place.kind === "findings" ? 4 : 1) * (1 + Math.log2(1 + found.length) / 5);
      return Math.max(10 * heading, text) * (page.alike ? 0.5 : 1);
    });
    const own = perTerm.filter((score) => score > 0).length;
    const isWhole = perTerm.every((score, i) => score > 0 || titled[i] > 0) && (own > 0 || place.kind === "page");
    const title = place.kind === "page" ? titled.reduce((sum, weight) => sum + 40 * weight, 0) : 0;
    return { place, own, isWhole, perTerm, score: perTerm.reduce((sum, score) => sum + score, title) };
  }

  function inPage(query, whole, page) {
    const titled = query.map((term) => Math.max(...page.called.map((name) => best(hits(term, name)))));
    const all = page.places.map((place) => inPlace(query, page, place, titled));
    let places = all.filter(({ isWhole }) => isWhole);
    let share = 1;
    if (!places.length) { // the words stand in the page, but not in one place of it
      const isInPage = query.every((_, i) => titled[i] > 0 || all.some(({ perTerm }) => perTerm[i] > 0));
      places = isInPage ? all.filter(({ own }) => own > 0) : [];
      share = 0.3;
    }
    if (!places.length) return [];
    places.sort((a, b) => b.score - a.score || a.place.order - b.place.order);
    const bonus = page.called.some((name) => name === whole || name === whole.replace(DIVISION, "")) ? 200 : 0;
    const score = bonus + share * places[0].score;
    // What a page begins with stands below its title.
    places.sort((a, b) => (b.place.kind === "page") - (a.place.kind === "page"));
    return [{ page, places: places.map(({ place }) => place), score }];
  }

  function find(index, asked) {
    const pages = index.flatMap((page) => inPage(asked.terms, asked.whole, page));
    return pages.sort((a, b) => b.score - a.score);
  }

  // Showing -----------------------------------------------------------------------------------------------------------

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  function marked(query, text, folded, from = 0, to = text.length) {
    const parts = [];
    const found = query.flatMap((term) => hits(term, folded)).sort((a, b) => a.start - b.start || b.end - a.end);
    let done = from;
    for (const { start, end } of found) {
      if (start >= done && end <= to) {
        parts.push(text.slice(done, start), element("mark", "", text.slice(start, end)));
        done = end;
      }
    }
    return [...parts, text.slice(done, to)];
  }

  // The part of a text in which most of the words stand.
  function snippet(query, { text, foldedText }) {
    const found = query.flatMap((term, i) => hits(term, foldedText).map((hit) => ({ ...hit, term: i })));
    found.sort((a, b) => a.start - b.start);
    let [centre, most] = [0, 0];
    found.forEach((hit, i) => {
      const near = new Set();
      for (let j = i; j < found.length && found[j].end < hit.start + SNIPPET - 60; j += 1) near.add(found[j].term);
      if (near.size > most) [centre, most] = [hit.start, near.size];
    });
    let from = Math.max(0, Math.min(centre - 50, text.length - SNIPPET));
    let to = Math.min(text.length, from + SNIPPET);
    if (from > 0) from = text.indexOf(" ", from) + 1 || from;
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), centre + 40 > to ? to : 0) || to;
    const start = from > centre ? centre : from;
    return [start > 0 ? "… " : "", ...marked(query, text, foldedText, start, to), to < text.length ? " …" : ""];
  }

  function address(page, place) {
    return `${ROOT}${page.url}${place?.anchor && place.kind !== "page" ? `#${encodeURIComponent(place.anchor)}` : ""}`;
  }

  function link(href, className, ...content) {
    const made = element("a", className, ...content);
    made.href = href;
    return made;
  }

  function shownPlace(query, page, place) {
    const item = element("li", "search-place");
    const about = [KINDS[place.kind], place.within].filter((words) => words && words !== place.heading);
    if (place.kind !== "page") {
      const heading = place.heading ? marked(query, place.heading, place.foldedHeading) : [place.within || page.title];
      item.append(link(address(page, place), "search-heading", ...heading));
      if (about.length) item.append(element("span", "search-about", about.join(" · ")));
    }
    if (place.text) item.append(element("p", "search-snippet", ...snippet(query, place)));
    return item;
  }

  function more(list, items, label) {
    const button = element("button", "search-more", label);
    button.type = "button";
    button.addEventListener("click", () => {
      items[0].querySelector("a")?.focus();
      button.remove();
    });
    button.addEventListener("click", () => list.append(...items), { capture: true });
    return button;
  }

  function shownPage(query, { page, places }, most) {
    const title = link(address(page), "search-title", ...marked(query, page.title, fold(page.title)));
    const names = page.names.map((name) => element("span", "search-name", ...marked(query, name, fold(name))));
    const items = places.map((place) => shownPlace(query, page, place));
    const list = element("ul", "search-places", ...items.slice(0, most));
    const item = element("li", "search-page", element("p", "search-page-title", title, ...names), list);
    if (items.length > most) {
      const rest = items.length - most;
      item.append(more(list, items.slice(most), `${rest} more on this page`));
    }
    return item;
  }

  function number(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  function advice() {
    const hints = [
      "Fewer or shorter words find more: every word has to be on the page.",
      "Words are found in English and in Korean, names of places in both scripts.",
      'Quotation marks keep words together: "location quotient".',
    ];
    return element("ul", "search-advice", ...hints.map((hint) => element("li", "", hint)));
  }

  // A search field with its results below it --------------------------------------------------------------------------

  function attach(form, box, where) {
    const input = form.querySelector("input[name=q]");
    const status = element("p", "search-status");
    const list = element("ol", "search-pages");
    let [timer, turn] = [0, 0];
    status.setAttribute("role", "status");
    box.append(status, list);
    form.setAttribute("role", "search");

    function show(results, query, asked) {
      const { pages, places } = SHOWN[where];
      const items = results.map((result) => shownPage(asked.terms, result, places));
      list.replaceChildren(...items.slice(0, pages));
      box.querySelectorAll(":scope > :is(.search-more, .search-all, .search-advice)").forEach((old) => old.remove());
      const count = results.reduce((sum, result) => sum + result.places.length, 0);
      status.textContent = count
        ? `${number(count, "place")} on ${number(results.length, "page")}`
        : `Nothing found for “${query.trim().slice(0, 100)}”.`;
      if (!count) box.append(advice());
      else if (where === "dialog") {
        box.append(link(`${form.action.split(/[?#]/)[0]}?q=${encodeURIComponent(query.trim())}`, "search-all", "All results"));
      } else if (items.length > pages) {
        box.append(more(list, items.slice(pages), `${number(items.length - pages, "more page")}`));
      }
    }

    function clear(text, ...content) {
      list.replaceChildren();
      box.querySelectorAll(":scope > :not(.search-status, .search-pages)").forEach((old) => old.remove());
      status.textContent = text;
      box.append(...content);
    }

    async function search(isComposing = false) {
      const query = input.value;
      const mine = (turn += 1);
      const asked = terms(query, isComposing);
      box.classList.toggle("is-empty", !query.trim());
      if (!asked.terms.length || /^[\x00-\x7f]$/.test(asked.whole)) {
        clear(query.trim() ? "Type one more letter." : "", ...(where === "page" ? [advice()] : []));
        return;
      }
      try {
        if (!loading) status.textContent = "Loading …";
        const index = await load();
        if (mine !== turn) return; // the reader has typed on
        const start = performance.now();
        const results = find(index, asked);
        performance.measure("book-search", { start });
        show(results, query, asked);
      } catch {
        if (mine === turn) clear("The search index could not be loaded. Reload the page to try again.");
      }
    }

    function step(event) {
      const places = [input, ...box.querySelectorAll("a, button")];
      const here = places.indexOf(document.activeElement);
      const next = here + { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing || here < 0 || Number.isNaN(next) || !places[next]) return;
      event.preventDefault();
      places[next].focus();
    }

    input.addEventListener("focus", () => load().catch(() => {})); // so that it is there at the first letter
    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (where === "page") remember();
        search(event.isComposing);
      }, WAIT);
    });
    input.addEventListener("compositionend", () => search());
    for (const part of [form, box]) part.addEventListener("keydown", step);

    // The address carries the query. What was asked for stays in the history when another query is typed.
    let isAsked = false;

    function remember() {
      const here = new URL(location.href);
      here.hash = "";
      if (input.value.trim()) here.searchParams.set("q", input.value.trim());
      else here.searchParams.delete("q");
      if (here.href === location.href) return;
      try {
        history[isAsked ? "pushState" : "replaceState"](null, "", here);
      } catch {
        // some browsers keep the address of a file as it is
      }
      isAsked = false;
    }

    function settle() {
      clearTimeout(timer);
      remember();
      isAsked = input.value.trim() !== "";
      search();
    }

    function recall() {
      input.value = new URLSearchParams(location.search).get("q") ?? "";
      settle();
    }

    return { input, settle, recall };
  }

  function start() {
    const dialog = document.getElementById("pst-search-dialog");
    if (dialog) {
      const box = element("div", "book-search is-empty");
      dialog.append(box);
      attach(dialog.querySelector("form"), box, "dialog");
      box.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
    }
    const page = document.querySelector("main .book-search");
    if (page) {
      const form = document.querySelector("main form.bd-search");
      const field = attach(form, page, "page");
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        field.settle();
      });
      window.addEventListener("popstate", field.recall);
      field.recall();
      if (!field.input.value) field.input.focus();
    }
  }

  document.addEventListener("DOMContentLoaded", start);
})();
