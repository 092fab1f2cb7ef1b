"""Tables of decisions as people make them: headers, payloads, rows that cannot be read."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from pipelines.sources.tabular import UnreadableError
from pipelines.stages.decision_tables import DecisionTableError, read_decisions

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH = ["kind", "subject", "programme", "effective_on", "office", "role", "payload"]
CHINESE = ["决定", "对象", "项目", "生效日", "岗位", "角色", "内容"]
ROW = [
    "ban",
    "EX0000001",
    "national",
    "2026-06-10",
    "示例监督岗",
    "work_institution",
    '{"reason": "示例"}',
]


def csv(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    """A CSV file, cells quoted."""
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(quoted).encode(encoding)


def xlsx(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet; cells that begin with = are texts, dates are dates."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"default_date_format": "yyyy-mm-dd"}) as made:
        sheet = made.add_worksheet("决定")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
                else:
                    sheet.write_string(number, column, str(cell))
    return body.getvalue()


@pytest.mark.parametrize("header", [ENGLISH, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_row_becomes_a_draft_whatever_the_header_and_the_encoding(
    header: list[str], encoding: str
) -> None:
    [row] = read_decisions(csv(header, ROW, encoding=encoding), "a.csv")
    assert row.row_no == 2
    draft = row.draft
    assert (draft.kind, draft.subject, draft.programme) == ("ban", "EX0000001", "national")
    assert (draft.office, draft.role) == ("示例监督岗", "work_institution")
    assert draft.effective_on == date(2026, 6, 10)
    assert draft.payload == {"reason": "示例"}
    assert row.recorded_at is None


@pytest.mark.parametrize("header", [ENGLISH, CHINESE])
def test_a_workbook_is_read_like_a_csv_file(header: list[str]) -> None:
    with_date: list[object] = [*ROW[:3], date(2026, 6, 10), *ROW[4:]]
    [row] = read_decisions(xlsx(header, with_date), "a.xlsx")
    assert row == read_decisions(csv(header, ROW), "a.csv")[0]


def test_other_columns_are_members_of_the_payload_and_blank_cells_are_none() -> None:
    body = csv([*ENGLISH, "until", "note"], [*ROW, "2029-06-10", ""])
    [row] = read_decisions(body, "a.csv")
    assert row.draft.payload == {"reason": "示例", "until": "2029-06-10"}


@pytest.mark.parametrize("make", [csv, xlsx])
@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "=1+1", "+1", "@x", "-1", "'1"])
def test_what_looks_like_a_formula_stays_text(make: object, text: str) -> None:
    rows = ([*ENGLISH, "note"], [*ROW, text])
    body = csv(*rows) if make is csv else xlsx(*rows)
    assert read_decisions(body, "a")[0].draft.payload["note"] == text


def test_numbers_in_columns_stay_texts_so_that_codes_keep_their_zeros() -> None:
    [row] = read_decisions(csv([*ENGLISH, "objection_id"], [*ROW, "007"]), "a.csv")
    assert row.draft.payload["objection_id"] == "007"


def test_a_table_may_say_when_its_rows_were_recorded() -> None:
    body = csv([*ENGLISH, "recorded_at"], [*ROW, "2026-06-11 09:30:00+08:00"])
    recorded_at = read_decisions(body, "a.csv")[0].recorded_at
    assert recorded_at is not None
    assert recorded_at.isoformat() == "2026-06-11T01:30:00"


def test_evidence_is_named_with_either_semicolon() -> None:
    body = csv([*CHINESE, "依据文件"], [*ROW, "函.docx；表.xlsx; 图.png"])
    assert read_decisions(body, "a.csv")[0].evidence_files == ("函.docx", "表.xlsx", "图.png")


def test_blank_rows_are_passed_over_and_rows_are_counted_as_people_count() -> None:
    body = csv(ENGLISH, [""] * 7, ROW, [""] * 7, ROW)
    assert [row.row_no for row in read_decisions(body, "a.csv")] == [3, 5]


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("kind", "", "缺少 kind（决定）；请补上"),
        ("role", "", "缺少 role（角色）；请补上"),
        ("effective_on", "六月十日", "effective_on（生效日）无法读取：六月十日；应为 2026-05-30"),
        ("effective_on", "2026-02-30", "effective_on（生效日）无法读取：2026-02-30"),
        ("payload", "{reason}", "payload（内容）不是 JSON（"),
        ("payload", '["示例"]', "payload（内容）不是 JSON 对象；应为 {…} 的写法"),
        ("recorded_at", "昨天", "recorded_at 无法读取：昨天"),
        ("reason", "示例", "reason 既是一列，又写在 payload 中；请只留一处"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_column_and_remedy(
    column: str, cell: str, sentence: str
) -> None:
    header = [*ENGLISH, *({column} - {*ENGLISH})]
    row = dict(zip(ENGLISH, ROW, strict=True)) | {column: cell}
    with pytest.raises(DecisionTableError, match=re.escape(f"a.csv 第 2 行：{sentence}")):
        read_decisions(csv(header, [row[name] for name in header]), "a.csv")


def test_every_bad_row_is_named_at_once() -> None:
    bad_day = [*ROW[:3], "?", *ROW[4:]]
    with pytest.raises(DecisionTableError) as wrong:
        read_decisions(csv(ENGLISH, bad_day, ROW, [*ROW[:6], "{"]), "a.csv")
    assert [line.split("：")[0] for line in str(wrong.value).split("\n")] == [
        "a.csv 第 2 行",
        "a.csv 第 4 行",
    ]


def test_a_table_without_its_columns_says_which_in_both_languages() -> None:
    with pytest.raises(DecisionTableError, match="缺少列：office（岗位）、role（角色）；请补齐"):
        read_decisions(csv(ENGLISH[:4], ROW[:4]), "a.csv")


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"PK\x03\x04broken"])
def test_a_file_that_is_no_table_is_refused(body: bytes) -> None:
    with pytest.raises((UnreadableError, DecisionTableError)):
        read_decisions(body, "a.csv")
