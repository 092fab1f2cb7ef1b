"""What is read out of requirement texts, text by text."""

from __future__ import annotations

import json
import time
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipelines.core.requirements import Part, parse_distinct, parse_requirement, to_json_line
from pipelines.core.tables import DECLARED_INDICATORS

TABLE = yaml.safe_load(
    Path(__file__).with_name("requirement_texts.yml").read_text(encoding="utf-8")
)
READ = [
    pytest.param(text, expected, id=text)
    for section in TABLE.values()
    if isinstance(section, dict)
    for text, expected in section.items()
]
EMPTY = TABLE["nothing"]
UNCERTAIN = TABLE["not certain, so no number"]


def shown(part: Part) -> str:
    """A part in the notation of requirement_texts.yml."""
    match part.status:
        case "parsed":
            text = f"{_bounds(part)} {part.unit or ''}".strip()
        case "grade":
            sign = {None: "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<"}[part.op]
            text = f"grade {sign}{part.grade}"
        case status:
            text = status
    return f"{text} @ {part.condition}" if part.condition else text


def _bounds(part: Part) -> str:
    low, high = (f"{value:.12g}" if value is not None else "" for value in (part.low, part.high))
    match part.op:
        case "le" | "lt":
            assert (part.low, part.low_inclusive) == (None, None)
            assert part.high_inclusive == (part.op == "le")
            return f"{'≤' if part.op == 'le' else '<'}{high}"
        case "ge" | "gt":
            assert (part.high, part.high_inclusive) == (None, None)
            assert part.low_inclusive == (part.op == "ge")
            return f"{'≥' if part.op == 'ge' else '>'}{low}"
        case "eq":
            assert (low, True, True) == (high, part.low_inclusive, part.high_inclusive)
            return f"={low}"
        case op:
            assert op in ("between", "plus_minus")
            opening, closing = (
                "[" if part.low_inclusive else "(",
                "]" if part.high_inclusive else ")",
            )
            return f"{'±' if op == 'plus_minus' else ''}{opening}{low}, {high}{closing}"


def read(text: str) -> str:
    return " | ".join(map(shown, parse_requirement(text).parts))


def test_the_table_is_large() -> None:
    assert len(READ) > 350
    assert len(UNCERTAIN) > 90


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_text_is_read_as_the_table_says(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", EMPTY)
def test_a_marker_says_nothing(text: str) -> None:
    assert read(text) == "empty"


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_is_not_certain_gives_no_number(text: str) -> None:
    requirement = parse_requirement(text)

    assert requirement.parts == (Part("unparsed"),)
    assert requirement.raw == text


def test_no_text_at_all_is_empty() -> None:
    assert parse_requirement(None).parts == (Part("empty"),)


def test_one_part_that_is_not_understood_leaves_the_whole_cell_unparsed() -> None:
    assert read("甲醛≤0.05mg/m³；苯≤0.O6mg/m³") == "unparsed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲醛≤0.05mg/m³\n苯≤0.06mg/m³", "≤0.05 mg/m3 @ 甲醛 | ≤0.06 mg/m3 @ 苯"),
        ("≤0.05\nmg/m³", "≤0.05 mg/m3"),
        ("不大于\n0.05mg/m³", "≤0.05 mg/m3"),
        ("≤0.\n05mg/m³", "unparsed"),
        ("甲醛≤0.05<br/>苯≤0.06", "≤0.05 @ 甲醛 | ≤0.06 @ 苯"),
        ("&le;0.05mg/m<sup>3</sup>", "≤0.05 mg/m3"),
        ("&lt;5%", "<5 %"),
    ],
)
def test_line_breaks_part_requirements_or_wrap_one(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("常温：≤5min；低温：≤10min", "≤10 min @ 低温"),
        ("运输型≥95%，仓储型≥98%", "≥95 % @ 运输型"),
        ("A类：≤20；B类：＜20", "≤20 @ A类"),
        ("A类：≥20；B类：＞20", "≥20 @ A类"),
        # other sides, other units and ranges have no order: the first number counts
        ("气候箱法：≤0.124mg/m³；干燥器法：≤1.5mg/L", "≤0.124 mg/m3 @ 气候箱法"),
        ("甲醛≤0.05mg/m³；强度≥5MPa", "≤0.05 mg/m3 @ 甲醛"),
        ("长度：±3mm；宽度：±5mm", "±[-3, 3] mm @ 长度"),
        # numbers before grades, grades before none detected, that before words
        ("符合GB 18580要求；E1级；≤0.124mg/m³", "≤0.124 mg/m3"),
        ("外观平整；耐湿热≥3级", "grade ≥3 @ 耐湿热"),
        ("外观平整；沙门氏菌不得检出", "none_detected @ 沙门氏菌"),
    ],
)
def test_the_least_demanding_part_counts(text: str, expected: str) -> None:
    assert shown(parse_requirement(text).least_demanding) == expected


