// Leaders: the list with its filters.
"use strict";

(() => {
  const { el, load, rowsOf, readState, keepState, failed, isNarrow, count } = Lingpao;
  const place = document.getElementById("leaders");

  const period = (leader) => {
    if (leader.status === "in_publicity") return `公示 ${leader.publicity_from} 至 ${leader.publicity_to}`;
    if (!leader.valid_from) return "—";
    if (leader.status === "exited") return `${leader.valid_from} 至 ${leader.exited_on} 退出`;
    return `${leader.valid_from} 至 ${leader.valid_to}`;
  };

  const columns = () => {
    const narrow = isNarrow();
    const sorter = Grid.unknownLast;
    const named = (cell) => {
      const row = cell.getRow().getData();
      const link = row.has_board
        ? el("a", { href: Certificate.entryOf(row) }, row.org)
        : row.org;
      const small = el("small", {},
        narrow ? `${row.standard} · ${row.category_name} ${row.year}` : row.standard);
      return el("span", { class: "named" }, link, small);
    };
    const status = (cell) => {
      const row = cell.getRow().getData();
      return el("span", { class: "named" },
        el("span", { class: `state state-${row.status}` }, row.status_text),
        row.days_left !== null ? el("small", {}, `尚余 ${count(row.days_left)} 天`) : null);
    };
    const all = [
      { title: narrow ? "企业" : "企业、执行标准", field: "org", formatter: named, minWidth: narrow ? 190 : 220, widthGrow: 3, sorter },
    ];
    if (!narrow) {
      all.push(
        { title: "领域", field: "category_name", minWidth: 170, widthGrow: 1.8, sorter,
          formatter: (cell) => {
            const row = cell.getRow().getData();
            return el("span", { class: "named" }, row.category_name, el("small", {}, `${row.programme_name} ${row.year}`));
          } },
        { title: "省份", field: "province", width: 86, sorter },
        { title: "证书编号", field: "certificate", minWidth: 200, widthGrow: 2.4, sorter,
          formatter: (cell) => el("span", { class: "certificate-no" }, cell.getValue() ?? "—") },
        { title: "有效期（止日不含）", field: "valid_to", width: 235, sorter,
          formatter: (cell) => period(cell.getRow().getData()) },
      );
    }
    all.push({ title: "状态", field: "status_text", formatter: status, width: narrow ? 110 : 120, sorter });
    return all;
  };

  /** Filters, each with a name that a screen reader says. */
  const controls = (rows) => {
    const select = (name, label, key) =>
      el("label", {}, el("span", {}, label),
        el("select", { name, "aria-label": label }, el("option", { value: "" }, `全部${label}`),
          [...new Set(rows.map((row) => row[key]).filter((value) => value !== null))]
            .map((value) => el("option", { value: String(value) }, String(value)))));
    return el(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      el("label", {}, el("span", {}, "查找"),
        el("input", { type: "search", name: "q", "aria-label": "查找", placeholder: "企业、标准编号或证书编号" })),
      select("programme", "评估活动", "programme_name"),
      select("category", "领域", "category_name"),
      select("year", "年度", "year"),
      select("status", "状态", "status_text"),
      el("p", { class: "found", role: "status", "aria-live": "polite" }),
    );
  };

  const matches = (wanted) => {
    const text = wanted.q.trim().toLowerCase();
    return (row) =>
      (!text || [row.org, row.standard, row.certificate].some((each) => (each ?? "").toLowerCase().includes(text))) &&
      (!wanted.programme || row.programme_name === wanted.programme) &&
      (!wanted.category || row.category_name === wanted.category) &&
      (!wanted.year || String(row.year) === wanted.year) &&
      (!wanted.status || row.status_text === wanted.status);
  };

  const show = async () => {
    const { leaders: table, reached_on: reachedOn } = await load("leaders");
    const rows = rowsOf(table);
    const form = controls(rows);
    const found = form.querySelector(".found");
    const box = el("div", {});
    let certificate = "";
    let order = readState().chosen.get("order") ?? "";
    let grid = null;
    const wantedNow = () => Object.fromEntries(new FormData(form));
    const remember = () => keepState("", { ...wantedNow(), order, certificate });
    const check = Certificate.start(rows, reachedOn, (typed) => {
      certificate = typed;
      remember();
    });
    const kept = () => {
      const now = rows.filter(matches(wantedNow()));
      found.textContent = now.length === rows.length
        ? `共 ${count(rows.length)} 项` : `${count(now.length)} / ${count(rows.length)} 项`;
      return now;
    };
    /** What the address chooses; what it names and is not there counts as not chosen. */
    const choose = () => {
      const { chosen } = readState();
      for (const control of form.querySelectorAll("input, select")) {
        control.value = chosen.get(control.name) ?? "";
        if (control.selectedIndex < 0) control.value = "";
      }
      return check(chosen.get("certificate") ?? "");
    };

    await choose();
    if (rows.length) {
      place.replaceChildren(form, box);
      grid = await Grid.make(box, "领跑者名单", columns(), kept(), {
        order,
        reordered: (now) => {
          order = now;
          remember();
        },
      });
    } else {
      place.replaceChildren(el("p", { class: "empty" }, "还没有领跑者。"));
    }
    form.addEventListener("input", () => {
      remember();
      grid.setData(kept());
    });
    addEventListener("hashchange", async () => {
      await choose();
      await grid?.setData(kept());
    });
    place.dataset.ready = "yes";
  };

  show().catch((error) => failed(place, error));
})();
