// Gives each chart a menu: its data, its picture, its specification, a link to it and how to cite it. All of it is made
// of what the page holds, without network.
(() => {
  "use strict";

  const { specification, table } = window.mfgbookCharts;
  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 16; // pixels around a picture that is saved
  const SCALE = 2; // pixels of a saved picture for one of the page

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function words(figure, part) {
    return figure.querySelector(`.chart-${part}`)?.textContent.trim() ?? "";
  }

  function alternative(figure) {
    return figure.querySelector(".chart-picture").getAttribute("aria-label");
  }

  function name(figure) {
    return words(figure, "title") || alternative(figure);
  }

  function address(figure) {
    const page = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    return `${page.split("#")[0]}#${figure.id}`;
  }

  // Saving ------------------------------------------------------------------------------------------------------------

  function save(figure, ending, type, content) {
    const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    const link = make("a", { href: url, download: `${figure.id.replace(/^chart-/, "")}.${ending}` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // A spreadsheet takes a text that starts like this for a formula; an apostrophe makes it text again.
  const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

  function csvCell(value) {
    let text = value === null || value === undefined ? "" : String(value);
    if (FORMULA.test(text) && !NUMBER.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv(figure) {
    const { columns, rows } = table(figure);
    const lines = [columns.map(([, heading]) => heading), ...rows.map((row) => columns.map(([field]) => row[field]))];
    return `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`; // the mark is for Excel
  }

  function vegaLite(figure) {
    const title = { text: words(figure, "title"), subtitle: words(figure, "subtitle") };
    const about = { description: alternative(figure), usermeta: { source: words(figure, "source"), link: address(figure) } };
    return `${JSON.stringify({ title, ...about, ...specification(figure, "wide") }, null, 1)}\n`;
  }

  // Pictures ----------------------------------------------------------------------------------------------------------

  function draw(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function broken(text, font, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const lines = [];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  // What a reader has moved is saved as it stands; any other chart is saved as it was drawn for a wide column.
  function drawing(figure) {
    const moved = figure.querySelector(".chart-controls");
    const still = figure.querySelector('[data-view="wide"] > svg');
    return moved ? (figure.querySelector(`[data-view="${moved.dataset.view}"] .chart-live svg`) ?? still) : still;
  }

  function picture(figure) {
    const family = getComputedStyle(figure).getPropertyValue("--book-sans").trim() || "sans-serif";
    const inner = drawing(figure).cloneNode(true);
    inner.querySelectorAll("[font-family]").forEach((element) => element.removeAttribute("font-family"));
    const [wide, high] = ["width", "height"].map((side) => Number.parseFloat(inner.getAttribute(side)));
    const whole = draw("svg", { "font-family": family });
    whole.append(draw("title", {}, name(figure)), draw("desc", {}, alternative(figure)));
    const paper = draw("rect", { fill: "#ffffff" });
    whole.append(paper);
    let y = MARGIN;
    const write = (text, size, weight, fill) => {
      for (const line of broken(text, `${weight} ${size}px ${family}`, wide)) {
        y += size * 1.35;
        const place = { x: MARGIN, y: y - size * 0.35, "font-size": size, "font-weight": weight, fill };
        whole.append(draw("text", place, line));
      }
    };
    write(words(figure, "title"), 16, "bold", "#333333");
    write(words(figure, "subtitle"), 12, "normal", "#6b6b6b");
    y += 10;
    const frame = { x: MARGIN, y, width: wide, height: high, overflow: "visible" };
    for (const [key, value] of Object.entries(frame)) inner.setAttribute(key, value);
    whole.append(inner);
    y += high + 8;
    write(words(figure, "source"), 11, "normal", "#6b6b6b");
    const size = { width: Math.ceil(wide + 2 * MARGIN), height: Math.ceil(y + MARGIN) };
    for (const element of [whole, paper]) {
      for (const [key, value] of Object.entries(size)) element.setAttribute(key, value);
    }
    whole.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    return { text: new XMLSerializer().serializeToString(whole), ...size };
  }

  async function png(figure) {
    const { text, width, height } = picture(figure);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = make("canvas", { width: SCALE * width, height: SCALE * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  // Data as a table ---------------------------------------------------------------------------------------------------

  function written(value, decimals) {
    if (value === null || value === undefined || value === "") return "–";
    if (typeof value !== "number") return String(value);
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return (decimals === null ? String(value) : value.toLocaleString("en-US", digits)).replace(/^-/, "−");
  }

  function inWords(heading) {
    const text = heading.replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  function dataTable(figure) {
    const { columns, rows } = table(figure);
    const kinds = columns.map(([field]) => (rows.some((row) => typeof row[field] === "number") ? "number" : "text"));
    const head = columns.map(([, heading], place) => make("th", { scope: "col", className: kinds[place] }, inWords(heading)));
    const lines = rows.map((row) => make("tr", {}, ...columns.map(([field, , decimals], place) => (
      make(place ? "td" : "th", { className: kinds[place], ...(place ? {} : { scope: "row" }) }, written(row[field], decimals))
    ))));
    const said = [words(figure, "title"), words(figure, "subtitle")].filter(Boolean).join(". ");
    const whole = make("table", {}, make("caption", {}, `Data: ${said || name(figure)}`));
    whole.append(make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...lines));
    const region = make("div", { className: "chart-data", tabIndex: 0 }, whole); // scrolls, so it takes the focus
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", `Data of the chart: ${name(figure)}`);
    return region;
  }

  function toggleData(figure, button) {
    const shown = figure.querySelector(".chart-data");
    button.textContent = shown ? "Show the data" : "Hide the data";
    if (shown) return shown.remove();
    const region = dataTable(figure);
    (figure.querySelector(".chart-source") ?? figure.querySelector('[data-view="narrow"].chart-picture')).after(region);
    return region.focus({ preventScroll: true });
  }

  // Link and citation -------------------------------------------------------------------------------------------------

  function citation(figure) {
    const [page, book] = [document.querySelector("h1")?.firstChild?.textContent.trim(), document.title.split(" — ").at(-1)];
    const terms = [...document.querySelectorAll(".provenance dt")];
    const commit = terms.find((term) => term.textContent === "Commit")?.nextElementSibling.textContent.trim();
    const today = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const state = [commit && `commit ${commit}`, `read on ${today}`].filter(Boolean).join(", ");
    const place = page && page !== book ? `${book}, “${page}”` : book;
    const source = words(figure, "source").replace(/\.$/, "");
    return `“${name(figure)}”. Chart in: ${place}. ${source && `${source}. `}${address(figure)} (${state}).`;
  }

  async function tell(said, text) {
    const field = make("textarea", { readOnly: true, value: text, rows: text.length > 120 ? 5 : 2 });
    field.setAttribute("aria-label", "Text to copy");
    const note = make("p", {}, "Selected: copy it with your keyboard.");
    said.replaceChildren(note, field);
    field.focus();
    field.select();
    field.scrollTop = 0;
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = "Copied.";
    } catch {
      // The text stands selected.
    }
  }

  // The menu ----------------------------------------------------------------------------------------------------------

  const ICON = '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor">'
    + '<circle cx="3" cy="8" r="1.5"/><circle cx="8" cy="8" r="1.5"/><circle cx="13" cy="8" r="1.5"/></svg>';

  function items(figure, said) {
    const failing = (work) => async () => {
      try {
        await work();
      } catch {
        said.textContent = "This browser could not make it.";
      }
    };
    const data = table(figure) ? [
      ["Show the data", (button) => { toggleData(figure, button); return true; }],
      ["Data (CSV)", () => save(figure, "csv", "text/csv;charset=utf-8", csv(figure))],
    ] : [];
    return [
      ...data,
      ["Picture (PNG)", failing(async () => save(figure, "png", "image/png", await png(figure)))],
      ["Picture (SVG)", failing(() => save(figure, "svg", "image/svg+xml", picture(figure).text))],
      ["Specification (JSON)", failing(() => save(figure, "vl.json", "application/json", vegaLite(figure)))],
      ["Link to this chart", () => tell(said, address(figure))],
      ["Cite", () => tell(said, citation(figure))],
    ];
  }

  function addMenu(figure) {
    const button = make("button", { type: "button", className: "chart-menu-button" });
    button.innerHTML = `${ICON}<span>Data and more</span>`;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `Data and more: ${name(figure)}`);
    const panel = make("div", { className: "chart-menu-panel", id: `${figure.id}-menu`, hidden: true });
    button.setAttribute("aria-controls", panel.id);
    const menu = make("div", { className: "chart-menu" }, button, panel);

    const fill = () => {
      const said = make("div", { className: "chart-menu-said" });
      said.setAttribute("role", "status");
      const list = make("ul");
      for (const [text, act] of items(figure, said)) {
        const item = make("button", { type: "button" }, text);
        item.addEventListener("click", () => { if (act(item) === true) show(false); });
        list.append(make("li", {}, item));
      }
      panel.append(list, said);
    };

    function show(open) {
      if (open && !panel.hasChildNodes()) fill();
      panel.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      figure.classList.toggle("has-open-menu", open);
      if (!open) panel.querySelector(".chart-menu-said")?.replaceChildren();
    }

    button.addEventListener("click", () => show(panel.hidden));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      show(false);
      button.focus();
    });
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) show(false);
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!panel.hidden && !menu.contains(target)) show(false);
    });
    const caption = figure.querySelector("figcaption");
    if (caption) caption.after(menu);
    else figure.prepend(menu);
  }

  document.querySelectorAll("figure.chart").forEach(addMenu);
})();
