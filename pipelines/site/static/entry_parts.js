// Sections of the page “why this rank”.
"use strict";

const EntryParts = (() => {
  const { el, count, share, day, hashOf, plainTable } = Lingpao;

  const section = (title, ...children) => el("section", { class: "card" }, el("h2", {}, title), ...children);

  /** Rank and level in one sentence, and what holds the entry back. */
  const verdict = (board, place, robustness) => {
    if (!place) {
      return el("p", { class: "verdict" }, "未上榜。下列各项说明原因，以及企业可以怎样做。");
    }
    const tied = place.is_tied ? `，与另外 ${count(place.sharing - 1)} 项并列` : "";
    const level = place.level === null ? "" : `，${Values.level(board.method, place.level)}`;
    const score = place.score === null || place.score === undefined
      ? "" : `，得分 ${Values.number(Number(place.score.toFixed(4)))}`;
    const rule = board.method === "bands"
      ? "总体水平取各核心指标中最差的一项，同档不分先后。"
      : "按得分排序，同分并列。";
    return el(
      "div",
      { class: "verdict" },
      el("p", {}, el("strong", {}, `第 ${place.rank} 名`), `${tied}${level}${score}。${rule}`),
      place.is_vetoed ? el("p", {}, "有一票否决的指标不合格，不论得分排在最后。") : null,
      robustness?.held_text
        ? el("p", {}, el("b", {}, "停留在现有水平的原因："), Values.unit(robustness.held_text), "。",
            robustness.next_level ? `都达到上一档时为${Values.level(board.method, robustness.next_level)}。` : "")
        : null,
      robustness?.breaks_text
        ? el("p", { class: "warning" }, el("b", {}, `${day(robustness.breaks_on)}起将不符合：`), Values.unit(robustness.breaks_text))
        : null,
    );
  };

  const limitLine = (limit, indicator) =>
    el("span", { class: "line" },
      `${limit.standard}${limit.clause ? ` ${limit.clause}` : ""}：` +
        Values.bound(indicator.better, limit.limit, true, limit.unit),
      el("small", {}, limit.nature === "mandatory" ? "强制性" : "推荐性",
        limit.margin === null ? "" : limit.margin > 0 ? `，严于限值 ${share(limit.margin)}` : limit.margin === 0 ? "，与限值相同" : `，宽于限值 ${share(-limit.margin)}`));

  const isReached = (step, cell) =>
    step.level !== undefined ? step.level === cell.level
      : step.points !== undefined && step.points === cell.points;

  /** One block an indicator: as declared, as compared, limits in force, levels. */
  const indicators = (board, cells, limits) => {
    const blocks = board.indicators.map((indicator) => {
      const cell = cells.find((each) => each.code === indicator.code);
      if (!cell) return null;
      const own = limits.filter((limit) => limit.code === indicator.code);
      const steps = Values.steps(indicator, board.method);
      const fact = (name, ...said) => [el("dt", {}, name), el("dd", {}, ...said)];
      return el(
        "article",
        { class: "indicator" },
        el("h3", {}, indicator.name, " ", cell.level ? Values.badge(board.method, cell.level) : null),
        el(
          "dl",
          { class: "facts" },
          fact("声明原文", cell.requirement
            ? el("q", {}, cell.requirement) : "未声明",
            cell.name_raw && cell.name_raw !== indicator.name
              ? el("small", {}, `原名称：${cell.name_raw}`) : null,
            cell.condition ? el("small", {}, `条件：${cell.condition}`) : null,
            cell.page ? el("small", {}, `标准文本第 ${cell.page} 页`) : null),
          cell.overruled_as ? fact("人工裁定读作", cell.overruled_as) : [],
          fact("参与比较的值", el("strong", {}, Values.compared(indicator, cell.value, cell.inclusive, cell.grade))),
          fact("试验方法", cell.method ?? "未注明",
            indicator.method && indicator.method !== cell.method
              ? el("small", {}, `方案规定：${indicator.method}`) : null),
          fact("有效限值", own.length ? own.map((limit) => limitLine(limit, indicator)) : "没有可比的国家、行业标准限值"),
          steps.length
            ? fact(board.method === "bands" ? "水平界值" : "计分界值", steps.map((step) =>
                el("span", { class: isReached(step, cell) ? "line reached" : "line" },
                  `${step.name}　${step.text}`)))
            : [],
          indicator.weight !== null ? fact("权重", share(indicator.weight)) : [],
          cell.points !== null ? fact("得分", Values.number(cell.points)) : [],
          cell.contribution !== null ? fact("对总分的贡献", Values.number(Number(cell.contribution.toFixed(4)))) : [],
          fact("单项榜名次", cell.list_rank === null ? "不单独列榜" : `第 ${cell.list_rank} 名`),
        ),
      );
    });
    return section("核心指标", el("div", { class: "indicators" }, blocks.filter(Boolean)));
  };

  /** In place of the indicators, where what is computed now would explain another rank. */
  const asPublished = (board) =>
    section("发布时的名次", el("p", {},
      "按现有数据与程序不能再算出同样的榜单，正在核查，所以这里只有发布时的名次。发布时各项指标的值见",
      el("a", { href: `boards.html${hashOf(board.board)}` }, "榜单"), "。"));

  const rules = (found) =>
    section("资格审查", plainTable(["审查事项", "结论", "依据", "可以怎样做"], found.map((rule) => [
      rule.rule,
      el("span", { class: `check check-${rule.verdict}` }, rule.verdict_text),
      rule.evidence === null ? null : Values.unit(rule.evidence),
      rule.verdict === "pass" ? "—" : rule.remedy,
    ]), { label: "资格审查" }));

  const robustness = (board, place, found) => {
    const said = [];
    if (found.best !== null) {
      said.push(found.best === place.rank && found.worst === place.rank
        ? "去掉任一核心指标，名次都不变。"
        : `去掉任一核心指标，名次在第 ${found.best} 至第 ${found.worst} 名之间` +
          (found.decisive ? `，影响最大的是${found.decisive}。` : "。"));
    }
    if (found.draws !== null) {
      const between = found.p05 === found.p95
        ? `名次九成以上为第 ${found.p05} 名。`
        : `名次九成在第 ${found.p05} 至第 ${found.p95} 名之间。`;
      said.push(`权重与界值随机扰动 ${count(found.draws)} 次，${between}`);
    }
    if (!said.length) said.push("同档不分先后，名次只随水平变化。");
    return section("稳健性", ...said.map((text) => el("p", {}, text)));
  };

  const history = (declaration, versions, series, statuses) =>
    section(
      "修订历史",
      plainTable(["版本", "观察到的时间", "变化", "内容摘要"], versions.map((each) => [
        `第 ${each.version} 版`,
        `${each.observed_from} 至 ${each.observed_to ?? "今"}`,
        each.version === 1 ? "首次观察到"
          : el("span", {}, (each.changes ?? "其他内容").split("\n").map((text) =>
              el("span", { class: "line" }, text))),
        el("code", { title: each.digest }, each.digest.slice(0, 16)),
      ]), { label: "声明的版本" }),
      series.length
        ? plainTable(["同一标准的其他声明", "名称", "公开日期", "状态"], series.map((each) => [
            each.standard, each.title, each.published, statuses[each.status] ?? "不详",
          ]), { label: "同一标准的其他声明" })
        : el("p", { class: "lead" }, "同一标准没有其他声明。"),
    );

  const sources = (versions) => {
    const rows = versions.flatMap((each) => [
      [`第 ${each.version} 版 声明`, each.source, each.record_id, each.fetched_on, each.sha256, each.path],
      ...(each.indicator_sha256 && each.indicator_sha256 !== each.sha256
        ? [[`第 ${each.version} 版 指标`, each.indicator_source, each.indicator_record_id,
            each.indicator_fetched_on, each.indicator_sha256, each.indicator_path]]
        : []),
    ]);
    const withPaths = rows.some((row) => row[5]);
    return section(
      "来源",
      el("p", { class: "lead" }, "页面或文件原样留存，校验值为原文的 SHA-256。"),
      plainTable(["内容", "来源", "记录编号", "采集日", "SHA-256", ...(withPaths ? ["原始文件"] : [])],
        rows.map(([what, source, record, on, sha256, path]) => [
          el("span", { class: "day" }, what), el("span", { class: "day" }, source ?? "—"), record,
          el("span", { class: "day" }, on ?? "—"), el("code", { class: "long" }, sha256 ?? "—"),
          ...(withPaths ? [el("code", { class: "long" }, path ?? "—")] : []),
        ]), { label: "来源" }),
    );
  };

  const head = (board, declaration, statuses) =>
    el(
      "div",
      { class: "board-head" },
      el(
        "nav",
        { class: "crumbs", "aria-label": "位置" },
        el("a", { href: "boards.html" }, "排行榜"),
        ` › ${board.programme_name} › `,
        el("a", { href: `boards.html${hashOf(board.board)}` },
          `${board.category_name} ${board.period_text}`),
      ),
      el("h1", {}, declaration.org ?? "（名称不详）"),
      el("p", { class: "standard" }, `${declaration.standard ?? ""}　${declaration.title ?? ""}`),
      el("p", { class: "badges" },
        el("span", { class: `state state-${board.state}` }, board.state_text),
        board.is_provisional ? el("span", { class: "flag" }, "未截止，名次会变") : null,
        board.evidence === "example" ? el("span", { class: "flag" }, "方案含示例数值，不得用于发布") : null),
      el("dl", { class: "facts" },
        el("dt", {}, "统一社会信用代码"), el("dd", {}, declaration.uscc ?? "—"),
        el("dt", {}, "省份"), el("dd", {}, declaration.province ?? "—"),
        el("dt", {}, "公开日期"), el("dd", {}, day(declaration.published)),
        el("dt", {}, "状态"), el("dd", {}, statuses[declaration.status] ?? "不详")),
    );

  return { head, verdict, indicators, asPublished, rules, robustness, history, sources };
})();
