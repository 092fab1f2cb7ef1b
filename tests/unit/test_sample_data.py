"""The committed sample: made by its script, small, fictional, and with every kind of dirt in it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import requests
import yaml
from stdnum import ean
from stdnum.cn import uscc

from benchmarks.sample import codes
from benchmarks.sample.spec import document
from benchmarks.sample.write import contents
from pipelines.core.working_days import is_working_day
from pipelines.sources.sample_platform import HTTP_SOURCES, SamplePlatform

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
CALLS = "/cms-proxy/ms/portal/standardInfo/"
NIGHTS = ("2026-05-30", "2026-06-14", "2026-07-05", "2026-07-07")
SUPERVISION = (
    "psp",
    "spot-check-file",
    "food-check-file",
    "recall-file",
    "gsxt-file",
    "credit-file",
)
NOT_MADE = {"README.md", "catalogue-file"}


@cache
def made() -> dict[str, bytes]:
    return contents()


@cache
def expected() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((SAMPLE / "EXPECTED.yml").read_text(encoding="utf-8"))
    return content


@cache
def texts(folder: str) -> str:
    """All text of a source's recordings or files, whatever their format."""
    found = []
    for path in sorted((SAMPLE / folder).iterdir()):
        body = path.read_bytes()
        if path.suffix == ".parquet":
            found.append(pl.read_parquet(path).write_ndjson())
        elif path.suffix == ".xlsx":
            found += [part.decode() for part in members(body).values()]
        else:
            found.append(body.decode("utf-8-sig" if is_utf8(body) else "gb18030"))
    return "\n".join(found)


def is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.fixture(scope="module")
def platform() -> Iterator[SamplePlatform]:
    with SamplePlatform(SAMPLE) as running:
        yield running


def test_the_committed_sample_is_what_its_script_writes() -> None:
    committed = {
        path.relative_to(SAMPLE).as_posix()
        for path in SAMPLE.rglob("*")
        if path.is_file() and path.relative_to(SAMPLE).parts[0] not in NOT_MADE
    }
    assert committed == set(made())
    for name, body in made().items():
        there = (SAMPLE / name).read_bytes()
        if name.endswith(".xlsx"):  # how well a zip is packed depends on the zlib at hand
            assert members(there) == members(body), name
        elif name.endswith(".parquet"):
            assert pl.read_parquet(there).equals(pl.read_parquet(body)), name
        else:
            assert there == body, name


def test_the_sample_is_small() -> None:
    sizes = {path: path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()}
    assert max(sizes.values()) <= 2**20
    assert sum(sizes.values()) <= 3 * 2**20


def test_every_enterprise_is_fictional() -> None:
    declared = ("qybz", "cpbz", "declaration-file", "indicator-file")
    for folder in (*declared, *SUPERVISION):
        text = texts(folder)
        divisions = set(re.findall(r"\b9[0-9A-Y]{3}0000EX", text))
        assert divisions == {"91990000EX"} or (not divisions and folder not in declared)
        names = set(re.findall(r"[\u4e00-\u9fff（）()\u951f\u65a4\u62f7]{4,}有限公司", text))
        assert names
        assert all(re.search("示例|锟斤拷", name) for name in names), names


