"""Standard numbers of all kinds, and their citations in running text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.standard_numbers import (
    INDUSTRY_PREFIXES,
    find_standard_numbers,
    parse_standard_number,
    series_id,
)

REFERENCE = Path(__file__).parents[3] / "data" / "reference"


@pytest.mark.parametrize(
    "text",
    [
        "Q/BJLLHD 002-2017",
        "Q/BJLLHD002-2017",
        "Q/BJLLHD 002—2017",
        "Q/ BJLLHD 002-2017",
        "Q／ＢＪＬＬＨＤ　００２－２０１７",
        "q/bjllhd002-2017",
        "Q/BJLLHD-002-2017",
        "Q/BJLLHD 002 -- 2017",
        "Q/BJLLHD Q/BJLLHD002-2017",
        "《Q/BJLLHD 002-2017》",
        "标准编号：Q/BJLLHD002-2017《示例》",
        "Q\\BJLLHD 002-2017",
        "Q/BJLLHD\n002-2017",
    ],
)
def test_spellings_of_one_enterprise_standard_are_one(text: str) -> None:
    number = parse_standard_number(text)
    assert number.normal == "Q/BJLLHD 002-2017"
    assert (number.kind, number.nature, number.year) == ("enterprise", None, 2017)
    assert number.series == "Q/BJLLHD 002"
    assert number.is_well_formed
    assert number.raw == text


@pytest.mark.parametrize(
    ("text", "normal", "is_well_formed"),
    [
        ("Q/CSGD 003-2018", "Q/CSGD 003-2018", True),
        ("Q/DKBA 2529-2019", "Q/DKBA 2529-2019", True),
        ("Q/CYAMN0001-2013", "Q/CYAMN 0001-2013", True),
        ("Q/SGMW02586-2020", "Q/SGMW 02586-2020", True),
        ("Q/SJX 0001S-2020", "Q/SJX 0001S-2020", True),
        ("Q/SJX0001 S—2020", "Q/SJX 0001S-2020", True),
        ("Q/GDCX 0270S", "Q/GDCX 0270S", False),
        ("Q/3713HX 001-2020", "Q/3713HX 001-2020", True),
        ("Q/3713HX001-2020", "Q/3713HX 001-2020", True),
        ("Q/ABC 001.2-2020", "Q/ABC 001.2-2020", True),
        ("Q/ABC 001-98", "Q/ABC 001-1998", False),
        ("Q/SLLM 013-26", "Q/SLLM 013-2026", False),
        ("Q ABC 001-2020", "Q/ABC 001-2020", False),
        ("Q/ABC 001-2O18", "Q/ABC001-2O18", False),
        ("Q/东方 001-2020", "Q/东方001-2020", False),
    ],
)
def test_enterprise_numbers(text: str, normal: str, is_well_formed: bool) -> None:
    number = parse_standard_number(text)
    assert (number.normal, number.kind) == (normal, "enterprise")
    assert number.is_well_formed is is_well_formed


def test_blanks_in_an_enterprise_number_mean_nothing() -> None:
    spaced, run_together = parse_standard_number("Q/AB12 003-2020"), "Q/AB12003-2020"
    assert spaced.normal == parse_standard_number(run_together).normal


@pytest.mark.parametrize(
    ("text", "normal", "kind", "nature"),
    [
        ("GB 18580—2017", "GB 18580-2017", "national", "mandatory"),
        ("GB18580-2017", "GB 18580-2017", "national", "mandatory"),
        ("GB／T 17657-2013", "GB/T 17657-2013", "national", "recommended"),
        ("gb/t17657-2013", "GB/T 17657-2013", "national", "recommended"),
        ("GB/T 17657一2013", "GB/T 17657-2013", "national", "recommended"),
        ("<sacinfo>GB/T</sacinfo> 5009.5-2016", "GB/T 5009.5-2016", "national", "recommended"),
        ("GB/Z 44858-2024", "GB/Z 44858-2024", "national", "guide"),
        ("GBZ 2.1-2019", "GBZ 2.1-2019", "national", "mandatory"),
        ("GBZ/T 300.1-2017", "GBZ/T 300.1-2017", "national", "recommended"),
        ("GB 25502-2017/XG1-2018", "GB 25502-2017/XG1-2018", "national", "mandatory"),
        ("QB/T 1951.1-2010", "QB/T 1951.1-2010", "industry", "recommended"),
        ("QB 1510-1992", "QB 1510-1992", "industry", None),
        ("JGJ/T 60-2012", "JGJ/T 60-2012", "industry", "recommended"),
        ("NB/SH/T 0162-2017", "NB/SH/T 0162-2017", "industry", "recommended"),
        ("DB/T 100-2024", "DB/T 100-2024", "industry", "recommended"),
        ("DB32／T 4412-2022", "DB32/T 4412-2022", "local", "recommended"),
        ("DB13/T\n5651.5-2023", "DB13/T 5651.5-2023", "local", "recommended"),
        ("DB14/ T 1763-2018", "DB14/T 1763-2018", "local", "recommended"),
        ("DB 37/T 2904-2019", "DB37/T 2904-2019", "local", "recommended"),
        ("DB3303/T013-2020", "DB3303/T 013-2020", "local", "recommended"),
        ("DB31/ 890-2015", "DB31/ 890-2015", "local", "mandatory"),
        ("DB31/890-2015", "DB31/ 890-2015", "local", "mandatory"),
        ("T/NAIA 0497—2026", "T/NAIA 0497-2026", "group", None),
        ("T/BSSF  0001—2024", "T/BSSF 0001-2024", "group", None),
        ("T/CSGF T/CSGF024—2023", "T/CSGF 024-2023", "group", None),
        ("T/DLSHXH T/DLSHXH 001--2017", "T/DLSHXH 001-2017", "group", None),
        ("T/XCFW TG06-011.3—2023", "T/XCFW TG06-011.3-2023", "group", None),
        ("T/PTSHOES GS001—2017", "T/PTSHOES GS001-2017", "group", None),
    ],
)
def test_well_formed_numbers_of_other_kinds(
    text: str, normal: str, kind: str, nature: str | None
) -> None:
    number = parse_standard_number(text)
    assert (number.normal, number.kind, number.nature) == (normal, kind, nature)
    assert number.is_well_formed
    assert number.year == int(normal[-4:])


@pytest.mark.parametrize(
    ("text", "normal", "kind", "year"),
    [
        ("JYT 0629-2020", "JY/T 0629-2020", "industry", 2020),
        ("JGJT 60-2012", "JGJ/T 60-2012", "industry", 2012),
        ("GBT17657-2013", "GB/T 17657-2013", "national", 2013),
        ("GB-T 17657-2013", "GB/T 17657-2013", "national", 2013),
        ("GB 5749-85", "GB 5749-1985", "national", 1985),
        ("GB/T 1234", "GB/T 1234", "national", None),
        ("GB/T XXXX-2020", "GB/T XXXX-2020", "national", 2020),
        ("DB13 1541-2012", "DB13/ 1541-2012", "local", 2012),
        ("T/HSCA 001.—2017", "T/HSCA 001.-2017", "group", 2017),
        ("T/ABC 2020", "T/ABC 2020", "group", None),
    ],
)
def test_numbers_that_break_their_grammar_keep_their_kind(
    text: str, normal: str, kind: str, year: int | None
) -> None:
    number = parse_standard_number(text)
    assert (number.normal, number.kind, number.year) == (normal, kind, year)
    assert not number.is_well_formed


def test_a_stray_stop_does_not_make_two_standards_one() -> None:
    # both are in the real catalogue, one withdrawn and one not
    stray, clean = (
        parse_standard_number(t).normal for t in ("T/HSCA 001.—2017", "T/HSCA 001-2017")
    )
    assert stray != clean


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("CNAS-CL01-A002:2020", "CNAS-CL01-A002:2020"),
        ("ISO 9001:2015", "ISO 9001:2015"),
        ("TC456", "TC456"),
        ("快递企业等级评定管理办法（2011）", "快递企业等级评定管理办法(2011)"),
        ("见附件", None),
        ("——", None),
        ("", None),
    ],
)
def test_what_is_no_standard_of_the_five_kinds_is_other(text: str, normal: str | None) -> None:
    number = parse_standard_number(text)
    assert (number.kind, number.normal, number.series) == ("other", normal, None)
    assert not number.is_well_formed


@pytest.mark.parametrize("text", ["GB/T 19001-2016/ISO 9001:2015", "GB/T 19001-2016 质量管理体系"])
def test_what_stands_behind_a_number_is_left_out(text: str) -> None:
    assert parse_standard_number(text).normal == "GB/T 19001-2016"


codes = st.from_regex(r"[0-9]{0,3}[A-Z]{2,6}", fullmatch=True)
serials = st.from_regex(r"[0-9]{1,5}(\.[0-9]{1,2})?S?", fullmatch=True)
years = st.integers(1900, 2099)


@given(codes, serials, years, st.sampled_from(["", " ", "  "]), st.sampled_from("-—–－"))
def test_a_normal_form_of_any_spelling_reads_as_itself(
    code: str, serial: str, year: int, blank: str, dash: str
) -> None:
    number = parse_standard_number(f"Q/{code}{blank}{serial}{dash}{year}")
    assert number.normal == f"Q/{code} {serial}-{year}"
    assert parse_standard_number(number.normal).normal == number.normal


@given(
    st.text()
    | st.text(alphabet="GBTQZDJYX/0123456789.-—― 一S《》:中附录")
    | st.tuples(
        st.sampled_from(["GB/T ", "Q/", "T/AB ", "DB31/T ", "JB/T "]), st.text(alphabet="019.-AS ")
    ).map("".join)
)
def test_every_text_is_read_and_normal_forms_are_stable(text: str) -> None:
    number = parse_standard_number(text)
    find_standard_numbers(text)
    if number.normal is not None and number.kind != "other":
        again = parse_standard_number(number.normal)
        assert (again.normal, again.kind) == (number.normal, number.kind)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("GB/T 17657-2013 中 4.60", [("GB/T 17657-2013", "4.60")]),
        ("按GB/T 17657—2013第4.60条的规定", [("GB/T 17657-2013", "4.60")]),
        ("GB/T 17657-2013 4.60 (1 m3 climate chamber)", [("GB/T 17657-2013", "4.60")]),
        ("GB/T 17657-2013《人造板试验方法》中4.60.1", [("GB/T 17657-2013", "4.60.1")]),
        (
            "GB/T 17657-2013中4.59、4.60",
            [("GB/T 17657-2013", "4.59"), ("GB/T 17657-2013", "4.60")],
        ),
        ("GB/T 18801-2015 附录C", [("GB/T 18801-2015", "C")]),
        ("按Q/ABC 001-2020 附录A.1", [("Q/ABC 001-2020", "A.1")]),
        ("GB/T 18801—2022第5章", [("GB/T 18801-2022", "5")]),
        ("GB/T 17657-2013中1m3气候箱法", [("GB/T 17657-2013", None)]),
        ("GB/T 17657-2022, 1 m3 chamber, 48 h", [("GB/T 17657-2022", None)]),
        ("GB 18580-2017 2.5 mg/m3", [("GB 18580-2017", None)]),
        ("GB 18580-2017 0.124", [("GB 18580-2017", None)]),
        ("≤0.05mg/m³（GB/T 39600-2021 E0级）", [("GB/T 39600-2021", None)]),
        (
            "GB/T 9758.1/.4/.6-1988",
            [("GB/T 9758.1-1988", None), ("GB/T 9758.4-1988", None), ("GB/T 9758.6-1988", None)],
        ),
        ("符合GB 18584、QB/T 1951.1的规定", [("GB 18584", None), ("QB/T 1951.1", None)]),
        (
            "DB1310/T 252-2021;T/SLBZ 003—2024",
            [("DB1310/T 252-2021", None), ("T/SLBZ 003-2024", None)],
        ),
        ("16 GB 512，8GB 1024", []),
        ("产品型号CB3000-2020A", []),
        ("干燥器法", []),
        ("", []),
    ],
)
def test_citations_are_found_with_their_clauses(
    text: str, cited: list[tuple[str, str | None]]
) -> None:
    assert [(n.normal, n.clause) for n in find_standard_numbers(text)] == cited


def test_a_series_is_the_enterprise_and_the_number_without_year() -> None:
    assert series_id("MA0000001", "Q/ABC 001-2020") == "MA0000001|Q/ABC 001"
    assert series_id("MA0000001", "Q/ABC 001") == series_id("MA0000001", "Q/ABC 001-2024")


def test_the_table_of_prefixes_is_the_grammar_s() -> None:
    with (REFERENCE / "industry_standard_codes.csv").open(encoding="utf-8", newline="") as file:
        table = [row["prefix"] for row in csv.DictReader(file)]
    assert sorted(table) == sorted(INDUSTRY_PREFIXES)
