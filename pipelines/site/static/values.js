// How values, bounds and levels are worded; the same as in `lingpao explain`.
"use strict";

const Values = (() => {
  const BANDS = { 1: "先进", 2: "平均", 3: "基准" };

  /** As short as it can be: 0.05, 15000. */
  const number = (value) => String(Number(value.toPrecision(10)));
  /** Units in a text as people write them. */
  const unit = (text) => (text ?? "").replace(/\bm3\b/g, "m³").replace(/\bm2\b/g, "m²");
  const withUnit = (value, text) => `${number(value)}${text ? ` ${unit(text)}` : ""}`;
  const sign = (better, isInclusive) =>
    better === "higher" ? (isInclusive ? "≥" : ">") : isInclusive ? "≤" : "<";
  const bound = (better, value, isInclusive, text) =>
    `${sign(better, isInclusive)}${withUnit(value, text)}`;

  /** A compared value in the scheme's unit. */
  const compared = (indicator, value, isInclusive, grade) => {
    if (indicator.class === "score") return points(value);
    if (grade !== null && grade !== undefined) return `等级 ${grade}`;
    if (value === null || value === undefined) return "—";
    return bound(indicator.better, value, isInclusive, indicator.unit);
  };

  const points = (value) => `${number(Number(value.toFixed(4)))} 分`;

  /** Bands have names, scores a number. */
  const level = (method, value) => {
    if (value === null || value === undefined) return "未达到任何一档";
    return method === "bands" ? `${value} ${BANDS[value] ?? ""}` : `第 ${value} 等`;
  };

  /** What has to be reached for each level, or for points, best first. */
  const steps = (indicator, method) => {
    if (indicator.class === "score") {
      return indicator.cut_offs.map(({ level: each, cut_off: value }) => (
        { level: each, name: level(method, each), text: `≥${points(value)}`, value }));
    }
    const needed = (value) => bound(indicator.better, value, true, indicator.unit);
    if (method === "points") {
      return indicator.point_steps.map(({ bound: value, points: given }) => (
        { points: given, name: points(given), text: needed(value), value }));
    }
    if (method === "weighted") {
      return [[100, indicator.goalpost_best], [0, indicator.goalpost_worst]]
        .filter(([, value]) => value !== null)
        .map(([given, value]) => ({ name: points(given), text: needed(value), value }));
    }
    return bands(indicator, method);
  };

  const bands = (indicator, method) =>
    [0, 1, 2]
      .map((place) => {
        const grade = indicator.grades[place];
        const threshold = indicator.thresholds[place];
        if (grade !== null) return { level: place + 1, text: `等级 ${grade}`, value: null };
        if (threshold === null) return null;
        return {
          level: place + 1,
          text: bound(indicator.better, threshold, true, indicator.unit),
          value: threshold,
        };
      })
      .filter((step) => step !== null)
      .map((step) => ({ ...step, name: level(method, step.level) }));

  const badge = (method, value) =>
    value === null || value === undefined
      ? Lingpao.el("span", {}, "—")
      : Lingpao.el("span", { class: `level level-${value}` }, level(method, value));

  return { number, unit, withUnit, bound, compared, level, steps, badge };
})();
