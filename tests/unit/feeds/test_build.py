"""What other platforms read: only what is public, as the schemas say, the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from pipelines.core.wording import EXIT_REASONS
from pipelines.feeds.atom import atom_feed
from pipelines.feeds.build import build_feeds, digest_of
from pipelines.site.audience_sql import AS_PUBLISHED
from tests.hostile_names import HOSTILE_NAMES, QUOTES, RIGHT_TO_LEFT, SCRIPT
from tests.site_release import INTERNAL_ONLY, changed_since_published, make_release

RELEASE = "20260707T000000Z"
HOST = "www.example.cn"
FORMULA = '=HYPERLINK("http://example.org")示例公司'
BOARD = "boards/national/air_cleaner/air_cleaner/2026Q1"
EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "feeds" / "read_leaders.py"
ATOM = {"a": "http://www.w3.org/2005/Atom"}

LEADER_EVENTS = """
insert into fct_leader_events (
    programme, year, field_code, product_category, declaration_id, decision_id, seq, event,
    effective_on, recorded_at, status_after, certificate_no, valid_from, valid_to, exit_reason
)
select
    'national', 2026, 'air_cleaner', 'air_cleaner', declaration_id, event, seq, event,
    effective_on, recorded_at, 'published', 'national-00' || substr(declaration_id, 2),
    '2026-05-27', '2027-05-27', exit_reason
