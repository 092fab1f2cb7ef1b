// Parts of a board's page: heading, facts, charts, columns.
"use strict";

const BoardParts = (() => {
  const { el, count, share, day, hashOf, plainTable } = Lingpao;

  const flags = (board) =>
    [
      board.is_provisional && "未截止，名次会变",
      board.knowledge === "reconstructed" && "按公开时间重建",
      board.evidence === "example" && "方案含示例数值，不得用于发布",
    ].filter(Boolean);

  const fact = (name, ...said) => [el("dt", {}, name), el("dd", {}, ...said)];

  /** Title, periods to choose from, state, and by what it was ranked. */
  const head = (board, siblings, isInternal) => {
    const periods = siblings.filter((each) => each.product_category === board.product_category);
    const newest = (category) =>
      siblings.find((each) => each.product_category === category && each.period === board.period) ??
      siblings.find((each) => each.product_category === category);
    const categories = [...new Set(siblings.map((each) => each.product_category))];
    const link = (target, text, isCurrent) =>
      el("a", { href: hashOf(target.board), "aria-current": isCurrent ? "true" : null }, text);
    return el(
      "div",
      { class: "board-head" },
      el(
        "nav",
        { class: "crumbs", "aria-label": "位置" },
        el("a", { href: "#" }, "排行榜"),
        ` › ${board.programme_name} › ${board.field_name}`,
      ),
      el("h1", {}, `${board.category_name}企业标准排行榜`),
      categories.length > 1
        ? el("nav", { class: "tabs", "aria-label": "类别" }, categories.map((category) =>
            link(newest(category), newest(category).category_name,
              category === board.product_category)))
        : null,
      el("nav", { class: "tabs", "aria-label": "周期" }, periods.map((each) =>
        link(each, each.period_text, each.board === board.board))),
      el(
        "p",
        { class: "badges" },
        el("span", { class: `state state-${board.state}` }, board.state_text),
        flags(board).map((text) => el("span", { class: "flag" }, text)),
      ),
      el(
        "dl",
        { class: "facts" },
        fact("上榜", `${count(board.entry_count)} 项标准，${count(board.enterprise_count)} 家企业`),
        fact("参评", `${count(board.candidate_count)} 项声明`),
        fact("截止日", day(board.cut_off_on)),
        fact("评估机构", board.body_name ?? "—"),
        fact("评估方案", `${board.scheme_title ?? "—"}（第 ${board.scheme_version} 版）`),
        fact("方法", board.method_text),
        isInternal && board.state_since ? fact("状态自", day(board.state_since)) : [],
      ),
      board.note ? el("p", { class: "lead" }, `备注：${board.note}`) : null,
    );
  };

  /** Share by level of each period of the category, as a chart and as a table. */
  const levelShares = (board, siblings) => {
    const periods = siblings
      .filter((each) => each.product_category === board.product_category)
      .map((each) => ({ name: each.period_text, levels: each.levels,
        total: Object.values(each.levels).reduce((sum, found) => sum + found, 0) }));
    const known = [...new Set(periods.flatMap((each) => Object.keys(each.levels)))].sort();
    if (!known.length) return null;
    const names = known.map((level) => ({ level: Number(level),
      name: Values.level(board.method, Number(level)) }));
    const box = el("div", { class: "chart", role: "img", "aria-label": "各周期的水平占比",
      style: `height:${90 + 46 * periods.length}px` });
    const figure = el(
      "figure",
      { class: "card" },
      el("h2", {}, "水平占比"),
      box,
      // beside a chart of one or two bars there is room for it
      el("details", { open: periods.length < 3 }, el("summary", {}, "数据表"),
        plainTable(["周期", ...names.map((each) => each.name)], periods.map((each) => [
          each.name,
          ...names.map(({ level }) => {
            const found = each.levels[level] ?? 0;
            return each.total ? `${found}（${share(found / each.total)}）` : "0";
          }),
        ]), { label: "各周期的水平占比" })),
    );
    return { figure, draw: () => Charts.levelShares(box, periods, names) };
  };

  const limitText = (limit) =>
    `${limit.standard_no}${limit.clause ? ` ${limit.clause}` : ""} 限值`;

  /** What a distribution is drawn of: the score where there is one, and core indicators. */
  const measured = (board) => [
    ...(board.method === "bands" ? []
      : [{ code: "score", class: "score", name: "得分", unit: "分", better: "higher",
        cut_offs: board.cut_offs }]),
    ...board.indicators.filter((each) => each.class === "core"),
  ];

  /** Distribution of one of them over the entries. */
  const distribution = (board, indicator, rows, box, details) => {
    const code = indicator.code;
    const steps = Values.steps(indicator, board.method);
    const limits = board.limits.filter((limit) => limit.code === code);
    const known = rows.filter((row) => row[`v:${code}`] !== null && row[`v:${code}`] !== undefined);
    const graded = known.some((row) => row[`g:${code}`]);
    details.replaceChildren(
      el("summary", {}, "数据表"),
      plainTable(["界限", "要求"], [
        ...steps.map((step) => [step.name, step.text]),
        ...limits.map((limit) => [limitText(limit),
          Values.bound(indicator.better, limit.limit, true, limit.unit)]),
        ...(steps.length + limits.length ? [] : [["无", null]]),
      ], { label: "水平界值与限值" }),
      plainTable([indicator.class === "score" ? "得分" : "声明值", "标准数"], tally(indicator, known), { label: "声明值的分布" }),
    );
    if (graded) {
      const order = [...new Map(known.map((row) => [row[`v:${code}`], row[`g:${code}`]]))]
        .sort(([one], [other]) => one - other)
        .map(([, grade]) => grade);
      const counts = new Map();
      for (const row of known) {
        counts.set(row[`g:${code}`], (counts.get(row[`g:${code}`]) ?? 0) + 1);
      }
      Charts.grades(box, { order, counts,
        levelOf: new Map(known.map((row) => [row[`g:${code}`], row[`l:${code}`]])) });
      return;
    }
    Charts.distribution(box, {
      values: known.map((row) => row[`v:${code}`]),
      levels: known.map((row) => row[`l:${code}`] ?? 0),
      steps: steps.filter((step) => step.value !== null),
      limits: limits.map((limit) => ({ value: limit.limit, text: limitText(limit) })),
      unit: Values.unit(indicator.unit),
      names: (level) => (level ? Values.level(board.method, level) : "不分水平"),
    });
  };

  /** How many declare the same, most frequent first; worded once each. */
  const tally = (indicator, known) => {
    const { code } = indicator;
    const counts = new Map();
    for (const row of known) {
      const key = `${row[`v:${code}`]} ${row[`i:${code}`]} ${row[`g:${code}`]}`;
      const found = counts.get(key);
      if (found) found.count += 1;
      else counts.set(key, { row, count: 1 });
    }
    return [...counts.values()].sort((one, other) => other.count - one.count).slice(0, 30)
      .map(({ row, count: found }) => [shown(indicator, row), count(found)]);
  };

  const shown = (indicator, row) =>
    Values.compared(indicator, row[`v:${indicator.code}`], row[`i:${indicator.code}`],
      row[`g:${indicator.code}`]);

  /** What was left out: counts, and to the institution each declaration once it asks. */
  const leftOut = (board) => {
    if (!board.exclusions.length) return null;
    const counts = plainTable(
      ["未上榜的原因", "声明数（项）"],
      board.exclusions.map(({ rule, count: found }) => [rule, count(found)]),
      { label: "未上榜的原因" },
    );
    const note = el("p", { class: "lead" }, "一项声明可以有几个原因。");
    const named = board.left_out_count;
    return el(
      "section",
      { class: "card" },
      el("h2", {}, named ? `未上榜 ${count(named)} 项` : "未上榜"),
      note,
      counts,
      named ? leftOutNames(board) : null,
    );
  };

  const leftOutNames = (board) => {
    const box = el("div", {});
    const details = el("details", { id: "left-out" }, el("summary", {}, "逐项查看"), box);
    const narrow = Lingpao.isNarrow();
    const link = (cell) => {
      const row = cell.getRow().getData();
      return el("span", { class: "named" },
        el("a", { href: `entry.html${hashOf(`${board.board}/${row.id}`)}` }, row.org ?? "（名称不详）"),
        el("small", {}, [row.standard, narrow ? row.province : null].filter(Boolean).join(" · ")));
    };
    const sorter = Grid.unknownLast;
    const reasons = (cell) => el("span", { class: "value" }, cell.getValue());
    const columns = [
      { title: narrow ? "企业" : "企业、执行标准", field: "org", formatter: link, sorter,
        minWidth: narrow ? 130 : 260, widthGrow: 2 },
      ...(narrow ? [] : [{ title: "省份", field: "province", width: 86, sorter }]),
      { title: "原因", field: "reasons", formatter: reasons, sorter, minWidth: 160, widthGrow: 4 },
    ];
    const open = async () => {
      const rows = Lingpao.rowsOf(await Lingpao.load(`left_out/${board.board}`));
      await Grid.make(box, "未上榜的声明", columns, rows);
    };
    details.addEventListener("toggle", () => open().catch((error) => Lingpao.failed(box, error)),
      { once: true });
    return details;
  };

  return { head, levelShares, measured, distribution, leftOut, shown };
})();
