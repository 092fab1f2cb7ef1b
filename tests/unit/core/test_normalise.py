"""Records as sent to the tables of a partition: typed, compared, accounted for."""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.core import records, tables
from pipelines.core.divisions import Divisions, load_divisions
from pipelines.core.normalise import Normalised, normalise, slices
from pipelines.core.records import Batch

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"
NIGHT = date(2026, 6, 14)
NOTHING_KNOWN = pl.DataFrame(schema=tables.KNOWN)
CODE = "91990000EX0008143W"


@cache
def divisions() -> Divisions:
    return load_divisions(REFERENCE)


def frame(schema: pl.Schema, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema, orient="row")


def declaration(record_id: str = "d1", **fields: Any) -> dict[str, Any]:
    return {
        "record_id": record_id,
        "raw_path": "cpbz/2026-06-14/pages/x.gz",
        "attempt": 1,
        "has_detail": True,
        "discloses_indicators": True,
        "org_name": "示例清风电器(浙江)有限公司",
        "credit_code": CODE,
        "area": "浙江省杭州市",
        "standard_kind": "企业标准",
        "standard_no": "Q/SLQF 001—2026",
        "standard_name": "《空气净化器》",
        "published_at": "2026-05-20 23:30",
        "status": "现行有效",
    } | fields


def batch(
    *declarations: dict[str, Any],
    products: tuple[dict[str, Any], ...] = (),
    indicators: tuple[dict[str, Any], ...] = (),
    standards: tuple[dict[str, Any], ...] = (),
    rejected: tuple[dict[str, Any], ...] = (),
) -> Batch:
    return Batch(
        received=len(declarations) + len(standards) + len(rejected),
        declarations=frame(records.DECLARATIONS, *declarations),
        products=frame(records.PRODUCTS, *products),
        indicators=frame(records.INDICATORS, *indicators),
        standards=frame(records.STANDARDS, *standards),
        rejected=frame(records.REJECTED, *rejected),
    )


def run(given: Batch, known: pl.DataFrame = NOTHING_KNOWN, *, full: bool = False) -> Normalised:
    return normalise(
        given,
        source="cpbz",
        fetched_on=NIGHT,
        known=known,
        infers_disappearance=full,
        divisions=divisions(),
    )


def known_after(done: Normalised) -> pl.DataFrame:
    return done["observations"].select(tables.KNOWN.names())


def accounted(done: Normalised) -> int:
    seen = done["observations"].filter(pl.col("change") != "disappeared")
    return int(seen["record_count"].sum()) + int(done["quarantine"]["record_count"].sum())


def test_a_declaration_is_typed() -> None:
    row = run(batch(declaration()))["declarations"].row(0, named=True)
    expected = {
        "enterprise_id": CODE[8:17],
        "uscc": CODE,
        "province_code": "330000",
        "standard_kind": "enterprise",
        "standard_no": "Q/SLQF 001-2026",
        "standard_no_raw": "Q/SLQF 001—2026",
        "standard_year": 2026,
        "is_well_formed": True,
        "standard_name": "空气净化器",
        # 23:30 at Shanghai is 15:30 in UTC, and the day is Shanghai's
        "published_at": datetime(2026, 5, 20, 15, 30),  # noqa: DTZ001
        "published_on": date(2026, 5, 20),
        "status": "in_force",
    }
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"org_name": "锟斤拷锟斤拷园艺有限公司"}, "mojibake"),
        ({"credit_code": None}, "missing_credit_code"),
        ({"credit_code": "不是代码"}, "malformed_credit_code"),
        ({"standard_no": "——"}, "missing_standard_no"),
        ({"published_at": None}, "missing_published_at"),
        ({"published_at": "2O18-O6-18"}, "unreadable_published_at"),
        ({"status": "待定"}, "unknown_status"),
        ({"org_name": None}, "missing_org_name"),
    ],
)
def test_a_declaration_that_cannot_be_used_goes_to_quarantine_with_the_reason(
    fields: dict[str, Any], reason: str
) -> None:
    done = run(batch(declaration(**fields)))
    assert done["declarations"].is_empty()
    assert done["quarantine"]["reason_code"].to_list() == [reason]
    assert "d1" in done["quarantine"]["reason"][0]


