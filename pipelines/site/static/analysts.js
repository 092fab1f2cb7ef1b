// For analysts: queries to copy, and the dictionary with its search.
"use strict";

(() => {
  const { readState, keepState, count } = Lingpao;
  const said = document.getElementById("copied");

  /** Copies by the clipboard where the page may, else by selecting what a person would select. */
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  };
  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", async () => {
      const done = await copy(button.parentElement.querySelector("code"));
      button.textContent = done ? "已复制" : "请按 Ctrl+C";
      said.textContent = done ? "已复制" : "已选中，请按 Ctrl+C 复制";
      setTimeout(() => {
        button.textContent = "复制";
      }, 2000);
    });
  }

  const form = document.getElementById("find");
  const tables = [...document.querySelectorAll("#tables details")].map((table) => ({
    table,
    rows: [...table.querySelectorAll("tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
    text: `${table.querySelector("summary").textContent} ${table.querySelector("p").textContent}`.toLowerCase(),
  }));
  const found = form.querySelector(".found");

  /** Shows tables that are about `sought`, and of others the columns that are. */
  const find = (sought) => {
    let shown = 0;
    for (const { table, rows, text } of tables) {
      const isNamed = text.includes(sought);
      const hits = rows.filter((each) => each.text.includes(sought));
      table.hidden = !isNamed && !hits.length;
      for (const { row, text: said } of rows) row.hidden = !isNamed && !said.includes(sought);
      if (sought) table.open = hits.length > 0;
      shown += table.hidden ? 0 : 1;
    }
    found.textContent = sought ? `${count(shown)} / ${count(tables.length)} 张表` : "";
  };

  const open = () => {
    const place = document.getElementById(readState().place);
    if (place?.tagName === "DETAILS") {
      place.open = true;
      place.scrollIntoView();
    }
  };
  form.elements.q.value = readState().chosen.get("q") ?? "";
  find(form.elements.q.value.trim().toLowerCase());
  open();
  addEventListener("hashchange", open);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const q = form.elements.q.value.trim();
    keepState(q ? "dictionary" : readState().place, { q });
    find(q.toLowerCase());
  });

  // on paper everything is open
  const closed = () => [...document.querySelectorAll("main details:not([open])")];
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = closed();
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
  });
})();