from (
    values
    ('d1', 1, 'leaders_published', '2026-05-27', '2026-05-26 01:00:00', null),
    ('d2', 1, 'leaders_published', '2026-05-27', '2026-05-26 01:00:00', null),
    ('d3', 1, 'leaders_published', '2026-05-27', '2026-05-26 01:00:00', null),
    ('d7', 1, 'leaders_published', '2026-05-27', '2026-05-26 01:00:00', null),
    ('d3', 2, 'exit_confirmed', '2026-06-10', '2026-07-01 09:30:00', 6),
    ('d1', 3, 'exit_proposed', '2026-06-20', '2026-06-20 01:00:00', null),
    ('d1', 4, 'leader_renewed', '2026-07-10', '2026-07-01 01:00:00', null),
    ('d2', 5, 'leader_renewed', '2024-07-10', '2024-07-01 01:00:00', null)
) as events (declaration_id, seq, event, effective_on, recorded_at, exit_reason)
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_release(tmp_path_factory.mktemp("release") / "lingpao.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(LEADER_EVENTS)
        connection.execute(
            "update fct_boards set state_since = '2026-05-11', "
            "state_recorded_at = '2026-05-12 01:00:00'"
        )
        connection.execute(
            "update fct_declaration_history set org_name = ? where declaration_id = 'b00'",
            [FORMULA],
        )
        connection.execute(
            "insert into dim_product_categories (product_category, name_zh, parent_category) "
            "values ('desk_air_cleaner', '台式空气净化器', 'air_cleaner')"
        )
        connection.execute(
            "insert into fct_declared_products "
            "(declaration_id, product_no, product_name, product_category, model) "
            "values ('d1', 2, '台式净化器', 'desk_air_cleaner', 'T-1'), "
            "('d1', 3, '人造板', 'panel', 'P-1')"
        )
    return path


@pytest.fixture(scope="module")
def feeds(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_feeds(database, RELEASE, HOST, tmp_path_factory.mktemp("out") / "feeds")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def closed(schema: Any) -> Any:
    """A schema that allows nothing that it does not describe."""
    if isinstance(schema, dict):
        inner = {name: closed(value) for name, value in schema.items()}
        return {"additionalProperties": False, **inner} if "required" in schema else inner
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize(
    ("name", "schema"), [("leaders", "leaders"), ("boards", "boards"), (BOARD, "board")]
)
def test_a_document_is_what_its_schema_describes_and_no_more(
    feeds: Path, name: str, schema: str
) -> None:
    document = read(feeds / f"{name}.json")
    path = ((feeds / f"{name}.json").parent / document["schema"]).resolve()
    assert path == (feeds / "schemas" / f"{schema}.schema.json").resolve()
    Draft202012Validator.check_schema(read(path))
    Draft202012Validator(closed(read(path)), format_checker=FormatChecker()).validate(document)


@pytest.mark.parametrize("name", INTERNAL_ONLY)
def test_what_is_internal_is_in_no_feed(feeds: Path, name: str) -> None:
    spelled = {name, json.dumps(name, ensure_ascii=False)[1:-1]}
    texts = {p: p.read_text(encoding="utf-8") for p in feeds.rglob("*") if p.is_file()}
    assert [path for path, text in texts.items() if any(each in text for each in spelled)] == []


def test_leaders_stand_in_public_states_only(feeds: Path) -> None:
    leaders = read(feeds / "leaders.json")["leaders"]
    assert {each["declaration_id"]: each["status"] for each in leaders} == {
        "d1": "published", "d2": "expired", "d3": "exited",
    }  # fmt: skip
    exited = leaders[2]
    assert (exited["exited_on"], exited["exit_reason"]) == ("2026-06-10", 6)
    assert exited["exit_reason_text"] == EXIT_REASONS[6]


def test_a_title_is_of_its_category_and_those_below_it(feeds: Path) -> None:
    leader = read(feeds / "leaders.json")["leaders"][0]
    assert [each["model"] for each in leader["products"]] == [None, "T-1"]
    [row] = [each for each in rows_of(feeds / "leaders.csv") if each["声明编号"] == "d1"]
    assert row["产品"] == "家用净化器；台式净化器 T-1"


def test_a_board_is_listed_with_the_digest_of_its_file(feeds: Path) -> None:
    [board] = read(feeds / "boards.json")["boards"]
    assert board["id"] == "national/air_cleaner/air_cleaner/2026Q1"
    body = (feeds / board["files"]["json"]).read_bytes()
    assert board["digest"] == hashlib.sha256(body).hexdigest()
    assert RELEASE.encode() not in body, "a board is new only when something in it is"
    entries = json.loads(body)["entries"]
    assert len(entries) == board["entry_count"] == len(rows_of(feeds / board["files"]["csv"]))
    assert entries[0]["indicators"]["ccm"] == {
        "value": 1500, "is_inclusive": True, "grade": None, "level": 1, "rank": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["leaders", "boards"])
def test_digests_are_those_of_the_rows(feeds: Path, name: str) -> None:
    document = read(feeds / f"{name}.json")
    assert document["digest"] == digest_of(document[name])
    for leader in read(feeds / "leaders.json")["leaders"]:
        said = leader.pop("digest")
        assert said == digest_of(leader)


def test_a_name_comes_back_unchanged_whatever_it_holds(feeds: Path) -> None:
    entries = read(feeds / f"{BOARD}.json")["entries"]
    assert {*HOSTILE_NAMES, FORMULA} <= {each["enterprise_name"] for each in entries}
    rows = rows_of(feeds / f"{BOARD}.csv")
    assert {*HOSTILE_NAMES, f"'{FORMULA}"} <= {each["企业名称"] for each in rows}


def test_a_table_is_marked_as_utf_8_for_spreadsheets(feeds: Path) -> None:
    for path in feeds.rglob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows_of(feeds / f"{BOARD}.csv")[0]["累积净化量（mg）"] == "1500"


def entries_of(body: bytes) -> list[dict[str, str]]:
    """Entries of an Atom feed: text by element, the first of each name."""
    feed = etree.fromstring(body)
    return [
        {etree.QName(child).localname: child.text or "" for child in reversed(entry)}
        for entry in feed.findall("a:entry", ATOM)
    ]


def test_an_entry_is_a_decision_that_holds_and_is_public(feeds: Path) -> None:
    entries = entries_of((feeds / "changes.atom").read_bytes())
    assert [(each["title"], each["updated"], each["published"]) for each in entries] == [
        (f"领跑者退出：{RIGHT_TO_LEFT}", "2026-07-01T09:30:00Z", "2026-06-10T00:00:00+08:00"),
        ("领跑者发布：空气净化器 2026 年度，3 项", "2026-05-26T16:00:00Z",
         "2026-05-27T00:00:00+08:00"),
        ("排行榜发布：空气净化器 2026 年第 1 季度", "2026-05-12T01:00:00Z",
         "2026-05-11T00:00:00+08:00"),
    ]  # fmt: skip
    awarded = entries[1]["content"].splitlines()
    assert awarded[-3] == f"national-001 Q/SL d1-2026 {SCRIPT}"
    assert awarded[-2] == f"national-002 Q/SL d2-2026 {' '.join(QUOTES.split())}"
    assert f"退出原因：{EXIT_REASONS[6]}" in entries[0]["content"]


def test_ids_are_tags_of_the_publisher_and_each_is_one_entry(feeds: Path) -> None:
    ids = [each["id"] for each in entries_of((feeds / "changes.atom").read_bytes())]
    assert ids[0] == (
        f"tag:{HOST},2026:exit_confirmed/national/2026/air_cleaner/air_cleaner/d3/2026-06-10"
    )
    assert len(ids) == len(set(ids))


def test_the_feed_has_what_rfc_4287_asks_of_it(feeds: Path) -> None:
    feed = etree.parse(feeds / "changes.atom").getroot()
    for element in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated", "author"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1, name
        assert len(element.findall("a:link", ATOM)) == 1
    for link in feed.findall("a:entry/a:link", ATOM):
        assert (feeds / link.get("href", "")).is_file()
    assert feed.findtext("a:updated", None, ATOM) == "2026-07-01T09:30:00Z"


def test_a_feed_without_entries_was_updated_on_the_day_reached() -> None:
    feed = etree.fromstring(atom_feed([], HOST, date(2026, 7, 8)))
    assert feed.findtext("a:updated", None, ATOM) == "2026-07-07T16:00:00Z"
    assert entries_of(etree.tostring(feed)) == []


def test_what_xml_cannot_hold_is_left_out_of_the_feed() -> None:
    row = {
        "event": "exit_confirmed", "programme": "national", "programme_name": "示例活动",
        "year": 2026, "field_code": "f", "field_name": "示例", "product_category": "p",
        "category_name": "示例", "period": None, "declaration_id": "声明/1",
        "enterprise_name": "示例\x00\x01公司\ufffe", "standard_no": None, "certificate_no": None,
        "valid_from": None, "valid_to": None, "exit_reason": None,
        "effective_on": date(2026, 6, 10), "updated_at": datetime(2026, 6, 10, 1),  # noqa: DTZ001
    }  # fmt: skip
    [entry] = entries_of(atom_feed([row], HOST, date(2026, 7, 8)))
    assert entry["title"] == "领跑者退出：示例公司"
    assert entry["id"].isascii()


def test_a_board_that_is_computed_otherwise_now_is_passed_on_as_published(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    before = build_feeds(database, RELEASE, HOST, tmp_path / "before")
    frozen = changed_since_published(database)
    after = build_feeds(database, RELEASE, HOST, tmp_path / "after", frozen)
    told, now = (
        json.loads((feed / f"{BOARD}.json").read_text(encoding="utf-8")) for feed in (before, after)
    )
    assert now["entries"] == told["entries"]
    assert now["note"] == told["note"] + AS_PUBLISHED


def test_the_same_release_gives_the_same_bytes(database: Path, feeds: Path, tmp_path: Path) -> None:
    again = build_feeds(database, RELEASE, HOST, tmp_path / "feeds")
    files = {p.relative_to(feeds): p.read_bytes() for p in feeds.rglob("*") if p.is_file()}
    assert files == {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}


def test_a_build_replaces_the_one_before_as_a_whole(database: Path, tmp_path: Path) -> None:
    made = build_feeds(database, RELEASE, HOST, tmp_path / "feeds")
    (made / "left.json").write_text("{}")
    build_feeds(database, RELEASE, HOST, tmp_path / "feeds")
    assert not (made / "left.json").exists()


def example(feed: Path, day: str) -> subprocess.CompletedProcess[str]:
    """The documented reader, with nothing but the standard library."""
    command = [sys.executable, "-I", "-S", str(EXAMPLE), str(feed), day]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"}
    )


@pytest.mark.parametrize(
    ("day", "leads"),
    [("2026-05-26", False), ("2026-05-27", True), ("2027-05-26", True), ("2027-05-27", False)],
)
def test_the_example_tells_who_leads_on_a_day(feeds: Path, day: str, leads: bool) -> None:
    done = example(feeds / "leaders.json", day)
    assert done.returncode == 0, done.stderr
    head, *lines = done.stdout.splitlines()
    assert head == f"数据截至 2026-07-08，{day} 有效的领跑者："
    assert lines == [f"national-001\t{SCRIPT}\tQ/SL d1-2026\t空气净化器\tT-1"][: int(leads)]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [({"version": "2.0"}, "不认识的版本 2.0"), ({"leaders": []}, "摘要不符")],
)
def test_the_example_refuses_what_it_cannot_trust(
    feeds: Path, tmp_path: Path, spoil: dict[str, Any], said: str
) -> None:
    spoiled = tmp_path / "leaders.json"
    spoiled.write_text(json.dumps(read(feeds / "leaders.json") | spoil), encoding="utf-8")
    done = example(spoiled, "2026-07-08")
    assert done.returncode == 1
    assert said in done.stderr
