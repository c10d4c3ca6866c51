// Lets the reader sort a long table by any column, and keep only the rows that hold some words. Makes tables that scroll
// sideways reachable by the keyboard. Without this script tables stand as they were printed.
(() => {
  "use strict";

  const FRAMES = ".table-scroll, .data-table .scroll, .pst-scrollable-table-container";
  // A figure at a cell's beginning, after words that qualify it: "at least 490", "<0.001", "−14.0 to −10.1", "2016H1".
  const FIGURE = /^(?:at least|at most|about|over|under|more than|less than|up to|[<>≤≥~≈])?\s*([+−-]?\d[\d,]*(?:\.\d+)?)/i;
  const GAPS = new Set(["", "–", "—", "-", "NaN", "n/a"]);

  const words = new Intl.Collator(["en", "ko"], { numeric: true });

  function figure(text) {
    const found = FIGURE.exec(text);
    if (!found) return null;
    const value = Number(found[1].replace("−", "-").replaceAll(",", ""));
    if (text.startsWith("<")) return value - 1e-9;
    return text.startsWith(">") ? value + 1e-9 : value;
  }

  // Figures come before words, which stay in the order of the alphabet; two equal figures are told apart by what follows.
  function compare(a, b) {
    if (a.figure !== null && b.figure !== null && a.figure !== b.figure) return a.figure - b.figure;
    if ((a.figure === null) !== (b.figure === null)) return a.figure === null ? 1 : -1;
    return words.compare(a.text, b.text);
  }

  function sort(table, column, descending) {
    const body = table.tBodies[0];
    const keys = [...body.rows].map((row) => {
      const text = row.cells[column].textContent.trim();
      return { row, text, gap: GAPS.has(text), figure: figure(text) };
    });
    const filled = keys.filter((key) => !key.gap);
    if (filled.filter((key) => key.figure !== null).length * 2 < filled.length) {
      for (const key of filled) key.figure = null; // a column of words, some of which begin with a figure
    }
    filled.sort((a, b) => compare(a, b) * (descending ? -1 : 1));
    body.append(...filled.map((key) => key.row), ...keys.filter((key) => key.gap).map((key) => key.row));
  }

  function makeSortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        // Figures are asked for from the largest down, words from A to Z; a second click turns the order.
        const first = head.classList.contains("number") ? "descending" : "ascending";
        const second = first === "ascending" ? "descending" : "ascending";
        const direction = head.getAttribute("aria-sort") === first ? second : first;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", direction);
        sort(table, column, direction === "descending");
      });
      head.append(button);
    });
  }

  const plain = (text) => text.normalize("NFKC").replaceAll("−", "-").toLocaleLowerCase();

  function makeFilterable(tools, table, name) {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => plain([...row.cells].map((cell) => cell.textContent).join(" ")));
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Filter rows";
    input.setAttribute("aria-label", `Filter the rows of: ${name}`);
    const left = document.createElement("output"); // announced politely when it changes
    left.textContent = `${rows.length} rows`;
    input.addEventListener("input", () => {
      const wanted = plain(input.value).split(/\s+/).filter(Boolean);
      rows.forEach((row, index) => {
        row.hidden = !wanted.every((word) => texts[index].includes(word));
      });
      const shown = rows.filter((row) => !row.hidden).length;
      left.textContent = wanted.length ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
    });
    tools.append(input, left);
  }

  function nameOf(frame) {
    const around = frame.closest("figure, aside, details");
    const said =
      around?.querySelector(".title, .provenance-title, summary") ??
      frame.closest("section")?.querySelector("h1, h2, h3, h4");
    return said?.textContent.replace(/#$/, "").trim() || "table";
  }

  for (const tools of document.querySelectorAll(".table-tools")) {
    const frame = tools.nextElementSibling;
    const table = frame.querySelector("table");
    makeSortable(table);
    makeFilterable(tools, table, nameOf(frame));
  }

  // Only a frame that has something out of sight is a stop of the Tab key.
  const watch = new ResizeObserver((entries) => {
    for (const { target: frame } of entries) {
      const isWide = frame.scrollWidth > frame.clientWidth + 1;
      frame.classList.toggle("is-wide", isWide);
      if (isWide || frame.scrollHeight > frame.clientHeight + 1) {
        frame.tabIndex = 0;
        frame.setAttribute("role", "region");
        frame.setAttribute("aria-label", nameOf(frame));
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
      }
    }
  });
  for (const frame of document.querySelectorAll(FRAMES)) watch.observe(frame);
})();
