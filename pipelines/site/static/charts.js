// Charts as SVG, in the colours of the style sheet, which colour-blind readers can tell apart.
"use strict";

const Charts = (() => {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const LEVELS = { 1: token("level-1"), 2: token("level-2"), 3: token("level-3") };
  const OTHER = token("no-level");
  const INK = token("ink");
  const SOFT = token("soft");
  const LINE = token("line");
  const CARD = token("card");
  const LIMIT = token("bad");
  const FONT = getComputedStyle(document.body).fontFamily;

  const PAPER = 620; // pixels between the edges of a card on A4

  /** A chart in a box, drawn anew when the box changes its width. */
  const draw = (box, option) => {
    const chart = echarts.getInstanceByDom(box) ?? echarts.init(box, null, { renderer: "svg" });
    chart.setOption(
      {
        animation: false,
        textStyle: { fontFamily: FONT, color: INK },
        aria: { enabled: false },
        ...option,
      },
      { notMerge: true },
    );
    if (!box.dataset.watched) {
      box.dataset.watched = "yes";
      new ResizeObserver(() => chart.resize()).observe(box);
      addEventListener("beforeprint", () => {
        chart.resize({ width: Math.min(box.clientWidth, PAPER) });
        chart.getZr().flush(); // no frame is painted before the paper is
      });
      addEventListener("afterprint", () => chart.resize({ width: "auto" }));
    }
    return chart;
  };
  // rich text is drawn, not parsed as markup
  const tooltip = (trigger) => ({ trigger, renderMode: "richText", confine: true });

  const axis = (name) => ({
    name,
    nameTextStyle: { color: SOFT, align: "left" },
    axisLine: { lineStyle: { color: token("edge") } },
    splitLine: { lineStyle: { color: LINE } },
    axisLabel: { color: SOFT },
  });

  /** Stacked columns by year: what was there before, and what is new. */
  const trend = (box, years, before, added) =>
    draw(box, {
      grid: { left: 8, right: 12, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: INK } },
      tooltip: tooltip("axis"),
      xAxis: { type: "category", data: years, axisTick: { show: false }, ...axis() },
      yAxis: { type: "value", minInterval: 1, ...axis() },
      series: [
        { name: "以前年度", type: "bar", stack: "all", data: before, barMaxWidth: 56,
          itemStyle: { color: token("before") } },
        { name: "当年新增", type: "bar", stack: "all", data: added, barMaxWidth: 56,
          itemStyle: { color: LEVELS[1] },
          label: { show: true, position: "top", color: INK,
            formatter: ({ dataIndex, value }) =>
              `${Lingpao.count(before[dataIndex] + value)}` } },
      ],
    });

  /** Share of each level by period, as bars of one length. */
  const levelShares = (box, periods, names) =>
    draw(box, {
      grid: { left: 8, right: 16, top: 36, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: INK }, itemWidth: 16 },
      tooltip: { ...tooltip("item"),
        formatter: ({ seriesName, name, data }) =>
          `${name}\n${seriesName}：${data.count} 项，${Lingpao.share(data.value)}` },
      xAxis: { type: "value", max: 1, ...axis(),
        axisLabel: { color: SOFT, formatter: (value) => Lingpao.share(value) } },
      yAxis: { type: "category", inverse: true, data: periods.map((each) => each.name),
        ...axis(), axisTick: { show: false } },
      series: names.map(({ level, name }) => ({
        name,
        type: "bar",
        stack: "all",
        barMaxWidth: 30,
        itemStyle: { color: LEVELS[level] ?? OTHER, borderColor: CARD, borderWidth: 1 },
        label: { show: true, color: level === 1 || level > 3 ? CARD : INK,
          formatter: ({ data }) => (data.value > 0.06 ? String(data.count) : "") },
        data: periods.map(({ levels, total }) => {
          const found = levels[level] ?? 0;
          return { value: total ? found / total : 0, count: found };
        }),
      })),
    });

  /** Values of an indicator in bins, coloured by level, with level lines and limits. */
  const distribution = (box, { values, levels, steps, limits, unit, names }) => {
    const all = [...values, ...steps.map((step) => step.value), ...limits.map((each) => each.value)];
    // no spread: a call takes some 120,000 arguments
    const low = all.reduce((one, other) => Math.min(one, other), Infinity);
    const high = all.reduce((one, other) => Math.max(one, other), -Infinity);
    const bins = Math.min(24, Math.max(8, Math.ceil(Math.sqrt(values.length) * 2)));
    const width = (high - low || Math.abs(high) || 1) / bins;
    const at = (value) => Math.min(bins - 1, Math.floor((value - low) / width));
    const known = [...new Set(levels)].sort();
    const line = ({ value, text, dashed, place }) => ({
      xAxis: value,
      lineStyle: { color: dashed ? LIMIT : INK, type: dashed ? "dashed" : "solid", width: 1.5 },
      label: { formatter: text, color: dashed ? LIMIT : INK, position: "end",
        distance: [0, 4 + 14 * place], fontSize: 11 },
    });
    const marks = [
      ...steps.map((step) => ({ value: step.value, text: step.name, dashed: false })),
      ...limits.map((each) => ({ value: each.value, text: each.text, dashed: true })),
    ].sort((one, other) => one.value - other.value);
    // names of lines that stand close go above each other
    marks.forEach((mark, place) => {
      const before = marks[place - 1];
      mark.place = before && mark.value - before.value < (high - low) / 4 ? before.place + 1 : 0;
    });
    const rows = Math.max(0, ...marks.map((mark) => mark.place + 1));
    return draw(box, {
      grid: { left: 8, right: 40, top: 14 + 15 * rows, bottom: 24,
        containLabel: true },
      tooltip: { ...tooltip("item"),
        formatter: ({ seriesName, data }) =>
          `${Values.number(data[0] - width / 2)} – ${Values.number(data[0] + width / 2)} ${unit}\n` +
          `${seriesName}：${data[1]} 项` },
      xAxis: { type: "value", min: low, max: low + width * bins, ...axis(unit),
        nameLocation: "middle", nameGap: 26, splitLine: { show: false },
        nameTextStyle: { color: SOFT },
        axisLabel: { color: SOFT, hideOverlap: true, showMinLabel: true,
          formatter: (value) => Lingpao.count(Number(value.toPrecision(3))) } },
      yAxis: { type: "value", minInterval: 1, ...axis() },
      series: known.map((level, order) => {
        const counts = new Array(bins).fill(0);
        values.forEach((value, place) => {
          if (levels[place] === level) counts[at(value)] += 1;
        });
        return {
          name: names(level),
          type: "bar",
          stack: "all",
          barCategoryGap: "8%",
          itemStyle: { color: LEVELS[level] ?? OTHER },
          data: counts.map((found, bin) => [low + width * (bin + 0.5), found]),
          ...(order === 0
            ? { markLine: { symbol: "none", silent: true, animation: false,
                // by default a line is drawn at its value rounded to two decimals
                precision: 12, data: marks.map(line) } }
            : {}),
        };
      }),
    });
  };

  /** Grades, best first, in columns. */
  const grades = (box, { order, counts, levelOf }) =>
    draw(box, {
      grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
      tooltip: tooltip("item"),
      xAxis: { type: "category", data: order, ...axis() },
      yAxis: { type: "value", minInterval: 1, ...axis() },
      series: [{ type: "bar", barMaxWidth: 56,
        data: order.map((grade) => ({ value: counts.get(grade),
          itemStyle: { color: LEVELS[levelOf.get(grade)] ?? OTHER } })) }],
    });

  return { trend, levelShares, distribution, grades, draw, axis, tooltip };
})();
