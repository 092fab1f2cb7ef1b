"""Rows of supervision lists and feedback as sent to the tables of a partition."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core import dictionaries, records, tables
from pipelines.core.dictionaries.words import IndicatorWords
from pipelines.core.divisions import Divisions, load_divisions
from pipelines.core.normalise import Normalised, normalise
from pipelines.core.normalise.findings import read_result
from pipelines.core.records import Batch

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"
CODE = "91990000EX0008143W"


@cache
def divisions() -> Divisions:
    return load_divisions(REFERENCE)


@cache
def words() -> IndicatorWords:
    return IndicatorWords(dictionaries.load(REFERENCE))


def frame(schema: pl.Schema, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema, orient="row")


def finding(record_id: str = "f1", **fields: Any) -> dict[str, Any]:
    return {
        "record_id": record_id,
        "raw_path": "spot-check-file/2026-06-14/pages/x.gz",
        "attempt": 1,
        "locator": "x.csv 第 2 行",
        "finding_kind": "spot_check",
        "org_name": "示例清风电器(浙江)有限公司",
        "area": "浙江省",
        "result": "合格",
        "decided_on": "2026-05-06",
        "record_count": 1,
    } | fields


def feedback(record_id: str = "b1", **fields: Any) -> dict[str, Any]:
    return {
        "record_id": record_id,
        "raw_path": "feedback-file/2026-06-14/pages/x.gz",
        "attempt": 1,
        "field": "空气净化器",
        "text": "噪音大",
        "received_on": "2026-05-06",
    } | fields


def run(
    *findings: dict[str, Any],
    said: tuple[dict[str, Any], ...] = (),
    known: pl.DataFrame | None = None,
) -> Normalised:
    counted = sum(row["record_count"] for row in findings)
    return normalise(
        Batch(
            received=counted + len(said),
            findings=frame(records.FINDINGS, *findings),
            feedback=frame(records.FEEDBACK, *said),
        ),
        source="spot-check-file",
        fetched_on=date(2026, 6, 14),
        known=pl.DataFrame(schema=tables.KNOWN) if known is None else known,
        infers_disappearance=False,
        divisions=divisions(),
        words=words(),
    )


def accounted(done: Normalised) -> int:
    return sum(int(done[name]["record_count"].sum()) for name in ("observations", "quarantine"))


def test_a_finding_is_typed() -> None:
    done = run(
        finding(
            credit_code=CODE,
            product_name="《衣柜》",
            brand="/",
            standard_no="Q/SLQF 001—2026",
            result="不合格",
            failed_items="甲醛释放量、耐湿热；标签",
            is_serious="1",
            decided_on="1777996800000",
        )
    )
    row = done["supervision_findings"].row(0, named=True)
    expected = {
        "enterprise_id": CODE[8:17],
        "uscc": CODE,
        "org_name": "示例清风电器（浙江）有限公司",
        "org_name_raw": "示例清风电器(浙江)有限公司",
        "province_code": "330000",
        "product_name": "衣柜",
        "brand": None,
        "standard_no": "Q/SLQF 001-2026",
        "result": "fail",
        "failed_items": "甲醛释放量;耐湿热;标签",
        "is_serious": True,
        "is_void": False,
        # midnight at Shanghai, the day before in UTC
        "decided_on": date(2026, 5, 6),
    }
    assert {name: row[name] for name in expected} == expected
    assert done["quarantine"].is_empty()


def test_where_values_stand_beside_them_an_enumeration_is_one_item() -> None:
    done = run(
        finding(
            result="0", failed_items="甲苯、二甲苯;苯", measured="50%;1％", required="≤40%;≤0.3%"
        )
    )
    row = done["supervision_findings"].row(0, named=True)
    assert (row["failed_items"], row["measured"]) == ("甲苯、二甲苯;苯", "50%;1%")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"org_name": None}, "missing_org_name"),
        ({"org_name": "——", "credit_code": "待补"}, "missing_org_name"),
        ({"org_name": "锟斤拷锟斤拷有限公司"}, "mojibake"),
        ({"decided_on": "不详"}, "missing_decided_on"),
        ({"decided_on": "2O26-05-06"}, "unreadable_decided_on"),
        ({"result": None}, "missing_result"),
        ({"result": "待定"}, "unknown_result"),
        ({"finding_kind": "double_random", "result": "/"}, "missing_result"),
    ],
)
def test_what_cannot_be_used_goes_to_quarantine(fields: dict[str, Any], reason: str) -> None:
    done = run(finding(**fields))
    assert done["quarantine"]["reason_code"].to_list() == [reason]
    assert done["supervision_findings"].is_empty()
    assert accounted(done) == 1


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"org_name": None, "credit_code": CODE}, "pass"),
        ({"result": None, "is_refused": "1"}, "refused"),
        ({"result": "合格", "is_refused": "是"}, "refused"),
        ({"result": None, "is_void": "1"}, None),
        ({"result": None, "finding_kind": "recall"}, None),
        ({"result": None, "finding_kind": "penalty"}, None),
    ],
)
def test_what_says_enough_stands(fields: dict[str, Any], result: str | None) -> None:
    done = run(finding(**fields))
    assert done["supervision_findings"]["result"].to_list() == [result]
    assert done["quarantine"].is_empty()


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        ({"credit_code": "待补"}, "enterprise_id", "malformed_credit_code"),
        ({"standard_no": "见标签"}, "standard_no", "unreadable_standard_no"),
        ({"removed_on": "近期"}, "removed_on", "unreadable_removed_on"),
    ],
)
def test_a_field_that_cannot_be_read_is_left_out_and_told_of(
    fields: dict[str, Any], column: str, reason: str
) -> None:
    done = run(finding(**fields))
    assert done["supervision_findings"][column].to_list() == [None]
    assert done["quarantine"].select("reason_code", "record_count").rows() == [(reason, 0)]
    assert accounted(done) == 1


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("合格", "pass"),
        (" 合 格。", "pass"),
        ("1", "pass"),
        ("不合格", "fail"),
        ("0", "fail"),
        ("拒检", "refused"),
        ("通过登记的住所（经营场所）无法联系", "fail"),
        ("未发现问题;发现问题已责令改正", "fail"),
        ("发现问题已责令改正;不配合检查情节严重", "refused"),
        ("未发现问题;说不清", None),
        ("", None),
    ],
)
def test_the_worst_of_several_results_counts(text: str, result: str | None) -> None:
    assert read_result(text) == result


def test_the_same_row_again_is_unchanged_and_another_removal_a_change() -> None:
    first = run(finding(finding_kind="abnormal_list", result=None))
    known = first["observations"].select(tables.KNOWN.names())
    again = run(finding(finding_kind="abnormal_list", result=None), known=known)
    assert again["observations"]["change"].to_list() == ["unchanged"]
    row = finding(finding_kind="abnormal_list", result=None, removed_on="2026-06-01", locator="b")
    removed = run(row, known=known)
    assert removed["observations"]["change"].to_list() == ["changed"]


def test_two_parties_of_one_row_stand_for_one_received() -> None:
    done = run(finding("a", party="entrusting"), finding("b", party="entrusted", record_count=0))
    assert done["supervision_findings"].height == 2
    assert accounted(done) == 1


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"text": "夜里噪 音太大"}, ["noise"]),
        ({"text": "噪声噪音都大"}, ["noise"]),
        # the longer name wins over the shorter one inside it
        ({"text": "甲醛CCM 是多少"}, ["formaldehyde_ccm"]),
        ({"text": "滤网贵"}, []),
        ({"text": "铅笔盒"}, []),
    ],
)
def test_feedback_is_searched_for_indicators_and_its_text_stays_behind(
    fields: dict[str, Any], found: list[str]
) -> None:
    done = run(said=(feedback(**fields),))
    assert done["feedback_words"]["indicator_code"].to_list() == found
    assert done["consumer_feedback"].height == 1
    assert "text" not in done["consumer_feedback"].columns


def test_an_alias_of_a_category_counts_for_its_products_only() -> None:
    alone = run(said=(feedback(text="甲醛释放量超标"),))
    of_furniture = run(said=(feedback(text="甲醛释放量超标", product_name="板式家具"),))
    assert alone["feedback_words"].is_empty()
    assert of_furniture["feedback_words"]["word"].to_list() == ["甲醛释放量"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "无"}, "missing_text"),
        ({"field": None}, "missing_field"),
        ({"received_on": "昨天"}, "unreadable_received_on"),
        ({"received_on": None}, "unreadable_received_on"),
        ({"text": "锟斤拷锟斤拷"}, "mojibake"),
    ],
)
def test_feedback_that_cannot_be_counted_is_told_of_without_its_text(
    fields: dict[str, Any], reason: str
) -> None:
    done = run(said=(feedback(**fields),))
    assert done["quarantine"]["reason_code"].to_list() == [reason]
    assert not any(text in str(done["quarantine"].rows()) for text in ("噪音", "锟斤拷"))


def test_feedback_with_nothing_to_search_it_for_is_not_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="words"):
        normalise(
            Batch(received=1, feedback=frame(records.FEEDBACK, feedback())),
            source="feedback-file",
            fetched_on=date(2026, 6, 14),
            known=pl.DataFrame(schema=tables.KNOWN),
            infers_disappearance=False,
            divisions=divisions(),
        )


cells = st.none() | st.text("示例0129-/;；、合格不║\n", max_size=8)


COLUMNS = ("org_name", "credit_code", "result", "decided_on", "failed_items")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), max_size=4))
def test_whatever_is_sent_is_kept_or_told_of(rows: list[dict[str, Any]]) -> None:
    done = run(*(finding(f"f{number}", **row) for number, row in enumerate(rows)))
    assert accounted(done) == len(rows)
