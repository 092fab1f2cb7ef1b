from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sources.config import ConfigError, SourceConfig, is_loopback, load_sources
from pipelines.sources.registry import MODULES, module_for

SHIPPED = Path(__file__).parents[3] / "pipelines" / "config" / "sources.yml"

PLAIN = """
defaults: {contact: ops@example.org}
sources:
  samr: {module: samr, role: catalogue, coverage: full, precedence: 1,
         base_url: "https://std.samr.gov.cn", pace_seconds: 8, cooldown_seconds: 1800}
  catalogue-file: {module: catalogue_file, role: catalogue, coverage: files, precedence: 4,
                   enabled: false}
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    path = tmp_path / "sources.yml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def rewritten(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_shipped_file_names_every_source_of_the_product() -> None:
    shipped = load_sources(SHIPPED, {})
    assert {
        name: (config.role, config.coverage, config.precedence) for name, config in shipped.items()
    } == {
        "qybz": ("declarations", "window", 1),
        "declaration-file": ("declarations", "files", 2),
        "cpbz": ("declarations", "full", 3),
        "shanxi-file": ("declarations", "files", 4),
        "indicator-file": ("indicators", "files", 1),
        "samr": ("catalogue", "full", 1),
        "sacinfo": ("catalogue", "full", 2),
        "ttbz": ("catalogue", "full", 3),
        "catalogue-file": ("catalogue", "files", 4),
        "psp": ("supervision", "full", 1),
        "spot-check-file": ("supervision", "files", 2),
        "food-check-file": ("supervision", "files", 3),
        "recall-file": ("supervision", "files", 4),
        "gsxt-file": ("supervision", "files", 5),
        "credit-file": ("supervision", "files", 6),
        "feedback-file": ("feedback", "files", 1),
    }
    assert {config.module for config in shipped.values()} == set(MODULES)


def test_the_shipped_file_asks_politely_and_only_over_tls() -> None:
    for config in load_sources(SHIPPED, {}).values():
        if config.base_url is None:
            assert config.is_files
            assert not config.enabled
        else:
            assert config.base_url.startswith("https://")
            assert config.pace_seconds >= 1


def test_defaults_hold_for_every_source(sources: Path) -> None:
    assert load_sources(sources, {})["samr"].contact == "ops@example.org"


def test_an_override_gives_another_url_and_enables(sources: Path) -> None:
    config = load_sources(sources, {"catalogue-file": "file:///in/%E7%9B%AE%E5%BD%95"})
    assert config["catalogue-file"].enabled
    assert config["catalogue-file"].folder == Path("/in/目录")
    assert config["samr"].base_url == "https://std.samr.gov.cn"


def test_an_override_elsewhere_keeps_the_manners(sources: Path) -> None:
    config = load_sources(sources, {"samr": "https://mirror.example.org/samr/"})["samr"]
    assert (config.pace_seconds, config.cooldown_seconds) == (8, 1800)
    assert config.site_urls == {"": "https://mirror.example.org/samr"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/samr", "http://localhost:8000", "http://[::1]:8000"]
)
def test_on_loopback_there_is_nobody_to_wait_for(sources: Path, url: str) -> None:
    config = load_sources(sources, {"samr": url})["samr"]
    assert (config.pace_seconds, config.retry_pause_seconds, config.cooldown_seconds) == (0, 0, 0)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.8.0.1/", True),
        ("http://10.0.0.1/", False),
        ("https://localhost.example.org/", False),
        ("file:///tmp", False),
    ],
)
def test_loopback_is_told_by_the_host(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_sites_stand_on_hosts_of_their_own_or_in_folders() -> None:
    assert load_sources(SHIPPED, {})["sacinfo"].site_urls == {
        "hbba": "https://hbba.sacinfo.org.cn",
        "dbba": "https://dbba.sacinfo.org.cn",
    }
    assert load_sources(SHIPPED, {"sacinfo": "http://127.0.0.1:1/s"})["sacinfo"].site_urls == {
        "hbba": "http://127.0.0.1:1/s/hbba",
        "dbba": "http://127.0.0.1:1/s/dbba",
    }


def test_the_name_gives_the_variable(sources: Path) -> None:
    config = load_sources(sources, {})["catalogue-file"]
    assert config.override_variable == "LINGPAO_SOURCE_CATALOGUE_FILE_URL"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: catalogue, coverage: full", "role: list, coverage: full", ("samr", "role", "list")),
        ("precedence: 1,", "", ("samr", "precedence", "缺少")),
        ("precedence: 1,", "precedence: 0,", ("samr", "precedence", "0")),
        ("precedence: 1,", "precedence: 1, pase_seconds: 1,", ("samr", "pase_seconds", "拼写")),
        ("pace_seconds: 8", "pace_seconds: -1", ("samr", "pace_seconds", "-1")),
        ("https://std", "ftp://std", ("samr", "base_url", "ftp://std")),
        ('"https://std.samr.gov.cn"', '"file:///in"', ("samr", "http(s)")),
        ('"https://std.samr.gov.cn"', '"https://{site}.cn"', ("samr", "sites")),
        ("enabled: false", "enabled: true", ("catalogue-file", "base_url")),
        ("defaults:", "default:", ("default",)),
        ("sources:", "source:", ("sources",)),
        ("catalogue-file: {", "catalogue-file: [", ("sources.yml",)),
        ("samr: {module: samr,", "Samr: {module: samr,", ("Samr", "name")),
    ],
)
def test_an_error_names_source_field_and_what_is_wrong(
    sources: Path, old: str, new: str, said: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as raised:
        load_sources(rewritten(sources, old, new), {})
    for word in said:
        assert word in str(raised.value)


def test_an_entry_that_is_no_mapping_is_an_error_that_names_it(sources: Path) -> None:
    sources.write_text("sources: {samr: 7}", encoding="utf-8")
    with pytest.raises(ConfigError, match="samr"):
        load_sources(sources, {})


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yml"):
        load_sources(tmp_path / "none.yml", {})


def test_a_url_for_an_unknown_source_is_an_error(sources: Path) -> None:
    with pytest.raises(ConfigError, match="qibz"):
        load_sources(sources, {"qibz": "http://127.0.0.1:1"})


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "file://relative/in", "file:in", "http://"])
def test_an_override_that_is_no_url_is_an_error(sources: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        load_sources(sources, {"catalogue-file": url})


def test_a_source_without_a_folder_says_how_to_give_one(sources: Path) -> None:
    with pytest.raises(ConfigError, match="LINGPAO_SOURCE_CATALOGUE_FILE_URL"):
        _ = load_sources(sources, {})["catalogue-file"].folder


def test_a_module_that_nobody_wrote_is_an_error() -> None:
    config = SourceConfig(
        name="x", module="os", role="catalogue", coverage="full", precedence=1, enabled=False
    )
    with pytest.raises(ConfigError, match="'os'"):
        module_for(config)


@pytest.mark.parametrize("name", ["qybz", "cpbz"])
def test_a_module_offers_fetch_and_read(name: str) -> None:
    module = module_for(load_sources(SHIPPED, {})[name])
    assert callable(module.fetch)
    assert callable(module.read)
