"""Supervision, exits, pilots, feedback and milestones, again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tests.integration.recomputed.year import by

if TYPE_CHECKING:
    from tests.integration.recomputed.year import Rows, Year

_LEADER = ["year", "field_code", "product_category", "declaration_id"]


_KINDS = {
    "spot_check": "监督抽查",
    "double_random": "“双随机、一公开”检查",
    "dishonesty_list": "失信企业名单",
    "abnormal_list": "经营异常名录",
    "penalty": "行政处罚",
    "recall": "缺陷召回",
}


def _counted(y: Year) -> pl.DataFrame:
    return (
        y.read("fct_supervision_findings")
        .with_columns(on=pl.coalesce("decided_on", "first_observed_on"))
        .filter(y.within("on"), pl.col("is_counted"))
    )


def _held(y: Year) -> pl.DataFrame:
    """Titles that were held on a day of the year."""
    ended = pl.min_horizontal("valid_to", "exited_on")
    return y.titles().filter(pl.col("valid_from") <= y.ends, ended > y.begins)


def findings(y: Year) -> Rows:
    leading = _held(y)["enterprise_id"].unique().to_list()
    found = {}
    for (kind,), rows in _counted(y).group_by("finding_kind"):
        adverse = rows.filter("is_adverse")
        against = adverse.filter("is_declarant")
        found[(_KINDS[str(kind)],)] = {
            "findings": rows.height,
            "declarants": rows.filter("is_declarant").height,
            "adverse": against.height,
            "leaders": adverse.filter(pl.col("enterprise_id").is_in(leading)).height,
            "reported": against.filter(pl.col("reported_on").is_not_null()).height,
        }
    return found


def leaders_found(y: Year) -> list[tuple[Any, ...]]:
    """Day of the finding and of the report upward, enterprise: a row a finding and title."""
    met = _counted(y).filter("is_adverse").join(_held(y), on="enterprise_id")
    names = y.name_of("fct_declarations", "declaration_id", "org_name")
    return sorted(
        (row["on"], names[row["declaration_id_right"]], row["reported_on"])
        for row in met.iter_rows(named=True)
    )


def proposals(y: Year) -> Rows:
    found = y.own("fct_exit_proposals").filter(y.within("found_on"))
    states = ("confirmed", "rejected", "lapsed", "open")
    named = {
        **dict.fromkeys(
            ("value_worse", "indicator_dropped", "method_changed", "not_comparable"),
            "企业标准更新后核心指标降低或不再可比",
        ),
        **dict.fromkeys(("standard_abolished", "standard_unlisted"), "企业标准废止或撤下"),
        **dict.fromkeys(("spot_check_failed", "spot_check_unnamed"), "监督抽查不合格"),
        "limit_broken": "不符合新实施的强制性标准",
        "dishonesty_listed": "列入失信企业名单",
        "check_refused": "拒绝监督抽查",
    }
    rows: Rows = {}
    for basis, state in found.select("basis_code", "state").iter_rows():
        row = rows.setdefault((named[basis],), {"proposals": 0, **dict.fromkeys(states, 0)})
        row["proposals"] += 1
        row[state] += 1
    return rows


def exits(y: Year) -> Rows:
    gone = y.own("fct_leaders").filter(y.within("exited_on"))
    confirmed = y.own("fct_leader_events").filter(pl.col("event") == "exit_confirmed")
    bans = dict(y.read("fct_bans").select("decision_id", "barred_until").iter_rows())
    standards = y.name_of("fct_declarations", "declaration_id", "standard_no")
    found = {}
    for row in gone.iter_rows(named=True):
        event = confirmed.filter([pl.col(each) == row[each] for each in _LEADER]).sort("seq")
        found[row["exited_on"], standards[row["declaration_id"]]] = {
            "barred_until": bans[event["decision_id"][-1]] if event.height else None,
        }
    return found


def pilots(y: Year) -> Rows:
    under_way = (pl.col("term_to") > y.begins) | (
        pl.col("term_to").is_null() & (pl.col("filed_on") >= y.begins)
    )
    found = y.read("fct_pilots").filter(pl.col("filed_on") <= y.ends, under_way)
    return by(
        found.select(
            "term_from", "term_to", pilot="name_zh", progress_reports="progress_report_count",
            cases="case_count",
        ).to_dicts(),
        "pilot",
    )  # fmt: skip


def effects(y: Year) -> Rows:
    found = y.read("fct_pilot_effects").filter(pl.col("year") == y.year)
    names = y.name_of("fct_pilots", "pilot_code", "name_zh")
    return {
        (names[row["pilot_code"]], row["measure"]): {
            "baseline": row["baseline"], "value": row["value"],
        }
        for row in found.iter_rows(named=True)
    }  # fmt: skip


def feedback(y: Year) -> Rows:
    found = y.read("fct_consumer_feedback").filter(pl.col("month").str.starts_with(str(y.year)))
    monthly = found.unique(["field_name", "month"])
    rows = {}
    for (field,), these in found.group_by("field_name"):
        named: dict[str, int] = {}
        for name, count in (
            these.filter(pl.col("indicator_code") != "")
            .select("indicator_name", "feedback_count")
            .iter_rows()
        ):
            named[name] = named.get(name, 0) + count
        ordered = sorted(named.items(), key=lambda item: (-item[1], item[0]))
        rows[(field,)] = {
            "feedback": monthly.filter(pl.col("field_name") == field)["field_feedback_count"].sum(),
            "indicators": "、".join(f"{name}（{count}）" for name, count in ordered) or "—",
        }
    return rows


def milestones(y: Year) -> Rows:
    names = {"overdue": "逾期未完成", "ahead": "未到期"}
    found = y.own("fct_milestones").filter(pl.col("due_on").dt.year() == y.year)
    return {
        (row["what_zh"],): {
            "due_on": row["due_on"],
            "done_on": row["done_on"],
            "state_text": names.get(row["state"])
            or ("按期完成" if row["done_on"] <= row["due_on"] else "逾期完成"),
        }
        for row in found.iter_rows(named=True)
    }
