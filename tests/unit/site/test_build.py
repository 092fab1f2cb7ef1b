"""What each build of the site holds, and that it is the same every time."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.site.asking import Board
from pipelines.site.audience import Audience, seen_by
from pipelines.site.audience_sql import (
    AS_PUBLISHED,
    PUBLIC_BOARD_STATES,
    PUBLIC_LEADER_STATES,
    WITHHELD,
)
from pipelines.site.boards import board_entries, board_list
from pipelines.site.build import ReleaseStamp, build_sites
from tests.hostile_names import HOSTILE_NAMES, QUOTES, SCRIPT
from tests.public_rows import public_and_hidden, texts_of, told_of
from tests.site_release import (
    BASIS,
    INTERNAL_ONLY,
    PUBLISHED,
    REFUSED,
    changed_since_published,
    make_release,
)

if TYPE_CHECKING:
    from pathlib import Path

BOARD = "/".join(PUBLISHED)
STAMP = ReleaseStamp("20260707T000000Z", "0.1.0", "f" * 64)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("release") / "lingpao.duckdb")


@pytest.fixture(scope="module")
def sites(database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    return build_sites(database, STAMP, tmp_path_factory.mktemp("site"))


def data_of(folder: Path, name: str) -> Any:
    return json.loads(texts_of(folder)[f"data/{name}.js"])


@pytest.mark.parametrize("name", INTERNAL_ONLY)
def test_what_is_internal_is_in_no_file_of_the_public_build(
    sites: dict[Audience, Path], name: str
) -> None:
    spelled = {name, name.replace("/", "\\/"), json.dumps(name)[1:-1]}
    everywhere = texts_of(sites[Audience.PUBLIC])
    assert [file for file, text in everywhere.items() if any(s in text for s in spelled)] == []
    inside = texts_of(sites[Audience.INTERNAL])
    assert any(name in text for text in inside.values()), "the internal build does not show it"


def test_the_public_build_has_only_boards_that_are_public(sites: dict[Audience, Path]) -> None:
    shown = {each["board"]: each for each in data_of(sites[Audience.PUBLIC], "boards")["boards"]}
    assert list(shown) == [BOARD]
    assert all(each["state"] in PUBLIC_BOARD_STATES for each in shown.values())
    hidden = [file for file in texts_of(sites[Audience.PUBLIC]) if "panels" in file]
    assert hidden == []


@pytest.mark.parametrize("what", ["declaration_id", "org_name", "uscc", "standard_no"])
def test_nothing_of_a_row_that_is_not_public_is_in_a_public_file(
    database: Path, sites: dict[Audience, Path], what: str
) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        public, hidden = public_and_hidden(connection, what)
    assert public
    assert hidden
    assert told_of(hidden, sites[Audience.PUBLIC]) == set()
    assert told_of(hidden, sites[Audience.INTERNAL])


def test_a_board_keeps_the_digest_that_it_was_published_with(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update fct_boards set published_digest = repeat('c', 64) where period = '2026Q1'"
        )
    with seen_by(Audience.INTERNAL, database) as seen:
        found = {
            each["board"]: (each["digest"][0], each["is_changed"]) for each in board_list(seen)
        }
    assert found.pop(BOARD) == ("c", True)
    assert set(found.values()) == {("d", False)}


def test_a_scored_board_says_what_gives_points_and_levels(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            insert into dim_scheme_point_steps by name
            select 'air' as scheme_id, 1 as scheme_version, 'ccm' as indicator_code, step_no,
                bound, points
            from (values (2, 500.0, 10.0), (1, 900.0, 40.0)) as steps(step_no, bound, points);
            insert into dim_scheme_cut_offs by name
            select 'air' as scheme_id, 1 as scheme_version, 1 as level, 80.0 as cut_off
            """
        )
    with seen_by(Audience.PUBLIC, database) as seen:
        (board,) = board_list(seen)
    assert board["cut_offs"] == [{"level": 1, "cut_off": 80}]
    assert board["indicators"][0]["point_steps"] == [
        {"bound": 900, "points": 40},
        {"bound": 500, "points": 10},
    ]