def test_a_json_line_has_the_fields_of_the_contract_in_their_order() -> None:
    line = to_json_line("常温：≤5min；低温：≤10.50min")

    fields = ["status", "op", "low", "high", "low_inclusive", "high_inclusive"]
    fields += ["unit", "grade", "condition"]
    parsed = json.loads(line)
    assert list(parsed) == ["raw", *fields, "parts"]
    assert [list(part) for part in parsed["parts"]] == [fields, fields]
    assert '"high": 10.5, ' in line
    assert '"high": 5, ' in line
    assert "低温" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "expected"), [("≤0.124", 0.124), ("≤0.1%", 0.1), ("≤1.10×10⁻⁷", 1.1e-7), ("≤3", 3)]
)
def test_numbers_come_out_as_written(text: str, expected: float) -> None:
    assert json.loads(to_json_line(text))["high"] == expected


def test_an_empty_line_has_a_json_line_too() -> None:
    parsed = json.loads(to_json_line(""))

    assert (parsed["raw"], parsed["status"], len(parsed["parts"])) == ("", "empty", 1)


def test_a_series_gives_a_row_a_part_of_each_distinct_text() -> None:
    texts = pl.Series(["≤5mg", "", None, "A类：≤2；B类：≤5", "≤5mg", "大约"])

    frame = parse_distinct(texts)

    assert frame.select("requirement_raw", "part_no", "status").rows() == [
        ("≤5mg", 1, "parsed"),
        ("", 1, "empty"),
        (None, 1, "empty"),
        ("A类：≤2；B类：≤5", 1, "parsed"),
        ("A类：≤2；B类：≤5", 2, "parsed"),
        ("大约", 1, "text"),
    ]
    assert all(frame.schema[name] == DECLARED_INDICATORS[name] for name in frame.columns)


def test_no_texts_give_an_empty_frame_of_the_same_columns() -> None:
    empty = parse_distinct(pl.Series([], dtype=pl.String))

    assert empty.schema == parse_distinct(pl.Series(["≤5"])).schema
    assert empty.height == 0


@pytest.mark.parametrize(
    "text",
    [
        *("1," * 5000, "1.1." * 2500, "≤5；" * 3000, "(" * 5000 + ")" * 5000, "百万" * 5000),
        *("≤5且" * 3000, "5≤" * 5000, "5以上" * 3000, "≤5≥5" * 2500, "表1.1.1" * 1400),
        *("GB/T " * 2000, "《" * 10_000, "A+" * 5000, "[1," * 3000, "不得" * 5000, "甲:≤5" * 2500),
    ],
    ids=lambda text: text[:6],
)
def test_a_long_text_made_to_hurt_is_read_in_a_moment(text: str) -> None:
    started = time.perf_counter()

    parse_requirement(text)

    assert time.perf_counter() - started < 3  # a tenth of it on an idle machine


def test_a_text_beyond_all_length_is_not_read() -> None:
    assert parse_requirement("≤5mg；" * 5000).status == "unparsed"
