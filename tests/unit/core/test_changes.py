"""Comparing a night's records with what was known."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.core.normalise.changes import (
    Typed,
    compare,
    content_digest,
    rows_digest,
)

NIGHT = date(2026, 6, 14)
KNOWN = pl.DataFrame(
    {
        "record_id": ["a", "b"],
        "digest": ["1", "2"],
        "list_digest": ["la", "lb"],
        "status_raw": ["现行", "现行"],
        "detail_on": [date(2026, 5, 30)] * 2,
    }
)


def record(record_id: str, digest: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "record_id": record_id,
        "digest": digest,
        "list_digest": None,
        "status_raw": "现行",
        "has_detail": True,
        "attempt": 1,
        "reason_code": None,
        "reason": None,
        "raw_path": "p",
        "record_count": 1,
    } | fields


def typed(*rows: dict[str, Any], details: dict[str, pl.DataFrame] | None = None) -> Typed:
    schema = {
        "record_id": pl.String,
        "digest": pl.String,
        "list_digest": pl.String,
        "status_raw": pl.String,
        "has_detail": pl.Boolean,
        "attempt": pl.Int32,
        "reason_code": pl.String,
        "reason": pl.String,
        "raw_path": pl.String,
        "record_count": pl.Int32,
    }
    return Typed("things", pl.DataFrame(list(rows), schema=schema, orient="row"), details or {})


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (record("c", "9"), "new"),
        (record("a", "9"), "changed"),
        (record("a", "1"), "unchanged"),
        (record("a", None, has_detail=False), "unchanged"),
    ],
)
def test_a_record_is_compared_by_the_digest_of_its_content(
    row: dict[str, Any], change: str
) -> None:
    observed = compare(typed(row), KNOWN, NIGHT).observations
    assert observed.select("record_id", "change").rows() == [(row["record_id"], change)]


def test_content_is_kept_only_where_it_is_new_or_has_changed() -> None:
    details = pl.DataFrame({"record_id": ["a", "b", "c"], "row_no": [1, 1, 1]})
    compared = compare(
        typed(record("a", "1"), record("b", "9"), record("c", "3"), details={"rows": details}),
        KNOWN,
        NIGHT,
    )
    assert compared.content["things"]["record_id"].to_list() == ["b", "c"]
    assert compared.content["rows"]["record_id"].to_list() == ["b", "c"]


def test_a_list_row_without_detail_keeps_the_known_digest_and_the_night_of_the_detail() -> None:
    row = record("b", None, has_detail=False, list_digest="lb")
    observed = compare(typed(row), KNOWN, NIGHT).observations.row(0, named=True)
    assert (observed["digest"], observed["detail_on"]) == ("2", date(2026, 5, 30))


def test_an_unknown_record_without_detail_goes_to_quarantine() -> None:
    compared = compare(typed(record("z", None, has_detail=False)), KNOWN, NIGHT)
    assert compared.observations.is_empty()
    assert compared.quarantine["reason_code"].to_list() == ["detail_missing"]
    assert "z" in compared.quarantine["reason"][0]


def test_a_bad_record_is_no_observation() -> None:
    compared = compare(typed(record("a", "1", reason_code="mojibake", reason="坏")), KNOWN, NIGHT)
    assert compared.observations.is_empty()
    assert compared.quarantine.select("record_id", "reason_code", "record_count").rows() == [
        ("a", "mojibake", 1)
    ]


def test_a_record_received_twice_is_one_observation_that_counts_both_and_keeps_the_last() -> None:
    observed = compare(typed(record("c", "3"), record("c", "4")), KNOWN, NIGHT).observations
    assert observed.select("digest", "record_count").rows() == [("4", 2)]


def test_a_null_and_an_empty_text_have_other_digests() -> None:
    frame = pl.DataFrame(
        {"a": [None, ""], "b": ["x", "x"]}, schema={"a": pl.String, "b": pl.String}
    )
    digests = content_digest(frame, ["a", "b"])
    assert digests[0] != digests[1]


def test_neighbouring_columns_do_not_run_together_in_a_digest() -> None:
    frame = pl.DataFrame({"a": ["ab", "a"], "b": ["c", "bc"]})
    digests = content_digest(frame, ["a", "b"])
    assert digests[0] != digests[1]


def test_the_order_of_detail_rows_counts() -> None:
    rows = pl.DataFrame({"record_id": ["a", "a"], "text": ["x", "y"]})
    forward = rows_digest(rows, ["text"])["rows"][0]
    backward = rows_digest(rows.reverse(), ["text"])["rows"][0]
    assert forward != backward


def test_a_remark_on_a_field_stands_for_no_record_and_yields_to_the_records_own_reason() -> None:
    remark = {
        "record_id": "a",
        "reason_code": "unreadable_date",
        "reason": "日期",
        "raw_path": "p",
        "record_count": 0,
        "attempt": 1,
    }
    schema = {"record_count": pl.Int32, "attempt": pl.Int32}
    remarks = pl.DataFrame([remark, remark | {"record_id": "b"}], schema_overrides=schema)
    rows = typed(record("a", "1"), record("b", "2", reason_code="mojibake", reason="坏"))
    compared = compare(Typed(rows.table, rows.records, rows.details, remarks), KNOWN, NIGHT)
    assert compared.observations["record_id"].to_list() == ["a"]
    assert sorted(
        compared.quarantine.select("record_id", "reason_code", "record_count").rows()
    ) == [
        ("a", "unreadable_date", 0),
        ("b", "mojibake", 1),
    ]
