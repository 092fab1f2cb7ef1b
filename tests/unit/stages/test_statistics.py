"""Summaries, analyses and statistics as commands write them below an installation's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.settings import Settings
from pipelines.store.manifest import LINK, manifest_path
from tests.unit.reports.level_release import BODY, BODY_NAME, MANIFEST, open_world

if TYPE_CHECKING:
    from pathlib import Path


SUMMARY = [f"{BODY_NAME}2026年度评估工作情况总结.{each}" for each in ("docx", "xlsx")]
ANALYSIS = [f"空气净化器企业标准水平提升分析报告{each}" for each in (".docx", "附表.xlsx")]
STATISTICS = [f"2026年第二季度企业标准自我声明公开统计{each}" for each in (".docx", "附表.xlsx")]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with a release."""
    settings = Settings(data_root=tmp_path_factory.mktemp("data"))
    settings.release.mkdir()
    with duckdb.connect(str(settings.release / MANIFEST.database)) as connection:
        open_world(connection)
    (settings.release / LINK).symlink_to(MANIFEST.database)
    manifest = manifest_path(settings.release, MANIFEST.release_id)
    manifest.write_text(MANIFEST.to_json(), encoding="utf-8")
    return settings.data_root


@pytest.mark.parametrize(
    ("asked", "folder", "names"),
    [
        (("body-summary", BODY, "2026"), f"body-summary/national/{BODY}-2026", SUMMARY),
        (("field", "air"), "field/national/air", ANALYSIS),
        (("quarter", "2026Q2"), "quarter/2026Q2", STATISTICS),
    ],
)
def test_papers_lie_by_what_they_are_about_and_by_release(
    root: Path, asked: tuple[str, ...], folder: str, names: list[str]
) -> None:
    done = CliRunner().invoke(main, ["report", *asked, "--data-root", str(root)])
    assert done.exit_code == 0, done.output
    [released] = (root / "reports" / folder).iterdir()
    assert sorted(path.name for path in released.iterdir()) == sorted(names)
    assert done.output.splitlines() == [str(released / name) for name in names]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("body-summary", "X", "2026"), "没有评估机构 X"),
        (("body-summary", BODY, "2026", "--programme", "jincheng-2021"), "没有评估机构"),
        (("field", "x"), "没有领域 x"),
        (("quarter", "2026Q4"), "还没有开始"),
    ],
)
def test_what_there_is_not_is_told_in_a_sentence(
    root: Path, asked: tuple[str, ...], why: str
) -> None:
    done = CliRunner().invoke(main, ["report", *asked, "--data-root", str(root)])
    assert done.exit_code == 1
    assert why in done.output
