"""The environment as settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_an_explicit_data_root_wins_over_the_environment(tmp_path: Path) -> None:
    environ = {"LINGPAO_DATA_ROOT": str(tmp_path / "env")}
    assert Settings.load(tmp_path / "own", environ).data_root == tmp_path / "own"
    assert Settings.load(None, environ).data_root == tmp_path / "env"
    assert Settings.load(None, {}).data_root == PROJECT_ROOT / "data"


def test_a_source_url_is_found_by_its_name_in_capitals() -> None:
    environ = {
        "LINGPAO_SOURCE_CATALOGUE_FILE_URL": "file:///catalogues",
        "LINGPAO_SOURCE_QYBZ_URL": "",
    }
    assert Settings.load(None, environ).source_urls == {"catalogue-file": "file:///catalogues"}


@pytest.mark.parametrize("threads", ["0", "two", "-1", "1.5"])
def test_threads_must_be_a_number_from_one(threads: str) -> None:
    with pytest.raises(ValueError, match="LINGPAO_THREADS"):
        Settings.load(None, {"LINGPAO_THREADS": threads})


def test_a_publisher_names_itself_by_its_host() -> None:
    assert Settings.load(None, {}).feeds_authority == "lingpao.invalid"
    environ = {"LINGPAO_FEEDS_AUTHORITY": "www.example.cn"}
    assert Settings.load(None, environ).feeds_authority == "www.example.cn"


@pytest.mark.parametrize(
    "host", ["localhost", "https://example.cn", "例.cn", "a.cn/feeds", "-a.cn"]
)
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="LINGPAO_FEEDS_AUTHORITY"):
        Settings.load(None, {"LINGPAO_FEEDS_AUTHORITY": host})
