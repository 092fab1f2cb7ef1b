// What every page needs: data, elements, numbers, and the state in the address.
"use strict";

const Lingpao = (() => {
  const waiting = new Map();

  /** Called by a data script with gzip in base64; hands the decoded data to who asked. */
  const receive = async (name, body) => {
    const { resolve, reject } = waiting.get(name);
    try {
      const letters = atob(body);
      const bytes = new Uint8Array(letters.length);
      for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      resolve(JSON.parse(await new Response(stream).text()));
    } catch (error) {
      reject(error);
    }
  };

  /** Data by its name, loaded once; a page opened from a folder may load scripts only. */
  const load = (name) => {
    if (!waiting.has(name)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      waiting.set(name, entry);
      const script = document.createElement("script");
      script.src = `data/${name}.js`;
      script.onerror = () => entry.reject(new Error(`缺少数据文件 data/${name}.js`));
      document.head.append(script);
    }
    return waiting.get(name).promise;
  };

  /** Rows of a table that came by columns; a cell is read when it is asked for. */
  const rowsOf = (table) => {
    class Row {
      #number;
      constructor(number) {
        this.#number = number;
      }
      static {
        for (const [name, column] of Object.entries(table)) {
          const read = reader(column);
          Object.defineProperty(this.prototype, name, {
            get() {
              return read(this.#number);
            },
            set() {}, // Tabulator writes back what it read
          });
        }
      }
    }
    const first = Object.values(table)[0] ?? [];
    return Array.from({ length: (first.i ?? first).length }, (_, number) => new Row(number));
  };
  const reader = (column) =>
    Array.isArray(column)
      ? (number) => column[number]
      : (number) => (column.i[number] < 0 ? null : column.d[column.i[number]]);

  /** An element; text is always text, never markup. */
  const el = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return made;
  };

  const grouped = new Intl.NumberFormat("zh-CN", { maximumSignificantDigits: 10 });
  /** 1,269,722; nothing as a dash. */
  const count = (value) => (value === null || value === undefined ? "—" : grouped.format(value));
  const share = (value) =>
    new Intl.NumberFormat("zh-CN", { style: "percent", maximumFractionDigits: 1 }).format(value);
  /** 2026-07-07 as 2026 年 7 月 7 日. */
  const day = (text) => {
    if (!text) return "—";
    const [year, month, date] = text.split("-").map(Number);
    return `${year} 年 ${month} 月 ${date} 日`;
  };

  /** The address after #: a place, and what is chosen there. */
  const readState = () => {
    const [place, query = ""] = location.hash.slice(1).split("?");
    return { place: decodeURIComponent(place), chosen: new URLSearchParams(query) };
  };
  const hashOf = (place, chosen = {}) => {
    const query = new URLSearchParams(
      Object.entries(chosen).filter(([, value]) => value !== "" && value !== null),
    ).toString();
    return `#${place.split("/").map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
  };
  /** Writes what is chosen into the address without a new step in the history. */
  const keepState = (place, chosen) => {
    history.replaceState(null, "", hashOf(place, chosen));
  };

  /** Says on the page what went wrong; an address may name what is not there. */
  const failed = (where, error) => {
    where.hidden = false;
    where.replaceChildren(
      el("p", { class: "empty", role: "alert" }, `无法显示：${error.message}`),
    );
    console.warn(error);
  };

  const isNarrow = () => matchMedia("(max-width: 640px)").matches;

  /** Says in each cell what it is about, for screens where a row is a block. */
  const labelCells = (table) => {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, place) => cell.setAttribute("data-label", heads[place]));
    }
    return table;
  };
  document.querySelectorAll("table.plain").forEach(labelCells);

  // the address after # says what is shown, so a jump may not write there
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("content").focus();
  });

  /** A small table with a heading in each row; cells are text or elements. */
  const plainTable = (heads, rows, attributes = {}) =>
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": attributes.label },
      labelCells(el(
        "table",
        { class: "plain" },
        el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
        el(
          "tbody",
          {},
          rows.map(([first, ...rest]) =>
            el("tr", {}, el("th", { scope: "row" }, first), rest.map((cell) => el("td", {}, cell ?? "—"))),
          ),
        ),
      )),
    );

  return {
    receive, load, rowsOf, el, count, share, day, readState, hashOf, keepState, failed, isNarrow,
    plainTable,
  };
})();
