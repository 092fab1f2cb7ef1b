"""Pages and feeds as a command makes them of the current release."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.store.manifest import LINK, Manifest, manifest_path
from tests.site_release import make_release

if TYPE_CHECKING:
    from pathlib import Path

RELEASE = "20260707T000000Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data root with a release."""
    folder = tmp_path / "data" / "release"
    folder.mkdir(parents=True)
    made = make_release(folder / f"lingpao-{RELEASE}.duckdb")
    (folder / LINK).symlink_to(made.name)
    manifest = Manifest(
        release_id=RELEASE, number=1, previous=None, created_at=datetime(2026, 7, 7, tzinfo=UTC),
        run_on=date(2026, 7, 7), database=made.name, code_version=None, reference_digest=None,
        ledger_head=None, tables={},
    )  # fmt: skip
    manifest_path(folder, RELEASE).write_text(manifest.to_json(), encoding="utf-8")
    return tmp_path / "data"


def test_site_without_a_release_says_what_to_do_first(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["site", "--data-root", str(tmp_path)])
    assert done.exit_code == 1
    assert "lingpao nightly" in done.stderr


def test_site_makes_pages_and_feeds_and_says_where(root: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["site", "--data-root", str(root)])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-3:] == [
        f"网页：  {root / 'site' / 'internal' / 'index.html'}",
        f"网页：  {root / 'site' / 'public' / 'index.html'}",
        f"数据源：{root / 'feeds' / 'v1'}",
    ]
    assert RELEASE in (root / "site" / "public" / "index.html").read_text(encoding="utf-8")
    leaders = json.loads((root / "feeds" / "v1" / "leaders.json").read_text(encoding="utf-8"))
    assert leaders["release_id"] == RELEASE


def test_site_puts_everything_into_a_folder_that_is_given(root: Path, tmp_path: Path) -> None:
    environ = {"LINGPAO_FEEDS_AUTHORITY": "www.example.cn"}
    out = tmp_path / "out"
    given = ["site", "--data-root", str(root), "--out", str(out)]
    assert CliRunner().invoke(main, given, env=environ).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["feeds", "internal", "public"]
    atom = (out / "feeds" / "v1" / "changes.atom").read_text(encoding="utf-8")
    assert "<id>tag:www.example.cn,2026:feeds/changes</id>" in atom
    assert not (root / "feeds").exists()
