// Lets the reader sort a long table by any column, and keep only the rows that hold some text. Without this script the
// table stands as it was printed.
(() => {
  "use strict";

  const LONG = 15; // rows, as in tables.css; a shorter table is read faster than sorted

  const order = new Intl.Collator(undefined, { numeric: true });

  function value(row, column, isNumber) {
    const text = row.cells[column].textContent.trim();
    if (!isNumber) return text;
    const number = Number.parseFloat(text.replace("−", "-").replace(/[,\s+]/g, ""));
    return Number.isNaN(number) ? null : number;
  }

  function sort(table, column, descending) {
    const body = table.tBodies[0];
    const isNumber = table.tHead.rows[0].cells[column].classList.contains("number");
    const rows = [...body.rows].map((row) => [value(row, column, isNumber), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null); // gaps stay at the end either way
      return (isNumber ? a - b : order.compare(a, b)) * (descending ? -1 : 1);
    });
    body.append(...rows.map(([, row]) => row));
  }

  function makeSortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
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

  function makeFilterable(figure, table) {
    const input = document.createElement("input");
    input.type = "search";
    input.className = "table-filter";
    input.placeholder = "Filter rows";
    input.setAttribute("aria-label", `Filter the rows of: ${figure.querySelector(".title")?.textContent ?? "this table"}`);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    });
    figure.querySelector("figcaption").append(input);
  }

  for (const figure of document.querySelectorAll("figure.data-table")) {
    const table = figure.querySelector("table");
    if (table?.tHead && table.tBodies[0].rows.length > LONG) {
      makeSortable(table);
      makeFilterable(figure, table);
    }
  }
})();
