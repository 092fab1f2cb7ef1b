from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from pipelines.core import records
from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pipelines.core.records import Batch
    from tests.unit.sources.folders import Folder

SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "catalogue-file"
NIGHTS = ("2026-05-30", "2026-06-14", "2026-07-05", "2026-07-07")
NAME = "2026-05-30.json"


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "catalogue_file")


def entry(code: str, **fields: Any) -> dict[str, Any]:
    return {
        "code": code,
        "title": "示例标准",
        "type": "国家标准",
        "isMandatory": False,
        "status": "现行",
        "issueDate": "2020-01-02",
        "implementDate": None,
        "replaces": "",
        "replacedBy": "TC456",
        "issuedBy": "示例部门",
        **fields,
    }


def snapshot(*entries: Any, total: int | None = None) -> str:
    said = len(entries) if total is None else total
    return json.dumps(
        {"version": "1", "total": said, "standards": list(entries)}, ensure_ascii=False
    )


def by_id(batch: Batch) -> dict[str, dict[str, Any]]:
    return {row["record_id"]: row for row in batch.standards.iter_rows(named=True)}


def test_a_snapshot_is_read_as_sent(source: Folder) -> None:
    source.put(NAME, snapshot(entry("GB／T 1—2020", isMandatory=True)))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.standards.schema == records.STANDARDS
    row = batch.standards.row(0, named=True)
    assert row["record_id"] == "GB/T 1-2020"  # the normal form; the column keeps what was sent
    assert row["standard_no"] == "GB／T 1—2020"
    assert (row["name"], row["kind"], row["nature"]) == ("示例标准", "国家标准", "true")
    assert (row["issued_on"], row["in_force_on"], row["abolished_on"]) == ("2020-01-02", None, None)
    assert (row["replaces"], row["replaced_by"], row["department"]) == (None, "TC456", "示例部门")


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("2026-05-30.json", lambda body: body),
        ("2026-05-30.json.gz", gzip.compress),
        ("目录_20260530.json", lambda body: b"\xef\xbb\xbf" + body),
        ("list-2026-05-30.json", lambda body: json.dumps(json.loads(body)["standards"]).encode()),
    ],
)
def test_json_comes_plain_gzipped_or_as_a_bare_list(source: Folder, name: str, pack: Any) -> None:
    source.put(name, pack(snapshot(entry("GB 1-2020"), entry("GB 2-2020")).encode()))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert sorted(by_id(batch)) == ["GB 1-2020", "GB 2-2020"]


CHINESE = "标准编号,标准名称,标准性质,标准类型,状态,发布日期,实施日期,废止日期,代替,被代替,主管部门"
ENGLISH = (
    "standard_no,standard_name,nature,standard_kind,status,issued_on,in_force_on,"
    "abolished_on,replaces,replaced_by,dept"
)
SNAPSHOT_KEYS = (
    "code,title,isMandatory,type,status,issueDate,implementDate,abolishDate,"
    "replaces,replacedBy,issuedBy"
)
LINE = "GB 1-2020,“示例”标准,强制性,国家标准,现行,2020-01-02,2020-07-01,,GB 1-2010,,示例部门"


@pytest.mark.parametrize("header", [CHINESE, ENGLISH, SNAPSHOT_KEYS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_csv_comes_with_the_headers_and_encodings_of_the_dictionary(
    source: Folder, header: str, encoding: str, pack: Any
) -> None:
    name = "catalogue-2026-05-30.csv" + (".gz" if pack is gzip.compress else "")
    source.put(name, pack(f"{header}\r\n{LINE}\r\n".encode(encoding)))
    attempt, batch = source.night()
    assert attempt.is_complete
    row = batch.standards.row(0, named=True)
    assert (row["record_id"], row["name"], row["nature"]) == ("GB 1-2020", "“示例”标准", "强制性")
    assert (row["in_force_on"], row["abolished_on"]) == ("2020-07-01", None)
    assert (row["replaces"], row["replaced_by"], row["department"]) == (
        "GB 1-2010",
        None,
        "示例部门",
    )


def test_titles_above_the_header_and_empty_lines_are_passed_over(source: Folder) -> None:
    source.put("2026-05-30.csv", "标准目录,,\n\n标准编号,标准名称,状态\n\nGB 1-2020,示例,现行\n")
    attempt, batch = source.night()
    assert (attempt.is_complete, batch.received) == (True, 1)


def test_only_the_file_of_the_day_is_taken(source: Folder) -> None:
    source.put("2026-05-29.json", snapshot(entry("GB 1-2020")))
    source.put(NAME, snapshot(entry("GB 2-2020")))
    source.put("2026-06-14.json", snapshot(entry("GB 3-2020")))
    source.put("undated.json", snapshot(entry("GB 4-2020")))
    _, batch = source.night()
    assert list(by_id(batch)) == ["GB 2-2020"]


def test_a_day_without_a_file_is_complete_and_empty(source: Folder) -> None:
    source.put(NAME, snapshot(entry("GB 1-2020")))
    attempt, batch = source.night("2026-06-01")
    assert (attempt.is_complete, attempt.requested, batch.received) == (True, 0, 0)


def test_a_total_that_the_rows_do_not_reach_is_not_complete(source: Folder) -> None:
    source.put(NAME, snapshot(entry("GB 1-2020"), total=2))
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "total_mismatch")
    assert str(attempt.message).startswith(f"文件 {NAME}：自称共 2 条，实有 1 条")
    assert batch.received == 1  # what is there is kept


def test_an_empty_catalogue_is_not_complete(source: Folder) -> None:
    source.put(NAME, snapshot())
    attempt, _ = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "empty_answer")


