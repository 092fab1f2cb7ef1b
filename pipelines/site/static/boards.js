// The boards: the index, or one board with its filters, lists and charts.
"use strict";

(() => {
  const { el, load, rowsOf, readState, hashOf, keepState, failed, isNarrow, count } = Lingpao;
  const index = document.getElementById("index");
  const place = document.getElementById("board");

  const entryLink = (board, row) =>
    el("a", { href: `entry.html${hashOf(`${board.board}/${row.id}`)}` }, row.org ?? "（名称不详）");

  const columnsOf = (board, list, rows) => {
    const core = board.indicators.filter((each) => each.class === "core");
    const sharing = new Map();
    for (const row of list ? rows : []) {
      const value = row[`r:${list.code}`];
      sharing.set(value, (sharing.get(value) ?? 0) + 1);
    }
    const rank = (cell) => {
      const row = cell.getRow().getData();
      const value = list ? row[`r:${list.code}`] : row.rank;
      const said = el("span", { class: "rank" }, String(value ?? "—"));
      if (list ? sharing.get(value) > 1 : row.is_tied) said.append(el("small", {}, "并列"));
      return said;
    };
    const narrow = isNarrow();
    const named = (cell) => {
      const row = cell.getRow().getData();
      return el(
        "span",
        { class: "named" },
        entryLink(board, row),
        row.is_left_out ? el("small", { class: "flag" }, "不同意列入") : null,
        el("small", {}, [row.standard, narrow ? row.province : null].filter(Boolean).join(" · ")),
        narrow && list ? el("small", {}, BoardParts.shown(list, row)) : null,
      );
    };
    const sorter = Grid.unknownLast;
    const level = (cell) => Values.badge(board.method, cell.getValue());
    const columns = [
      { title: "名次", field: list ? `r:${list.code}` : "rank", formatter: rank, width: narrow ? 62 : 80,
        sorter },
      { title: narrow ? "企业" : "企业、执行标准", field: "org", formatter: named, minWidth: narrow ? 150 : 230, widthGrow: 3,
        sorter },
    ];
    if (!narrow) {
      columns.push(
        { title: "产品", field: "products", minWidth: 136, widthGrow: 1.4, sorter,
          formatter: (cell) => {
            const { products, models } = cell.getRow().getData();
            return el("span", { class: "named" }, products ?? "—", models ? el("small", {}, models) : null);
          } },
        { title: "省份", field: "province", width: 86, sorter },
      );
    }
    for (const indicator of narrow ? [] : list ? [list] : core) {
      columns.push({
        title: indicator.name,
        field: `v:${indicator.code}`,
        minWidth: 140,
        widthGrow: 1.5,
        sorter,
        formatter: (cell) => {
          const row = cell.getRow().getData();
          const value = row[`l:${indicator.code}`];
          return el(
            "span",
            { class: "value" },
            value ? el("i", { class: `dot level-${value}`, title: Values.level(board.method, value) }) : null,
            BoardParts.shown(indicator, row),
          );
        },
      });
    }
    if (board.method !== "bands" && !list) {
      columns.push({ title: "得分", field: "score", width: 84, sorter,
        formatter: (cell) => {
          const { score, is_vetoed } = cell.getRow().getData();
          if (is_vetoed) return "一票否决";
          return score === null || score === undefined ? "—" : Values.number(Number(score.toFixed(4)));
        } });
    }
    columns.push({ title: "水平", field: list ? `l:${list.code}` : "level", formatter: level,
      width: narrow ? 84 : 92, sorter });
    return columns;
  };

  /** Filters and the choice of a list, each with a name that a screen reader says. */
  const controls = (board, rows, chosen, changed) => {
    const option = (value, text) => el("option", { value }, text);
    const select = (name, label, values) => {
      const made = el("select", { name, "aria-label": label, onchange: changed }, option("", `全部${label}`),
        values.map(([value, text]) => option(value, text)));
      made.value = chosen.get(name) ?? "";
      if (made.selectedIndex < 0) made.value = "";
      return el("label", {}, el("span", {}, label), made);
    };
    const typed = (name, label, hint) => {
      const made = el("input", { type: "search", name, "aria-label": label, placeholder: hint,
        oninput: changed });
      made.value = chosen.get(name) ?? "";
      return el("label", {}, el("span", {}, label), made);
    };
    const found = (key) => [...new Set(rows.map((row) => row[key]).filter((value) => value !== null))];
    const lists = board.indicators.filter((each) => each.class === "core");
    return el(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      typed("q", "查找", "企业、标准编号或名称"),
      typed("product", "产品", "产品名称或型号"),
      select("province", "省份", found("province").sort((one, other) =>
        one.localeCompare(other, "zh-CN")).map((name) => [name, name])),
      select("level", "水平", found("level").sort().map((value) =>
        [String(value), Values.level(board.method, value)])),
      el("label", {}, el("span", {}, "榜单"), (() => {
        const made = el("select", { name: "list", "aria-label": "榜单", onchange: changed }, option("", "综合榜"),
          lists.map((each) => option(each.code, `单项榜：${each.name}`)));
        made.value = lists.some((each) => each.code === chosen.get("list")) ? chosen.get("list") : "";
        return made;
      })()),
      el("p", { class: "found", role: "status", "aria-live": "polite" }),
    );
  };

  const matches = (wanted) => {
    const fold = (text) => (text ?? "").toLowerCase();
    const q = fold(wanted.q).trim();
    const product = fold(wanted.product).trim();
    return (row) =>
      (!q || [row.org, row.standard, row.title].some((text) => fold(text).includes(q))) &&
      (!product || [row.products, row.models].some((text) => fold(text).includes(product))) &&
      (!wanted.province || row.province === wanted.province) &&
      (!wanted.level || String(row.level) === wanted.level) &&
      (!wanted.list || (row[`r:${wanted.list}`] ?? null) !== null);
  };

  const showBoard = async (boards, isInternal, board, chosen) => {
    const siblings = boards.filter(
      (each) => each.programme === board.programme && each.field_code === board.field_code,
    );
    const table = await load(`entries/${board.board}`);
    // the score is measured like an indicator
    const rows = rowsOf({ ...table, "v:score": table.score, "l:score": table.level });
    if (readState().place !== board.board) return; // another was asked for meanwhile
    const core = board.indicators.filter((each) => each.class === "core");
    const shares = BoardParts.levelShares(board, siblings);
    const distributionBox = el("div", { class: "chart", role: "img", "aria-label": "声明值的分布" });
    const details = el("details", {});
    const measured = BoardParts.measured(board);
    const pick = el("select", { name: "indicator", "aria-label": "核心指标" },
      measured.map((each) => el("option", { value: each.code }, each.name)));
    const box = el("div", { id: "entries" });
    const empty = el("p", { class: "empty", hidden: true });
    const form = controls(board, rows, chosen, () => apply());
    if (measured.some((each) => each.code === chosen.get("indicator"))) pick.value = chosen.get("indicator");

    index.hidden = true;
    place.hidden = false;
    place.replaceChildren(
      BoardParts.head(board, siblings, isInternal),
      ...(rows.length
        ? [
            el("div", { class: "pair charts" }, shares?.figure ?? null,
              el("figure", { class: "card" }, el("h2", {}, "指标分布（项）", pick), distributionBox, details)),
            el("section", { "aria-label": "上榜标准" }, form, empty, box),
          ]
        : [el("p", { class: "empty" }, "本期没有上榜的标准。")]),
      ...[BoardParts.leftOut(board)].filter(Boolean),
      el("p", { class: "digest" }, "榜单校验值 SHA-256 ", el("code", {}, board.digest ?? "—"),
        board.is_changed ? "（发布时的校验值；按现有数据与程序不能再算出同样的榜单）" : null),
    );
    document.title = `${board.category_name} ${board.period_text} – 企业标准“领跑者”`;
    if (!rows.length) return;

    shares?.draw();
    const drawDistribution = () => {
      const indicator = measured.find((each) => each.code === pick.value);
      if (indicator) BoardParts.distribution(board, indicator, rows, distributionBox, details);
    };
    pick.addEventListener("change", () => {
      drawDistribution();
      remember();
    });
    drawDistribution();

    let grid = null;
    let shownList = null;
    let order = chosen.get("order") ?? "";
    let drawing = Promise.resolve();
    const wantedNow = () => Object.fromEntries(new FormData(form));
    const remember = () =>
      keepState(board.board, { ...wantedNow(), order,
        indicator: pick.value === measured[0]?.code ? "" : pick.value });
    const apply = () => {
      remember();
      drawing = drawing.then(draw);
      return drawing;
    };
    const draw = async () => {
      delete box.dataset.ready;
      const wanted = wantedNow();
      const keep = matches(wanted);
      const list = core.find((each) => each.code === wanted.list) ?? null;
      const kept = rows.filter(keep);
      form.querySelector(".found").textContent =
        kept.length === rows.length ? `共 ${count(rows.length)} 项` : `${count(kept.length)} / ${count(rows.length)} 项`;
      const isUnlisted = list !== null && rows.every((row) => (row[`r:${list.code}`] ?? null) === null);
      empty.hidden = !isUnlisted;
      empty.textContent = isUnlisted ? `${list.name}：上榜标准全部处于同一档，不单独列榜。` : "";
      box.hidden = isUnlisted;
      if (isUnlisted) {
        box.dataset.ready = "yes";
        return;
      }
      const ordered = list
        ? [...kept].sort((one, other) => one[`r:${list.code}`] - other[`r:${list.code}`])
        : kept;
      if (grid === null || shownList !== wanted.list) {
        if (grid !== null) order = ""; // another list has an order of its own
        grid?.destroy();
        shownList = wanted.list;
        const name = `上榜标准，${list ? list.name : "综合榜"}`;
        grid = await Grid.make(box, name, columnsOf(board, list, rows), ordered, {
          order,
          reordered: (now) => {
            order = now;
            remember();
          },
        });
      } else {
        await grid.setData(ordered);
      }
      box.dataset.ready = "yes";
    };
    await apply();
  };

  const show = async () => {
    const { place: wanted, chosen } = readState();
    const { boards, is_internal: isInternal } = await load("boards");
    if (!wanted) {
      index.hidden = false;
      place.hidden = true;
      place.replaceChildren();
      document.title = "排行榜 – 企业标准“领跑者”";
      return;
    }
    const board = boards.find((each) => each.board === wanted);
    if (!board) throw new Error(`没有榜单 ${wanted}，或尚未公示`);
    // before it is there to be clicked: a page that moves under the pointer swallows the click
    scrollTo(0, 0);
    await showBoard(boards, isInternal, board, chosen);
  };

  const start = () => show().catch((error) => failed(place, error));
  addEventListener("hashchange", start);
  start();
})();
