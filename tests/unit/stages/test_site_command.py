"""`lingpao site`: pages and feeds of the current release, and where they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.stages import reading
from tests.unit.stages.conftest import RELEASE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _only_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What analysts get beside the pages has tests of its own."""
    monkeypatch.setattr(reading, "lineage_page", lambda _: None)
    monkeypatch.setattr(reading, "changes", lambda _: None)


def test_without_a_release_it_says_what_to_do_first(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["site", "--data-root", str(tmp_path)])
    assert done.exit_code == 1
    assert "lingpao nightly" in done.stderr


def test_it_makes_pages_and_feeds_and_says_where(released_root: Path) -> None:
    done = CliRunner().invoke(main, ["site", "--data-root", str(released_root)])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-3:] == [
        f"网页：  {released_root / 'site' / 'internal' / 'index.html'}",
        f"网页：  {released_root / 'site' / 'public' / 'index.html'}",
        f"数据源：{released_root / 'feeds' / 'v1'}",
    ]
    page = released_root / "site" / "public" / "index.html"
    assert RELEASE in page.read_text(encoding="utf-8")
    leaders = released_root / "feeds" / "v1" / "leaders.json"
    assert json.loads(leaders.read_text(encoding="utf-8"))["release_id"] == RELEASE


def test_it_puts_everything_into_a_folder_that_is_given(
    released_root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    given = ["site", "--data-root", str(released_root), "--out", str(out)]
    done = CliRunner().invoke(main, given, env={"LINGPAO_FEEDS_AUTHORITY": "www.example.cn"})
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == ["feeds", "internal", "public"]
    atom = (out / "feeds" / "v1" / "changes.atom").read_text(encoding="utf-8")
    assert "<id>tag:www.example.cn,2026:feeds/changes</id>" in atom
    assert not (released_root / "feeds").exists()
