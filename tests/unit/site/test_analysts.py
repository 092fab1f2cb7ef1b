"""What analysts get: the dictionary, files that can be checked, queries, changes, lineage."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.site.analysts import analysts_page, put_files
from pipelines.site.audience import Audience
from pipelines.site.build import ReleaseStamp, build_sites
from pipelines.site.pages import INTERNAL_PAGES, lasting_text, size_text
from pipelines.site.queries import QUERIES
from tests.release_files import LINEAGE, release_files, release_root
from tests.site_release import make_release

if TYPE_CHECKING:
    from pipelines.site.analysts import ReleaseFiles

STAMP = ReleaseStamp("20260707T000000Z", "0.1.0", "f" * 64)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ReleaseFiles:
    return release_files(release_root(tmp_path_factory.mktemp("released")))


@pytest.fixture(scope="module")
def page(files: ReleaseFiles) -> dict[str, Any]:
    database = files.root / files.manifest.database
    with duckdb.connect(str(database), read_only=True) as connection:
        return analysts_page(connection, files)


@pytest.fixture(scope="module")
def sites(files: ReleaseFiles, tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    folder = tmp_path_factory.mktemp("site")
    return build_sites(make_release(folder / "whole.duckdb"), STAMP, folder / "site", files)


def test_the_dictionary_tells_each_table_in_both_languages(page: dict[str, Any]) -> None:
    boards = next(table for table in page["tables"] if table["name"] == "fct_boards")
    assert boards["en"] == "Boards. Grain: one row a period."
    assert boards["zh"] == "榜单。粒度：每个时期一行。"
    assert boards["row_count"] == 3
    assert boards["grain"] == ("programme", "field_code", "product_category", "period")
    period = next(column for column in boards["columns"] if column["name"] == "period")
    assert period == {
        "name": "period", "type": "varchar", "en": "Period.", "zh": "时期。", "is_key": True,
    }  # fmt: skip
    digest = next(column for column in boards["columns"] if column["name"] == "digest")
    assert (digest["en"], digest["zh"], digest["is_key"]) == ("", "", False)


def test_the_dictionary_has_every_table_of_the_release(
    page: dict[str, Any], files: ReleaseFiles
) -> None:
    assert [table["name"] for table in page["tables"]] == sorted(files.manifest.tables)
    assert all(table["grain"] for table in page["tables"])


def test_downloads_are_the_files_of_the_release_with_its_digests(
    page: dict[str, Any], files: ReleaseFiles, sites: dict[Audience, Path]
) -> None:
    database, *tables = page["downloads"]
    assert database["rows"] == sum(table["rows"] for table in tables)
    assert {each["title"]: each["digest"] for each in tables} == {
        name: table.digest for name, table in files.manifest.tables.items()
    }
    for each in page["downloads"]:
        offered = sites[Audience.INTERNAL] / each["address"]
        assert offered.stat().st_size == each["bytes"], each["title"]
    parquet = sites[Audience.INTERNAL] / "files" / "fct_boards.parquet"
    assert duckdb.sql(f"select count(*) from '{parquet}'").fetchall() == [(3,)]


def test_each_file_has_its_checksum(sites: dict[Audience, Path]) -> None:
    folder = sites[Audience.INTERNAL] / "files"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert told == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "SHA256SUMS"
    }


def test_files_take_no_room_and_outlive_their_release(
    files: ReleaseFiles, sites: dict[Audience, Path]
) -> None:
    source = files.root / files.manifest.database
    assert (sites[Audience.INTERNAL] / "files" / source.name).samefile(source)


def test_files_are_copied_where_they_cannot_be_linked(
    files: ReleaseFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    put_files(tmp_path, files)
    source = files.root / files.manifest.database
    copied = tmp_path / "files" / source.name
    assert copied.read_bytes() == source.read_bytes()
    assert not copied.samefile(source)


def test_changes_since_the_release_before_are_told(page: dict[str, Any]) -> None:
    assert page["since"].release_id == "20260707T180000Z"
    declarations, *others = page["changed"]
    assert declarations.title == "声明"
    assert declarations.counts == {"新增": 0, "变更": 1, "重现": 0, "消失": 0}
    ((kind, text),) = declarations.examples
    assert (kind, text.endswith("：企业名称")) == ("变更", True)
    assert all(not any(part.counts.values()) for part in others)


def test_a_database_alone_has_a_dictionary_and_says_what_is_missing(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    inside = build_sites(database, STAMP, tmp_path / "site")[Audience.INTERNAL]
    text = (inside / "analysts.html").read_text(encoding="utf-8")
    assert 'id="fct_boards"' in text
    for said in ("没有给出发布快照的清单", "没有给出发布快照的文件", "血缘图没有生成"):
        assert said in text
    assert not (inside / "files").exists()


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_release_without_one_before_it_has_nothing_to_be_compared_with(
    files: ReleaseFiles, tmp_path: Path, is_kept: bool
) -> None:
    assert files.changes is not None
    first = replace(files.changes, since=None) if is_kept else None
    with duckdb.connect(str(make_release(tmp_path / "lingpao.duckdb"))) as connection:
        shown = analysts_page(connection, replace(files, changes=first))
    assert (shown["since"], shown["changed"], shown["has_release"]) == (None, [], True)


def test_the_public_build_has_neither_the_pages_nor_their_files_nor_a_link(
    sites: dict[Audience, Path],
) -> None:
    inside, outside = sites[Audience.INTERNAL], sites[Audience.PUBLIC]
    for name, title in INTERNAL_PAGES:
        assert f'href="{name}.html"' in (inside / "index.html").read_text(encoding="utf-8")
        assert (inside / f"{name}.html").exists()
        for path in outside.rglob("*"):
            assert name not in path.relative_to(outside).as_posix()
            if path.suffix in {".html", ".js", ".css"} and "vendor" not in path.parts:
                text = path.read_text(encoding="utf-8")
                assert f"{name}.html" not in text, path
                assert title not in text, path
    assert (inside / "lineage.html").read_text(encoding="utf-8") == LINEAGE
    assert not (outside / "lineage.html").exists()
    assert not (outside / "files").exists()
    assert not (outside / "static" / "internal.css").exists()


def test_queries_are_one_statement_each_under_a_title_of_their_own() -> None:
    assert len({query.title for query in QUERIES}) == len(QUERIES)
    for query in QUERIES:
        (statement,) = duckdb.extract_statements(query.sql)
        assert statement.type == duckdb.StatementType.SELECT
        assert query.note.endswith("。")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "—"), (0.04, "0.0 秒"), (9.96, "10.0 秒"), (10.4, "10 秒"), (59.6, "1 分 0 秒"),
     (200.4, "3 分 20 秒"), (7500, "2 时 5 分")],
)  # fmt: skip
def test_how_long_it_took_reads_as_people_say_it(seconds: float | None, said: str) -> None:
    assert lasting_text(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "1 KB"), (1500, "1 KB"), (1024 * 1023, "1023 KB"), (1024**2, "1.0 MB"),
     (18_886_656, "18.0 MB"), (3 * 1024**3, "3.0 GB")],
)  # fmt: skip
def test_sizes_read_as_people_say_them(count: int, said: str) -> None:
    assert size_text(count) == said