def test_damaged_text_in_an_indicator_costs_the_declaration() -> None:
    row = {"record_id": "d1", "row_no": 1, "indicator_name": "示例�指数", "requirement": "≤1"}
    done = run(batch(declaration(), indicators=(row,)))
    assert done["quarantine"]["reason_code"].to_list() == ["mojibake"]
    assert done["declared_indicators"].is_empty()


def test_a_credit_code_with_a_wrong_check_character_is_a_warning_only() -> None:
    row = run(batch(declaration(credit_code=CODE[:-1] + "0")))["declarations"].row(0, named=True)
    assert (row["uscc_check"], row["enterprise_id"]) == ("check_failed", CODE[8:17])


def test_an_old_organisation_code_is_the_same_enterprise() -> None:
    row = run(batch(declaration(credit_code=CODE[8:17])))["declarations"].row(0, named=True)
    assert (row["uscc"], row["enterprise_id"]) == (None, CODE[8:17])


def test_each_part_of_a_requirement_is_a_row_and_its_citations_are_kept() -> None:
    row = {
        "record_id": "d1",
        "row_no": 1,
        "indicator_name": "甲醛释放量（mg/m³）",
        "requirement": "≤0.05mg/m³",
        "test_method": "GB/T 17657—2013 4.60",
    }
    done = run(batch(declaration(), indicators=(row,)))
    part = done["declared_indicators"].row(0, named=True)
    assert (part["indicator_name"], part["op"], part["high"], part["unit"]) == (
        "甲醛释放量",
        "le",
        0.05,
        "mg/m3",
    )
    assert done["declared_citations"]["standard_no"].to_list() == ["GB/T 17657-2013"]


def test_the_same_night_again_is_unchanged_and_writes_no_content() -> None:
    first = run(batch(declaration()))
    again = run(batch(declaration()), known_after(first))
    assert again["observations"]["change"].to_list() == ["unchanged"]
    assert again["declarations"].is_empty()


@pytest.mark.parametrize(
    "later",
    [
        batch(declaration(status="废止")),
        batch(declaration(), products=({"record_id": "d1", "product_no": 1, "model": "A"},)),
        batch(
            declaration(),
            indicators=({"record_id": "d1", "row_no": 1, "indicator_name": "噪声"},),
        ),
    ],
)
def test_another_status_product_or_indicator_is_a_change(later: Batch) -> None:
    first = run(batch(declaration()))
    assert run(later, known_after(first))["observations"]["change"].to_list() == ["changed"]


def test_where_a_page_lies_and_which_attempt_fetched_it_is_no_change() -> None:
    first = run(batch(declaration()))
    moved = batch(declaration(raw_path="elsewhere", raw_sha256="f", attempt=2))
    assert run(moved, known_after(first))["observations"]["change"].to_list() == ["unchanged"]


def test_a_page_without_a_status_keeps_the_one_last_known() -> None:
    first = run(batch(declaration(status="废止")))
    later = run(batch(declaration(status=None)), known_after(first))
    assert later["observations"]["change"].to_list() == ["unchanged"]


def test_only_a_complete_full_run_says_that_a_record_is_gone() -> None:
    known = known_after(run(batch(declaration())))
    assert run(batch(), known)["observations"].is_empty()
    assert run(batch(), known, full=True)["observations"]["change"].to_list() == ["disappeared"]


def test_a_record_that_cannot_be_read_has_not_disappeared() -> None:
    known = known_after(run(batch(declaration())))
    rejected = {"record_id": "d1", "reason_code": "page_cut_off", "reason": "…", "attempt": 1}
    assert run(batch(rejected=(rejected,)), known, full=True)["observations"].is_empty()