def test_a_number_twice_is_one_record_that_counts_twice(source: Folder) -> None:
    source.put(NAME, snapshot(entry("T/A 1—2020"), entry("T/A  1-2020", status="废止")))
    attempt, batch = source.night()
    assert attempt.is_complete
    assert batch.standards.select("record_id", "status").rows() == [
        ("T/A 1-2020", "现行"),
        ("T/A 1-2020", "废止"),
    ]
    assert batch.received == 2


def test_rows_that_are_no_record_are_rejected_with_their_place(source: Folder) -> None:
    source.put(NAME, snapshot(entry("GB 1-2020"), entry(""), "文字"))
    _, batch = source.night()
    assert batch.received == 3
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        (f"{NAME}#第 2 条", "unusable_row"),
        (f"{NAME}#第 3 条", "unusable_row"),
    ]
    assert "没有标准编号；请在文件中更正" in batch.rejected["reason"][0]


def test_a_line_with_another_number_of_cells_is_rejected(source: Folder) -> None:
    source.put("2026-05-30.csv", "标准编号,标准名称\nGB 1-2020,甲,乙\nGB 2-2020,丙\n")
    _, batch = source.night()
    assert batch.rejected["reason"][0].startswith("文件 2026-05-30.csv 第 2 行有 3 列，表头有 2 列")
    assert list(by_id(batch)) == ["GB 2-2020"]


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        (NAME, b'{"standards": [', "JSON 不完整"),
        (NAME, b'{"rows": []}', "没有标准列表"),
        (NAME, b'[{"title": "x"}]', "没有标准编号"),
        (NAME, b"[" * 100_000, "JSON 不完整"),
        ("2026-05-30.csv", "编号,题目\nGB 1-2020,甲\n".encode(), "找不到表头"),
        ("2026-05-30.csv", b"", "找不到表头"),
        ("2026-05-30.csv", "标准编号,标准名称\n".encode("utf-16"), "像是 UTF-16"),
        ("2026-05-30.csv", "标准编号\n".encode() + b"\xff\xfe", "既不是 UTF-8"),
        ("2026-05-30.json.gz", gzip.compress(b"[]" * 99, mtime=0)[:-9], "gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected_whole_and_the_run_incomplete(
    source: Folder, name: str, body: bytes, said: str
) -> None:
    source.put(name, body)
    attempt, batch = source.night()
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert said in str(attempt.message)
    assert batch.standards.is_empty()
    assert batch.rejected["record_id"].to_list() == [name]
    assert batch.received == 1


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    source = folder(tmp_path, "catalogue_file", options={"max_unpacked_bytes": 10_000})
    source.put("2026-05-30.json.gz", gzip.compress(b"[" + b" " * 1_000_000 + b"]", mtime=0))
    attempt, batch = source.night()
    assert "超过上限 10000 字节" in str(attempt.message)
    assert batch.rejected.height == 1


def test_the_sample_shows_every_withdrawal_of_the_real_catalogue(tmp_path: Path) -> None:
    source = folder(tmp_path, "catalogue_file")
    for path in SAMPLE.glob("*.json.gz"):
        source.put(path.name, path.read_bytes())
    counts: list[int] = []
    withdrawn: list[set[str]] = []
    taken_back: list[set[str]] = []
    status: dict[str, str] = {}
    for on in NIGHTS:
        attempt, batch = source.night(on)
        assert attempt.is_complete
        assert batch.rejected.is_empty()
        assert batch.standards["record_id"].is_unique().all()
        now = dict(batch.standards.select("record_id", "status").iter_rows())
        changed = {key for key in status.keys() & now.keys() if status[key] != now[key]}
        withdrawn.append({key for key in changed if now[key] == "废止"})
        taken_back.append({key for key in changed if status[key] == "废止"})
        counts.append(batch.received)
        status = now
    assert counts == [56, 58, 62, 64]
    assert withdrawn == [
        set(),
        {"DB42/T 1931-2022", "DB42/T 1535-2019"},
        set(),
        {"GB 19079.4-2014", "DB4401/T 147-2022"},
    ]
    assert taken_back == [set(), set(), {"T/HSCA 001-2018", "T/HSCA 001-2017"}, set()]


def test_the_sample_holds_the_odd_spellings_as_sent() -> None:
    body = gzip.decompress((SAMPLE / "2026-07-07.json.gz").read_bytes())
    codes = {each["code"] for each in json.loads(body)["standards"]}
    assert codes >= {
        "DB32／T 4412-2022",
        "DB13/T\n5651.5-2023",
        "T/BSSF  0001—2024",
        "DB14/ T 1763-2018",
        "DB3303/T013-2020",
        "T/CSGF T/CSGF024—2023",
        "JYT 0629-2020",
        "DB 37/T 2904-2019",
    }


def test_all_numbers_of_the_sample_are_different_records() -> None:
    for on in NIGHTS:
        entries = json.loads(gzip.decompress((SAMPLE / f"{on}.json.gz").read_bytes()))
        frame = pl.DataFrame({"code": [each["code"] for each in entries["standards"]]})
        assert frame["code"].n_unique() == entries["total"]