def test_credit_codes_pass_their_check_unless_meant_to_fail() -> None:
    assert uscc.is_valid(codes.credit_code(123))
    assert not uscc.is_valid(codes.failing_credit_code(123))
    assert codes.credit_code(123)[8:17] == codes.organisation_code(123)
    assert ean.is_valid(codes.barcode(123))


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        # numbers (wire-formats.md §6.2)
        ("sacinfo", "DB99／T 0003"),
        ("sacinfo", r"DB99/T\\n0005\.2"),
        ("sacinfo", "DB99/ T 0008"),
        ("sacinfo", "DB 99/T 0013"),
        ("sacinfo", r"DB9901/T021"),
        ("sacinfo", "DB99/T 0034—"),
        ("sacinfo", "JYT 0629-2020"),
        ("ttbz", "T/SLBZ 001—2020"),
        ("ttbz", "T/SLBZ  007"),
        ("ttbz", "T/SLBZ T/SLBZ009"),
        ("ttbz", "T/SLBZ 016--"),
        ("ttbz", "SLBZ-CL01-A025:"),
        ("samr", "<sacinfo>GB</sacinfo> 18580-2025"),
        ("cpbz", "Q/SLLM 013-26"),
        ("qybz", "Q/SLLM012-2026"),
        ("cpbz", r"Q/SL\w+ 0001S-2026"),
        ("declaration-file", "Q／SLSP 007—2026"),
        # names
        ("ttbz", r"構\(gou\) 建\(jian\)"),
        ("declaration-file", r"貨\(huo\)運\(yun\)"),
        ("ttbz", "锟斤拷"),
        ("cpbz", "锟斤拷"),
        ("declaration-file", "\ufffd"),
        ("sacinfo", "：第６号"),
        ("ttbz", "\u00a0"),
        ("cpbz", r"示例琥珀|示例\w+\(\w+\)\w+有限公司"),
        ("qybz", r"示例\w+（\w+）\w+有限公司"),
        # dates
        ("sacinfo", r'"issueDate": ?1\d{12}'),
        ("sacinfo", r'"actDate": ?null'),
        ("ttbz", r"\d{4}-\d\d-\d\d 00:00:00\.0"),
        ("cpbz", "2023年9月8日 15点40分"),
        ("sacinfo", r'"status": "现行"[^}]*"fzDate": 1'),  # abolished in the future
        ("sacinfo", r'"status": "废止"[^}]*"fzDate": null'),
        ("sacinfo", r'"reviseStdCodes": "TC999"'),
        ("declaration-file", "1781712000000"),
        ("declaration-file", r"2026-04-20 00:00:00\.0"),
        ("declaration-file", r"\d{4}/\d\d/\d\d \d\d:\d\d"),
        ("declaration-file", "2026-13-45"),
        # codes and divisions
        ("cpbz", r">EX\d{6}[0-9X]<"),
        ("cpbz", r">EX\d{6}-[0-9X]<"),
        ("cpbz", "371200|山东省莱芜市"),
        # requirements and methods
        ("cpbz", "≥８０００ｍｇ"),
        ("cpbz", r"≥\\n1000 mg"),
        ("cpbz", "整车：≥98%；零担：≥95%"),
        ("cpbz", "≤98%"),
        ("cpbz", "符合GB/T 18801-2015的规定"),
        ("cpbz", "ENF级"),
        ("cpbz", "未检出"),
        ("cpbz", "百分之"),
        ("cpbz", "技术指标附表.pdf"),
        ("cpbz", "按示例公司内部办法"),
        ("cpbz", ">GB/T 17657-2013<"),
        ("cpbz", "——<b>/</b>"),
        ("cpbz", "&nbsp;"),
        # people
        ("qybz", "示例法人"),
        ("qybz", "000-0000"),
        ("cpbz", "示例路"),
        ("declaration-file", "示例法人"),
        # faults
        ("qybz", r'"status": 503.*"times": 2'),
        ("qybz", r'"status": 429.*"Retry-After": "0"'),
        ("qybz", r'"cut_to"'),
        ("qybz", r'"tonight": true'),
        ("cpbz", r'"tonight": true, "text": ""'),
        ("ttbz", r'"tonight": true, "text": "[^\n]*geetest'),
        # supervision lists
        ("psp", "拒检"),
        ("psp", "2O26-04-26"),
        ("spot-check-file", "ISCANCEL"),
        ("spot-check-file", '"relationid": "SF2026-003"'),
        ("food-check-file", "委托方：[^<]*；受托方："),
        ("food-check-file", r"║40;35 CFU/g║"),
        ("food-check-file", "nan"),
        ("gsxt-file", r'"details": "\[\{\\"seqno'),
        ("gsxt-file", "RANINSTYPENAME"),
        ("gsxt-file", "示例法人"),
        ("credit-file", '"sencesMap"'),
        ("credit-file", "示例法人"),
        ("feedback-file", "000-0000"),
        # workbooks
        ("indicator-file", "<mergeCell "),
        ("indicator-file", "指标提取表（第一批）"),
    ],
)
def test_this_dirt_occurs(folder: str, pattern: str) -> None:
    assert re.search(pattern, texts(folder))


def test_bulk_files_come_in_every_format_and_encoding() -> None:
    bodies = {path.name: path.read_bytes() for path in (SAMPLE / "declaration-file").iterdir()}
    assert {Path(name).suffix for name in bodies} == {".csv", ".jsonl", ".parquet", ".xlsx"}
    csvs = [body for name, body in bodies.items() if name.endswith(".csv")]
    assert any(body.startswith(b"\xef\xbb\xbf") for body in csvs)
    assert any(not is_utf8(body) for body in csvs)


def test_every_requirement_text_stands_in_a_table() -> None:
    everything = texts("cpbz") + texts("declaration-file")
    for entry in document("requirements")["texts"]:
        text = entry["text"]
        quoted = text.replace("<", "&lt;").replace(">", "&gt;")
        assert text in everything or quoted in everything, text


def test_the_platform_answers_on_each_of_the_four_nights(platform: SamplePlatform) -> None:
    assert [str(on) for on in platform.dates] == list(NIGHTS)
    assert set(HTTP_SOURCES) < set(platform.source_urls())