def standard(**fields: Any) -> dict[str, Any]:
    return {
        "record_id": "s1",
        "attempt": 1,
        "standard_no": "T/SLBZ 001—2024",
        "name": "示例<sacinfo>标准</sacinfo>",
        "status": "现行",
    } | fields


def test_a_catalogue_row_is_typed() -> None:
    given = standard(issued_on="2016-12-30", replaced_by="TC456", in_force_on="1704038400000")
    row = run(batch(standards=(given,)))["catalogue_standards"].row(0, named=True)
    expected = {
        "standard_no": "T/SLBZ 001-2024",
        "kind": "group",
        "name": "示例标准",
        "issued_on": date(2016, 12, 30),
        # midnight at Shanghai in milliseconds is the day before in UTC
        "in_force_on": date(2024, 1, 1),
        "replaced_by": None,
    }
    assert {name: row[name] for name in expected} == expected


def test_a_date_that_cannot_be_read_costs_the_date_and_not_the_standard() -> None:
    done = run(batch(standards=(standard(issued_on="2O18-O6-18"),)))
    assert done["catalogue_standards"]["issued_on"].to_list() == [None]
    assert done["quarantine"].select("reason_code", "record_count").rows() == [
        ("unreadable_date", 0)
    ]


def test_an_institutions_rule_is_no_standard() -> None:
    done = run(batch(standards=(standard(standard_no="CNAS-CL01-A002:2020"),)))
    assert done["quarantine"]["reason_code"].to_list() == ["not_a_standard"]


texts = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(
        ["——", CODE, "Q/SLQF 001-2026", "2026-05-20", "现行", "锟斤拷", "GB 18580-2025"]
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "record_id": st.sampled_from(["a", "b", "c"]),
                **dict.fromkeys(
                    ("org_name", "credit_code", "area", "standard_no", "published_at", "status"),
                    texts,
                ),
            }
        ),
        max_size=6,
    ),
    st.lists(texts, max_size=3),
)
def test_every_record_received_is_observed_or_in_quarantine_whatever_it_holds(
    rows: list[dict[str, Any]], requirements: list[str | None]
) -> None:
    indicators = tuple(
        {"record_id": "a", "row_no": number, "indicator_name": text, "requirement": text}
        for number, text in enumerate(requirements, start=1)
    )
    given = batch(*(declaration(**row) for row in rows), indicators=indicators)
    done = run(given)
    assert accounted(done) == given.received


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.permutations([declaration(each, standard_no=f"Q/SLQF {each}-2026") for each in "1234"]))
def test_the_order_of_records_does_not_matter(rows: list[dict[str, Any]]) -> None:
    in_order = sorted(rows, key=lambda row: row["record_id"])
    one, other = run(batch(*rows)), run(batch(*in_order))
    assert all(one[name].equals(other[name]) for name in one.tables)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
def test_slices_of_a_batch_come_to_what_the_whole_comes_to(size: int) -> None:
    given = batch(
        *(declaration(each, standard_no=f"Q/SLQF {each}-2026") for each in "dab"),
        declaration("c", credit_code="——"),
        declaration("b", standard_no="Q/SLQF b-2027"),
        products=({"record_id": "b", "product_no": 1, "product_name": "示例净化器"},),
        indicators=tuple(
            {"record_id": each, "row_no": 1, "indicator_name": "噪声", "requirement": "≤60 dB(A)"}
            for each in "dab"
        ),
        rejected=(
            {"record_id": "e", "reason_code": "page_cut_off", "reason": "页面不完整", "attempt": 1},
        ),
    )
    known = known_after(run(batch(*(declaration(each) for each in "aefz"))))
    whole = run(given, known, full=True)
    parts = [run(part, its, full=True) for part, its in slices(given, known, size)]
    assert len(parts) == math.ceil(5 / size)
    for name, table in whole.tables.items():
        assert pl.concat(part[name] for part in parts).equals(table), name
