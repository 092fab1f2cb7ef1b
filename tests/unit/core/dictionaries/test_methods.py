"""Test methods by text, number and clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.core import dictionaries, reference_tables
from pipelines.core.yaml_files import YamlFileError
from tests.unit.core.dictionaries.folders import REFERENCE, changed_folder

if TYPE_CHECKING:
    from pathlib import Path

DICTIONARIES = dictionaries.load(REFERENCE)


def _match(text: str) -> tuple[str | None, str]:
    return DICTIONARIES.match_methods(pl.Series([text])).row(0)[1:]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1m³气候箱法", "climate_chamber_1m3"),
        ("1 m3氣候箱法", "climate_chamber_1m3"),
        ("GB/T 17657-2022, 1 m3 chamber, 48 h", "climate_chamber_1m3"),
        ("GB/T 17657-2013 1m³气候箱法", "climate_chamber_1m3"),
        ("小气候箱法", "small_climate_chamber"),
        ("干燥器法", "desiccator_24h"),
        ("24h干燥器法", "desiccator_24h"),
        ("desiccator 24 h", "desiccator_24h"),
        ("穿孔萃取法", "perforator"),
        ("顾客满意度调查", "survey"),
        ("查阅记录", "records"),
        ("气相色谱法", "gas_chromatography"),
        ("乙酰丙酮分光光度法", "acetylacetone_photometry"),
        ("拉力试验机法", "testing_machine"),
        ("浸水 24 h 后测量", "water_immersion_24h"),
    ],
)
def test_a_phrase_means_a_method(text: str, code: str) -> None:
    assert _match(text) == (code, "text")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GB 6675.4-2014", "migration_gb_6675_4"),
        ("GB 6675.4", "migration_gb_6675_4"),
        ("GB/T 4893.2—2020", "gb_t_4893_2"),
        ("GB/T 4893.2-2005", "gb_t_4893_2"),
        ("GB/T 18801", "ccm_gb_t_18801"),
        ("GB/T 18801-2015 附录C", "ccm_gb_t_18801"),
        ("GB/T 9758.1/.4/.6/.7-1988", "soluble_gb_t_9758"),
        ("GB 18580-2017", "climate_chamber_1m3"),
        ("GB 34914-2021", "water_efficiency_gb_34914"),
        ("GB/T 23985-2009", "voc_gb_t_23985"),
    ],
)
def test_a_standard_with_one_method_means_it_in_every_edition(text: str, code: str) -> None:
    assert _match(text) == (code, "standard")


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 17657-2013 4.60",
        "按GB/T 17657—2013中4.60.1的规定",
        "GB/T 17657-2013中4.60 1m³气候箱法",
    ],
)
def test_a_clause_means_a_method_of_a_standard_that_holds_several(text: str) -> None:
    assert _match(text) == ("climate_chamber_1m3", "clause")


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 17657-2013",
        "GB/T 17657",
        "GB/T 17657-2013中4.59",
        "GB/T 17657-2013中4.59、4.60",
        "GB/T 17657 中 4.60",  # another edition may number its clauses otherwise
        "GB/T 17657-2013中4.60 干燥器法",
        "1m³气候箱法或干燥器法",
        "气候箱法",
        "40L干燥器法",
        "GB 18580",
        "GB 18580-2001",
        "GB 6675.4-2014、GB/T 4893.2",
        "GB 6675.4 干燥器法",
    ],
)
def test_several_methods_are_none(text: str) -> None:
    assert _match(text) == (None, "ambiguous")


@pytest.mark.parametrize("text", ["按示例公司内部办法", "原子吸收法", "GB 99999-2020", ""])
def test_an_unknown_method_is_none(text: str) -> None:
    assert _match(text) == (None, "none")


def test_each_distinct_text_has_one_row() -> None:
    matches = DICTIONARIES.match_methods(pl.Series(["问卷调查", None, "问卷调查", "x"]))
    assert matches.schema == reference_tables.REFERENCE["method_matches"]
    assert matches["test_method_text"].to_list() == ["问卷调查", "x"]


def test_the_frame_has_the_schema_of_the_reference_table() -> None:
    frame = DICTIONARIES.methods.frame()
    assert frame.schema == reference_tables.REFERENCE["test_methods"]
    assert frame["test_method"].is_unique().all()
    assert frame["known_from"].null_count() == 0


_HEAD = (
    "known_from: 2014-01-01\n"
    "unclear: {texts: [箱法], standards: []}\n"
    "methods:\n"
    "  - {code: a, name: 甲, texts: [甲法],"
    " standards: [{number: GB/T 1-2000, clause: '4.1', evidence: seen}]}\n"
)


@pytest.mark.parametrize(
    ("rest", "field", "problem"),
    [
        ("code: a", "methods[2].code", "方法 a 重复"),
        ("code: b, texts: [甲 法]", "methods[2].texts", "“甲 法”已属于 a"),
        ("code: b, texts: [箱法]", "methods[2].texts", "“箱法”已属于 unclear"),
        (
            "code: b, standards: [{number: GB/T1-2000, evidence: seen}]",
            "methods[2].standards[1].number",
            "“GB/T1-2000”不是标准编号的规范写法",
        ),
        (
            "code: b, standards: [{number: 甲法, evidence: seen}]",
            "methods[2].standards[1].number",
            "“甲法”不是标准编号",
        ),
        (
            "code: b, standards: [{number: GB/T 1-2000, clause: '4.1', evidence: seen}]",
            "methods[2].standards[1].clause",
            "GB/T 1-2000 的 4.1 已属于 a",
        ),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, rest: str, field: str, problem: str) -> None:
    text = f"{_HEAD}  - {{name: 乙, {rest}}}\n"
    with pytest.raises(YamlFileError) as caught:
        dictionaries.load(changed_folder(tmp_path, "test_methods.yml", text))
    finding = caught.value.findings[0]
    assert (finding.line, finding.field) == (5, field)
    assert problem in finding.problem
    assert finding.remedy
