"""The sentences of a December summary: each says what rows of its tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.reports.figure_words import count_text, number_text, points_text, share_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.reports.figures import Table
    from pipelines.reports.summary.scope import BodyYear

_SHOWN = 3
_NOTHING = "本年度没有由我单位方案形成的排行榜。"


def sentences(scope: BodyYear, tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """What the data say, by part code (`core.summaries.PARTS`); no part is left empty."""
    return {
        "overview": _overview(scope, tables),
        "standards": _standards(scope, tables),
        "effect": _effect(tables),
        "staff": [f"我单位（统一社会信用代码{scope.body_uscc}）承担本年度评估工作的情况如下。"],
        "difficulties": _difficulties(tables),
        "scheme_changes": _scheme_changes(tables),
        "other": _other(tables),
    }


def _overview(scope: BodyYear, tables: Mapping[str, Table]) -> list[str]:
    schemes, boards = tables["schemes"], tables["boards"]
    if not schemes.rows:
        return [f"{scope.year}年度我单位没有在册的评估方案。"]
    fields = list(dict.fromkeys(schemes.values("field")))
    said = [
        f"{scope.year}年度我单位按照{scope.programme_name}的要求，承担"
        f"{'、'.join(fields[:_SHOWN])}{'等' if len(fields) > _SHOWN else ''}"
        f"{len(fields)}个重点领域的企业标准“领跑者”评估工作，"
        f"评估方案共{len(schemes.rows)}个版本。"
    ]
    if not boards.rows:
        return [*said, _NOTHING]
    closed = [row for row in boards.rows if not row["is_provisional"]]
    published = sum(row["state_code"] == "published" for row in boards.rows)
    running = len(boards.rows) - len(closed)
    said.append(
        f"截至数据日期，已截止的排行榜{len(closed)}期，其中已发布{published}期"
        + (f"；另有{running}期周期尚未结束，其数字为截至目前的结果" if running else "")
        + "。"
    )
    year = {row["code"]: row for row in tables["years"].rows}
    compared = "、".join(
        f"{name}{count_text(year[code]['value'])}{unit}{_against(year[code], unit)}"
        for code, name, unit in (
            ("standards", "参与比较的企业标准", "项"),
            ("enterprises", "涉及企业", "家"),
            ("entries", "上榜标准", "项"),
            ("leaders", "发布“领跑者”", "项"),
        )
    )
    before = year["standards"]["value_before"]
    note = "" if before is not None else "上年没有同类排行榜，不作同比。"
    return [*said, f"按各类别当年最后一期排行榜计，{compared}。{note}"]


def _standards(scope: BodyYear, tables: Mapping[str, Table]) -> list[str]:
    levels, leaders = tables["levels"], tables["leaders"]
    now = [row for row in levels.rows if row["place"] == "now"]
    if not now:
        return [_NOTHING]
    base = {row["label"]: row for row in levels.rows if row["place"] == "base"}
    said = []
    for row in now:
        if not row["entries"]:
            said.append(f"{row['label']}：{row['period']}排行榜没有标准上榜。")
            continue
        before = base.get(row["label"])
        change = ""
        if before is not None and before["entries"]:
            moved = points_text(row["level_1_share"] - before["level_1_share"])
            change = f"，较{before['period']}{moved}"
        said.append(
            f"{row['label']}：{row['period']}上榜标准{count_text(row['entries'])}项，其中达到第1水平"
            f"{count_text(row['level_1'])}项，占{share_text(row['level_1_share'])}{change}；第2水平"
            f"{count_text(row['level_2'])}项，占{share_text(row['level_2_share'])}；第3水平及以下"
            f"{count_text(row['level_3'])}项，占{share_text(row['level_3_share'])}。"
        )
    mine = [row for row in leaders.rows if row["year"] == scope.year]
    titled = sum(row["titled"] for row in mine)
    if not titled:
        waiting = sum(row["shortlisted"] + row["in_publicity"] for row in mine)
        more = f"，另有{waiting}项在入围或公示中" if waiting else ""
        return [*said, f"本年度尚未发布企业标准“领跑者”{more}。"]
    exited, expired = (sum(row[name] for row in mine) for name in ("exited", "expired"))
    return [
        *said,
        f"本年度发布企业标准“领跑者”{count_text(titled)}项，"
        f"其中现在有效期内{count_text(sum(row['published'] for row in mine))}项、"
        f"退出{count_text(exited)}项、期满{count_text(expired)}项。",
    ]


def _effect(tables: Mapping[str, Table]) -> list[str]:
    compared = [row for row in tables["core"].rows if row["rise"] is not None]
    said = []
    if compared:
        better = [row for row in compared if row["rise"] > 0]
        worse = [row for row in compared if row["rise"] < 0]
        said.append(
            "与基期排行榜（上年最后一期；上年没有的，为本年第一期）比较，"
            f"{len(compared)}项可比的核心指标中，中位数提升的{len(better)}项、"
            f"持平的{len(compared) - len(better) - len(worse)}项、下降的{len(worse)}项。"
            + _most(better)
        )
    elif tables["core"].rows:
        said.append("本年度排行榜没有可以比较的基期，核心指标的变化自下一年度起分析。")
    else:
        said.append("本年度没有可以分析变化的核心指标数值。")
    revised = tables["revised"].rows
    if revised:
        total, improved, worsened = (
            sum(row[name] for row in revised) for name in ("revised", "improved", "worsened")
        )
        said.append(
            f"基期以来，企业修订后重新声明并参与比较的标准{count_text(total)}项，其中核心指标提高的"
            f"{count_text(improved)}项，有核心指标降低的{count_text(worsened)}项。"
        )
    return said


def _difficulties(tables: Mapping[str, Table]) -> list[str]:
    rows = tables["left_out"].rows
    if not rows:
        return ["参与比较的标准均已上榜，或本年度没有排行榜。"]
    most = "、".join(f"“{row['rule']}”{count_text(row['standards'])}项" for row in rows[:_SHOWN])
    return [f"参与比较而未上榜的标准，未满足的条件主要是：{most}。一项标准可能有几个原因。"]


def _scheme_changes(tables: Mapping[str, Table]) -> list[str]:
    asked = tables["asked"].rows
    if not asked:
        return ["本年度没有在册的评估方案。"]
    versions = len(tables["schemes"].rows)
    categories = len({row["category"] for row in asked})
    return [
        f"本年度在册评估方案{versions}个版本，现行版本对{categories}个产品类别规定核心指标"
        f"{len(asked)}项。"
    ]


def _other(tables: Mapping[str, Table]) -> list[str]:
    rows = tables["publicities"].rows
    if not rows:
        return ["本年度的方案、排行榜和名单尚未公示。"]
    held, raised, upheld, waiting = (
        sum(row[name] for row in rows) for name in ("publicities", "objections", "upheld", "open")
    )
    if not raised:
        return [f"本年度方案、排行榜和名单共公示{held}次，没有收到异议。"]
    return [
        f"本年度方案、排行榜和名单共公示{held}次，收到异议{raised}件，其中成立{upheld}件、"
        f"尚未处理{waiting}件。"
    ]


def _most(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    most = max(rows, key=lambda row: row["rise"])
    return (
        f"提升最多的是{most['label']}的{most['indicator']}，中位数由"
        f"{number_text(most['median_base'])}变为{number_text(most['median_now'])}（{most['unit']}），"
        f"提升{share_text(most['rise'])}。"
    )


def _against(row: Mapping[str, Any], unit: str) -> str:
    """How a figure stands to last year's, in brackets."""
    if row["value_before"] is None:
        return ""
    if row["change"] == 0:
        return "（与上年持平）"
    more = "增加" if row["change"] > 0 else "减少"
    return f"（比上年{more}{count_text(abs(row['change']))}{unit}）"