def test_the_public_build_counts_exclusions_and_names_nobody(
    sites: dict[Audience, Path],
) -> None:
    board = data_of(sites[Audience.PUBLIC], "boards")["boards"][0]
    assert board["exclusions"] == [{"rule": "符合强制性标准", "count": 1}]
    assert not (sites[Audience.PUBLIC] / "data" / "left_out").exists()
    assert data_of(sites[Audience.INTERNAL], f"left_out/{BOARD}")["id"]["d"] == ["d6"]


def test_who_refuses_is_on_no_public_board_and_marked_on_the_internal_one(
    sites: dict[Audience, Path],
) -> None:
    public = data_of(sites[Audience.PUBLIC], f"entries/{BOARD}")
    assert REFUSED not in public["org"]["d"]
    assert data_of(sites[Audience.PUBLIC], "boards")["boards"][0]["entry_count"] == 43
    inside = data_of(sites[Audience.INTERNAL], f"entries/{BOARD}")
    names = [inside["org"]["d"][place] for place in inside["org"]["i"]]
    marked = {name for name, out in zip(names, inside["is_left_out"], strict=True) if out}
    assert marked == {REFUSED}


@pytest.mark.parametrize(
    ("status", "valid_from", "is_shown"),
    [(status, "2026-05-27", status in PUBLIC_LEADER_STATES) for status in
     ("shortlisted", "in_publicity", "published", "exited", "expired", "withdrawn")]
    + [("in_publicity", None, True), ("exited", None, False)],
)  # fmt: skip
def test_leaders_are_public_in_public_states_and_once_they_held_a_title(
    tmp_path: Path, status: str, valid_from: str | None, is_shown: bool
) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update fct_leaders set status = ?, valid_from = ? where declaration_id = 'd7'",
            [status, valid_from],
        )
    with seen_by(Audience.PUBLIC, database) as seen:
        found = seen.execute("select 1 from leaders where declaration_id = 'd7'").fetchall()
    assert bool(found) is is_shown


@pytest.mark.parametrize(
    "state",
    [
        "computed",
        "submitted",
        "examined",
        "returned",
        "under_revision",
        "in_publicity",
        "published",
    ],
)
def test_boards_are_public_from_publicity_on(tmp_path: Path, state: str) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("update fct_boards set state = ? where period = '2026Q1'", [state])
    with seen_by(Audience.PUBLIC, database) as seen:
        found = seen.execute("select count(*) > 0 from entries").fetchall()[0][0]
    assert found is (state in {"in_publicity", "published"})


def test_a_published_board_that_comes_out_otherwise_now_shows_the_public_no_other_ranks(
    tmp_path: Path,
) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("update fct_boards set published_digest = digest")
    with seen_by(Audience.PUBLIC, database) as seen:
        assert seen.execute("select count(*) > 0 from entries").fetchall() == [(True,)]
    with duckdb.connect(str(database)) as connection:
        connection.execute("update fct_boards set published_digest = 'another'")
    with seen_by(Audience.PUBLIC, database) as seen:
        assert seen.execute("select count(*) from entries").fetchall() == [(0,)]
        assert seen.execute("select distinct note from boards").fetchall() == [(WITHHELD,)]


def test_the_public_reads_a_board_as_it_was_published_whatever_is_computed_now(
    tmp_path: Path,
) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    frozen = changed_since_published(database)
    rank = "select rank from entries where declaration_id = 'd1' and period = '2026Q1'"
    value = "select value from entry_indicators where declaration_id = 'd1' and period = '2026Q1'"
    place = Board(*PUBLISHED)
    with seen_by(Audience.PUBLIC, database, frozen) as seen:
        assert seen.execute(rank).fetchall() == [(1,)]
        assert (700.0,) not in seen.execute(value).fetchall()
        assert seen.execute(value).fetchall()
        [board] = [each for each in board_list(seen) if each["board"] == BOARD]
        assert board["note"].endswith(AS_PUBLISHED)
        assert board["is_changed"]
        assert REFUSED not in board_entries(seen, place)["org"]
        # what is computed now explains another board
        for table in ("compared", "entry_limits", "robustness", "exclusions"):
            assert seen.execute(f"select count(*) from {table}").fetchall() == [(0,)], table
    with seen_by(Audience.INTERNAL, database, frozen) as seen:
        assert seen.execute(rank).fetchall() == [(7,)]
        assert (700.0,) in seen.execute(value).fetchall()