@pytest.mark.parametrize("night", NIGHTS)
def test_every_listed_declaration_has_a_detail(platform: SamplePlatform, night: str) -> None:
    platform.set_date(date.fromisoformat(night))
    urls = platform.source_urls()
    with requests.Session() as session:
        home = _first_whole(session, f"{urls['qybz']}/")
        ids = re.findall(r"toDetail\('([0-9a-f]{32})'\)", home)
        assert 90 <= len(ids) <= 100
        for each in (ids[0], ids[-1]):
            assert "产品名称" in session.get(f"{urls['qybz']}/user/detail/{each}", timeout=5).text
        rows = _cpbz_rows(session, urls["cpbz"])
        assert len({row["standardId"] for row in rows}) == len(rows)
        for row in (rows[1], rows[-1]):  # the first is the one whose page is empty for a night
            path = f"/standardProduct/showDetail/{row['orgCode']}/{row['standardId']}.do"
            assert "企业基本信息" in _first_whole(session, urls["cpbz"] + path)


def test_areas_hold_every_row_of_the_list(platform: SamplePlatform) -> None:
    platform.set_date(date(2026, 7, 7))
    url = platform.source_urls()["cpbz"]
    with requests.Session() as session:
        areas = session.post(f"{url}/queryArea.do", data={"code": ""}, timeout=5).json()
        by_area = [
            row["standardId"]
            for area in areas
            for row in _cpbz_rows(session, url, f"/area/{area['areaCode']}/queryListPaged.do")
        ]
        assert sorted(by_area) == sorted(row["standardId"] for row in _cpbz_rows(session, url))


def test_samr_pages_by_twenty_and_gives_page_one_to_a_parameter_it_does_not_know(
    platform: SamplePlatform,
) -> None:
    platform.set_date(date(2026, 5, 30))
    url = platform.source_urls()["samr"] + "/gb/search/gbQueryPage"
    first, second, ignored = (
        requests.get(url, params=params, timeout=5).json()
        for params in (
            {"pageNumber": 1, "pageSize": 50},
            {"pageNumber": 2, "pageSize": 50},
            {"current": 2, "pageSize": 50},
        )
    )
    assert len(first["rows"]) == 20
    assert len(first["rows"]) + len(second["rows"]) == first["total"]
    assert ignored == first


def test_samr_knows_when_a_standard_comes_into_force(platform: SamplePlatform) -> None:
    url = platform.source_urls()["samr"] + "/gb/search/gbQueryPage"
    states = []
    for night in NIGHTS[:2]:
        platform.set_date(date.fromisoformat(night))
        rows = requests.get(url, params={"pageNumber": 1}, timeout=5).json()["rows"]
        by_number = {re.sub("<[^>]+>", "", row["C_STD_CODE"]): row["STATE"] for row in rows}
        states.append((by_number["GB 18580-2017"], by_number["GB 18580-2025"]))
    assert states == [("现行", "即将实施"), ("废止", "现行")]


@pytest.mark.parametrize("site", ["hbba", "dbba"])
def test_sacinfo_pages_hold_as_many_records_as_they_say(
    platform: SamplePlatform, site: str
) -> None:
    platform.set_date(date(2026, 7, 7))
    url = platform.source_urls()["sacinfo"].replace("{site}", site) + "/stdQueryList"
    pages = [
        requests.post(url, data={"current": number, "size": 100}, timeout=5).json()
        for number in (1, 2, 3)
    ]
    ids = {record["pk"] for page in pages for record in page["records"]}
    assert len(ids) == pages[0]["total"]


def test_ttbz_ignores_a_json_body_and_answers_other_paths_with_its_front_end(
    platform: SamplePlatform,
) -> None:
    platform.set_date(date(2026, 5, 30))
    url = platform.source_urls()["ttbz"]
    bodies = [{"pageNo": 1, "pageSize": 10}, {"pageNo": 2, "pageSize": 10}]
    first, second = (
        requests.post(url + CALLS + "getPortalStandardList", json=body, timeout=5).json()
        for body in bodies
    )
    assert first == second
    assert (first["data"]["total"], len(first["data"]["rows"])) == (100, 100)
    lost = requests.post(f"{url}/ms/portal/standardInfo/getPortalStandardList", timeout=5)
    assert lost.status_code == 200
    assert lost.text.startswith("<!DOCTYPE html>")


def test_what_is_expected_of_a_run_adds_up() -> None:
    for source, nights in expected()["sources"].items():
        assert [str(night) for night in nights] == list(NIGHTS)
        for night, run in nights.items():
            parts = run["new"] + run["changed"] + run["unchanged"] + run["quarantined"]
            assert parts == run["received"], (source, night)
            refused = [
                one
                for one in expected()["quarantine"]
                if one["source"] == source
                and str(night) in one["fetched_on"]
                # a field that was left out of a record that stands
                and not one.get("is_remark")
            ]
            assert len(refused) == run["quarantined"], (source, night)


