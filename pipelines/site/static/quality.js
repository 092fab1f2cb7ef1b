// Data quality: two long tables with their filters, and violations by month from the table below.
"use strict";

(() => {
  const { el, load, rowsOf, readState, keepState, hashOf, failed, isNarrow, count, share } = Lingpao;
  const COLOURS = ["#004a80", "#c97d00", "#2a9d8f", "#b5446e", "#56a0d3", "#7a5195", "#6b8194"];
  const sorter = Grid.unknownLast;

  /** What is chosen anywhere on the page stands in one address; the place stays where it was. */
  const choose = (changed) => {
    const { place, chosen } = readState();
    keepState(place, { ...Object.fromEntries(chosen), ...changed });
  };

  /** Rows that the filters of a form leave, and how many; the address keeps the choice. */
  const filtered = async (box, name, columns, rows, fields, keep) => {
    const found = el("p", { class: "found", role: "status", "aria-live": "polite" });
    const form = el("form", { class: "filters", role: "search", "aria-label": name }, fields, found);
    const table = el("div", {});
    box.replaceChildren(form, table);
    const wanted = () => Object.fromEntries(new FormData(form));
    const kept = () => {
      const now = rows.filter((row) => keep(row, wanted()));
      found.textContent = now.length === rows.length
        ? `共 ${count(rows.length)} 项` : `${count(now.length)} / ${count(rows.length)} 项`;
      return now;
    };
    const grid = await Grid.make(table, name, columns, kept());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", async () => {
      choose(wanted());
      await grid.setData(kept());
    });
    box.dataset.ready = "yes";
    return { form, again: () => grid.setData(kept()) };
  };

  const select = (name, label, values) => {
    const made = el("select", { name, "aria-label": label },
      el("option", { value: "" }, `全部${label}`),
      [...new Set(values.filter((value) => value !== null))].map((value) => el("option", { value }, value)));
    made.value = readState().chosen.get(name) ?? "";
    if (made.selectedIndex < 0) made.value = "";
    return el("label", {}, el("span", {}, label), made);
  };
  const search = (name, label, placeholder) => {
    const made = el("input", { type: "search", name, "aria-label": label, placeholder });
    made.value = readState().chosen.get(name) ?? "";
    return el("label", {}, el("span", {}, label), made);
  };
  const has = (text, ...places) => {
    const sought = text.trim().toLowerCase();
    return !sought || places.some((each) => (each ?? "").toLowerCase().includes(sought));
  };

  const showRead = async (box, rows) => {
    if (!rows.length) {
      box.replaceChildren(el("p", { class: "empty" }, "还没有指标要求。"));
      return;
    }
    const narrow = isNarrow();
    const named = (cell) => {
      const row = cell.getRow().getData();
      return el("span", { class: "named" }, row.indicator, el("small", {}, narrow ? row.field : row.code ?? ""));
    };
    const columns = [
      { title: "指标", field: "indicator", formatter: named, minWidth: narrow ? 150 : 180, widthGrow: 2, sorter },
      ...(narrow ? [] : [
        { title: "领域", field: "field", minWidth: 160, widthGrow: 2, sorter },
        { title: "指标要求", field: "cells", hozAlign: "right", width: 104, sorter, formatter: (cell) => count(cell.getValue()) },
      ]),
      { title: "未识别", field: "unread", hozAlign: "right", width: narrow ? 86 : 96, sorter, formatter: (cell) => count(cell.getValue()) },
      { title: "识别率", field: "share", hozAlign: "right", width: narrow ? 86 : 96, sorter, formatter: (cell) => share(cell.getValue()) },
      ...(narrow ? [] : [
        { title: "未识别的原文（例）", field: "example", minWidth: 220, widthGrow: 3, sorter,
          formatter: (cell) => el("span", { class: "value" }, cell.getValue() ?? "—") },
      ]),
    ];
    const { form, again } = await filtered(box, "按指标的识别率", columns, rows,
      [select("field", "领域", rows.map((row) => row.field)), search("indicator", "指标", "名称或代码")],
      (row, wanted) => (!wanted.field || row.field === wanted.field) && has(wanted.indicator, row.indicator, row.code));
    // a field of the table above asks for its indicators; other places leave the filter alone
    addEventListener("hashchange", async () => {
      const { chosen } = readState();
      if (!chosen.has("field")) return;
      form.elements.field.value = chosen.get("field");
      await again();
      box.scrollIntoView();
    });
  };

  const showNames = async (box, rows) => {
    if (!rows.length) {
      box.replaceChildren(el("p", { class: "empty" }, "没有未识别的指标名称。"));
      return;
    }
    const narrow = isNarrow();
    const columns = [
      { title: "指标名称", field: "name", minWidth: 150, widthGrow: 3, sorter,
        formatter: (cell) => {
          const row = cell.getRow().getData();
          return el("span", { class: "named" }, row.name,
            narrow ? el("small", {}, row.category ?? "未归类") : null);
        } },
      ...(narrow ? [] : [
        { title: "产品类别", field: "category", minWidth: 140, widthGrow: 2, sorter, formatter: (cell) => cell.getValue() ?? "未归类" },
      ]),
      { title: narrow ? "出现" : "现行版本中出现", field: "occurrences", hozAlign: "right", width: narrow ? 78 : 150, sorter, formatter: (cell) => count(cell.getValue()) },
      ...(narrow ? [] : [{ title: "首次采集", field: "first_seen_on", width: 124, sorter }]),
      { title: "最近采集", field: "last_seen_on", width: 124, sorter },
    ];
    await filtered(box, "未识别的指标名称", columns, rows,
      [search("name", "名称", "指标名称"), select("category", "产品类别", rows.map((row) => row.category))],
      (row, wanted) => has(wanted.name, row.name) && (!wanted.category || row.category === wanted.category));
  };

  const showViolations = (figure) => {
    const table = figure.querySelector("table");
    const standards = [...table.querySelectorAll("thead th")].slice(1).map((head) => head.textContent);
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => ({
      month: row.cells[0].textContent,
      isAhead: row.dataset.ahead !== undefined,
      counts: [...row.cells].slice(1).map((cell) => Number(cell.textContent.replaceAll(",", ""))),
    }));
    Charts.draw(figure.querySelector(".chart"), {
      grid: { left: 8, right: 16, top: 52, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, type: "scroll" },
      tooltip: Charts.tooltip("axis"),
      xAxis: { type: "category", data: rows.map((row) => row.month), axisTick: { show: false }, ...Charts.axis() },
      yAxis: { type: "value", minInterval: 1, ...Charts.axis() },
      series: standards.map((name, place) => ({
        name,
        type: "bar",
        stack: "all",
        barMaxWidth: 36,
        itemStyle: { color: COLOURS[place % COLOURS.length] },
        data: rows.map(({ counts, isAhead }) => ({ value: counts[place], itemStyle: isAhead ? { opacity: 0.45 } : {} })),
      })),
    });
  };

  const figure = document.querySelector('[data-chart="violations"]');
  if (figure) showViolations(figure);
  const read = document.getElementById("read");
  load("quality")
    .then(async (data) => {
      await showNames(document.getElementById("names"), rowsOf(data.unknown));
      await showRead(read, rowsOf(data.read));
      // tables that came later have moved what the address names
      document.getElementById(readState().place)?.scrollIntoView();
    })
    .catch((error) => failed(read, error));
})();