def test_the_public_build_cannot_reach_the_release(database: Path) -> None:
    with seen_by(Audience.PUBLIC, database) as seen, pytest.raises(duckdb.Error):
        seen.execute("from rel.fct_board_entries")


def test_no_name_becomes_markup_in_a_page(sites: dict[Audience, Path]) -> None:
    for folder in sites.values():
        pages = {name: text for name, text in texts_of(folder).items() if name.endswith(".html")}
        assert not any("<script>window" in text for text in pages.values())
    leaders = texts_of(sites[Audience.INTERNAL])["leaders.html"]
    assert "&lt;script&gt;window.broken=1&lt;/script&gt;示例公司" in leaders
    assert "示例&#34;引号&#34;&#39;单引&#39;\n换行&amp;amp;公司" in leaders


def test_a_data_script_is_base64_and_carries_every_name_unchanged(
    sites: dict[Audience, Path],
) -> None:
    for path in (sites[Audience.INTERNAL] / "data").rglob("*.js"):
        assert re.fullmatch(
            r'Lingpao\.receive\("[a-zA-Z0-9_/-]+","[A-Za-z0-9+/=]+"\);\n', path.read_text()
        )
    entries = data_of(sites[Audience.INTERNAL], f"entries/{BOARD}")
    assert set(HOSTILE_NAMES) <= set(entries["org"]["d"])


def test_the_same_release_gives_the_same_bytes(
    database: Path, sites: dict[Audience, Path], tmp_path: Path
) -> None:
    again = build_sites(database, STAMP, tmp_path)
    for audience, folder in sites.items():
        files = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        other = again[audience]
        assert files == {
            p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()
        }


def test_a_build_replaces_the_one_before_as_a_whole(database: Path, tmp_path: Path) -> None:
    folder = build_sites(database, STAMP, tmp_path)[Audience.PUBLIC]
    (folder / "left.html").write_text(SCRIPT)
    build_sites(database, STAMP, tmp_path)
    assert not (folder / "left.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["internal", "public"]


def test_a_build_that_fails_leaves_the_one_before(database: Path, tmp_path: Path) -> None:
    folder = build_sites(database, STAMP, tmp_path)[Audience.INTERNAL]
    with pytest.raises(duckdb.Error):
        build_sites(tmp_path / "missing.duckdb", STAMP, tmp_path)
    assert (folder / "index.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["internal", "public"]


def test_a_release_of_another_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table fct_consents")
    with pytest.raises(LookupError, match=r"请先运行 lingpao rebuild.*fct_consents"):
        build_sites(database, STAMP, tmp_path / "site")


def test_nothing_names_another_host(sites: dict[Audience, Path]) -> None:
    for folder in sites.values():
        for name, text in texts_of(folder).items():
            assert not re.search(r"""(src|href)=["'](https?:)?//""", text), name
            assert "fetch(" not in text, name
            assert "XMLHttpRequest" not in text, name


def test_each_vendored_part_has_its_licence_beside_it(sites: dict[Audience, Path]) -> None:
    vendor = sites[Audience.PUBLIC] / "vendor"
    for part in ("echarts", "tabulator"):
        assert "Licen" in (vendor / part / "LICENSE").read_text(encoding="utf-8")
    assert (vendor / "echarts" / "NOTICE").exists()


def test_only_the_institution_is_told_that_pages_are_internal(
    sites: dict[Audience, Path],
) -> None:
    for name, text in texts_of(sites[Audience.INTERNAL]).items():
        assert not name.endswith(".html") or "内部资料" in text
    public = texts_of(sites[Audience.PUBLIC])
    assert not any("内部资料" in text or BASIS in text for text in public.values())


def test_pages_are_in_chinese_and_name_their_release(sites: dict[Audience, Path]) -> None:
    for name, text in texts_of(sites[Audience.PUBLIC]).items():
        if name.endswith(".html"):
            assert '<html lang="zh-CN">' in text
            assert STAMP.release_id in text
            assert "数据截至 2026 年 7 月 8 日" in text  # recorded at 01:00 in Shanghai
    assert QUOTES not in texts_of(sites[Audience.PUBLIC])["leaders.html"]