def test_the_nights_that_close_the_second_quarter_are_complete() -> None:
    for source in ("qybz", "cpbz", "declaration-file", "indicator-file"):
        runs = {str(night): run for night, run in expected()["sources"][source].items()}
        assert runs["2026-07-05"]["is_complete"]


def test_expected_ranks_are_competition_ranks() -> None:
    for board in expected()["boards"]:
        ranks = [entry["rank"] for entry in board["entries"]]
        assert board["entry_count"] == len(ranks)
        assert ranks == sorted(ranks)
        for entry in board["entries"]:
            assert entry["rank"] == 1 + sum(rank < entry["rank"] for rank in ranks)
            assert entry["is_tied"] == (ranks.count(entry["rank"]) > 1)


def test_where_the_worst_indicator_decides_equal_levels_share_a_rank() -> None:
    for board in expected()["boards"]:
        entries = [one for one in board["entries"] if "score" not in one]
        levels = [entry["level"] for entry in entries]
        assert [entry["rank"] for entry in entries] == [1 + levels.index(one) for one in levels]


@pytest.mark.parametrize("field", ["used_car_assessment", "laundry_dyeing_service"])
def test_where_scores_decide_equal_scores_share_a_rank(field: str) -> None:
    (board,) = (one for one in expected()["boards"] if one["field_code"] == field)
    entries = [one for one in board["entries"] if "accident-check" not in one["key"]]
    scores = [entry["score"] for entry in entries]
    assert scores == sorted(scores, reverse=True)
    assert [entry["rank"] for entry in entries] == [1 + scores.index(one) for one in scores]
    assert len(set(scores)) < len(scores)


def test_who_is_vetoed_ties_last_whatever_the_points() -> None:
    (board,) = (one for one in expected()["boards"] if one["field_code"] == "used_car_assessment")
    last = [entry for entry in board["entries"] if entry["rank"] == board["entries"][-1]["rank"]]
    assert {entry["score"] for entry in last} == {100, 75}
    assert {entry["level"] for entry in last} == {4}


def test_only_who_applied_in_time_stands_on_a_board_of_jincheng() -> None:
    boards = [one for one in expected()["boards"] if one["programme"].startswith("jincheng")]
    assert {board["field_code"] for board in boards} == {
        "steel_casting",
        "bank_outlet_service",
        "online_banking",
    }
    for board in boards:
        assert board["entries"]
        assert any(one["reasons"] == {"applied": "not_applied"} for one in board["left_out"])


def test_the_boards_and_leaders_of_the_banks_are_published_in_the_phase_of_their_document() -> None:
    with (SAMPLE / "decisions-after-boards.csv").open(encoding="utf-8", newline="") as file:
        days = {
            row["kind"]: date.fromisoformat(row["effective_on"])
            for row in csv.DictReader(file)
            if row["programme"] == "jincheng-finance-2021"
        }
    started = ("board_publicity_started", "leaders_publicity_started")
    published = ("board_published", "board_gathered", "leaders_published")
    assert all(is_working_day(days[kind]) for kind in (*started, *published))
    # D4 part 4, 2; the office works on no Sunday, so the 15th and not the 17th of October
    assert max(days[kind] for kind in started) <= date(2021, 10, 15)
    assert max(days[kind] for kind in published) <= date(2021, 10, 31)
    (closed,) = {
        one["cut_off_on"]
        for one in expected()["boards"]
        if one["programme"].startswith("jincheng-f")
    }
    assert date.fromisoformat(closed) < min(days[kind] for kind in started)


def test_boards_have_levels_ties_and_exclusions() -> None:
    boards = expected()["boards"]
    for field in ("logistics_service", "air_cleaner", "panel_furniture"):
        mine = [board for board in boards if board["field_code"] == field]
        entries = [entry for board in mine for entry in board["entries"]]
        assert {entry["level"] for entry in entries} == {1, 2, 3}
        assert any(entry["is_tied"] for entry in entries)
        assert any(board["left_out"] for board in mine)


def _first_whole(session: requests.Session, url: str) -> str:
    """The page behind the faults that go away when asked again."""
    for _ in range(5):
        answer = session.get(url, timeout=5)
        if answer.status_code == 200:
            return answer.text
    raise AssertionError(url)


def _cpbz_rows(
    session: requests.Session, url: str, path: str = "/standardProduct/anvancedQueryPaged.do"
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in range(1, 100):
        answer = session.post(url + path, data={"pageNum": number}, timeout=5)
        if answer.status_code != 200:
            answer = session.post(url + path, data={"pageNum": number}, timeout=5)
        rows += (page := answer.json()["result"])
        if len(page) < 15:
            return rows
    raise AssertionError(path)
