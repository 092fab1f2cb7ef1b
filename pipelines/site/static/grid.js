// Long tables: Tabulator with Chinese words, plain text in every cell, and headings for the keyboard.
"use strict";

const Grid = (() => {
  const WORDS = {
    "zh-cn": {
      data: { loading: "正在读取", error: "读取失败" },
      groups: { item: "项", items: "项" },
      headerFilters: { default: "筛选" },
    },
  };

  // a hundred thousand rows on paper would hold the browser for minutes
  const PRINTED = 2000;

  /** A heading that the keyboard reaches; a click sorts, as one on the heading does. */
  const heading = (cell) => {
    const button = Lingpao.el("button", { type: "button", class: "heading" });
    button.textContent = cell.getValue();
    return button;
  };

  /**
   * Fits the table to its box again when that has another width. Tabulator's own watch also lays
   * all rows out anew whenever the table scrolls into view: a click in that moment would be lost.
   */
  const fit = (table, box) => {
    let width = box.clientWidth;
    const watch = new ResizeObserver(() => {
      if (box.clientWidth === width) return;
      const wasHidden = width === 0;
      width = box.clientWidth;
      if (width > 0) table.redraw(wasHidden);
    });
    watch.observe(box);
    table.on("tableDestroyed", () => watch.disconnect());
  };

  /**
   * A table in a box, under a name that a screen reader says. Columns without a formatter of
   * their own show plain text. Sorted by `order`, as `field-asc`; `reordered` hears of another.
   * Resolves when it can be filtered.
   */
  const make = (box, name, columns, rows, { order = "", reordered = () => {} } = {}) =>
    new Promise((resolve) => {
      const [, field, dir] = order.match(/^(.+)-(asc|desc)$/) ?? [];
      const isKnown = columns.some((column) => column.field === field);
      box.setAttribute("aria-label", name);
      const table = new Tabulator(box, {
        data: rows,
        locale: "zh-cn",
        langs: WORDS,
        layout: "fitColumns",
        autoResize: false,
        maxHeight: 680,
        renderHorizontal: "basic",
        placeholder: "没有符合条件的记录",
        printAsHtml: true,
        printRowRange: () => {
          const kept = table.getRows("active");
          box.parentElement.classList.toggle("cut", kept.length > PRINTED);
          return kept.slice(0, PRINTED);
        },
        printStyled: true,
        headerSortElement: (_, direction) =>
          direction === "asc" ? "▲" : direction === "desc" ? "▼" : "",
        columnDefaults: {
          formatter: "plaintext",
          // for paper it copies a row's own properties, and those that are read lazily are not
          accessorPrint: (value, data, type, parameters, column, row) =>
            row.getData()[column.getField()],
          titleFormatter: heading,
          resizable: false,
          headerSortTristate: true,
        },
        columns,
        initialSort: isKnown ? [{ column: field, dir }] : [],
      });
      table.on("dataSorted", (sorters) =>
        reordered(sorters.map((sorter) => `${sorter.field}-${sorter.dir}`).join("")));
      table.on("tableBuilt", () => {
        // what scrolls is reached by the keyboard, so it must be a part that a grid may have
        box.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
        box.querySelector(".tabulator-table").setAttribute("role", "presentation");
        fit(table, box);
      });
      // its rows may make the page scroll, and so leave it less room
      table.on("tableBuilt", () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(table))));
    });

  /** Sorts with what is unknown always last. */
  const unknownLast = (one, other, rowOne, rowOther, column, direction) => {
    const last = direction === "asc" ? 1 : -1;
    const isMissing = (value) => value === null || value === undefined;
    if (isMissing(one)) return isMissing(other) ? 0 : last;
    if (isMissing(other)) return -last;
    return typeof one === "number" ? one - other : String(one).localeCompare(String(other), "zh-CN");
  };

  return { make, unknownLast };
})();
