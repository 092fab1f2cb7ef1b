"""Nights of a real catalogue, and nights that must not be released."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.defs.run import Runner, run_nightly
from pipelines.settings import PROJECT_ROOT, Settings

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOTS = PROJECT_ROOT / "data" / "sample" / "catalogue-file"
NIGHTS = [date(2026, 5, 30), date(2026, 6, 14), date(2026, 7, 5), date(2026, 7, 7)]
LATER = date(2026, 11, 22)


def night(settings: Settings, on: date, *sources: str) -> list[str]:
    failures = run_nightly(
        settings,
        fetched_on=on,
        today=LATER,
        sources=sources,
        accept_shrink=frozenset(),
        say=lambda line: None,
    )
    return [failure.message for failure in failures]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Four nights of the extract of a real catalogue, built once after the last."""
    settings = Settings(
        data_root=tmp_path_factory.mktemp("catalogue"),
        source_urls={"catalogue-file": SNAPSHOTS.as_uri()},
    )
    runner = Runner(settings, say=lambda line: None)
    for on in NIGHTS:
        assert runner.run("ingest", on, ["catalogue-file"]) == []
    assert runner.run("build") == []
    return settings


def test_withdrawals_of_a_real_catalogue_are_seen_on_their_nights_and_taken_back(
    catalogue: Settings,
) -> None:
    with duckdb.connect(str(catalogue.release / "lingpao.duckdb"), read_only=True) as db:
        changes = db.execute(
            """
            with changed as (
                select
                    standard_no, valid_from, status,
                    lag(status) over (partition by standard_no order by valid_from) as before
                from dim_standards
                where source = 'catalogue-file'
            )
            select valid_from, before, status, count(*), min(standard_no), max(standard_no)
            from changed where before <> status and valid_from >= '2026-05-30'
            group by all order by all
            """
        ).fetchall()
    assert changes == [
        (NIGHTS[1], "in_force", "abolished", 2, "DB42/T 1535-2019", "DB42/T 1931-2022"),
        (NIGHTS[2], "abolished", "in_force", 2, "T/HSCA 001-2017", "T/HSCA 001-2018"),
        (NIGHTS[3], "in_force", "abolished", 2, "DB4401/T 147-2022", "GB 19079.4-2014"),
    ]


def test_an_unusable_night_keeps_the_last_release_and_says_which_check_stopped_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    settings = Settings(
        data_root=tmp_path / "data", source_urls={"declaration-file": folder.as_uri()}
    )
    header = (
        "声明编号,统一社会信用代码,企业名称,标准编号,标准名称,公开时间,状态,指标名称,指标要求\n"
    )

    def declare(name: str, requirement: str) -> None:
        lines = [
            f"{name}-{n},91990000EX0008143W,示例清风电器有限公司,Q/SLQF {n:03}-2026,噪声,"
            f"2026-05-20,现行有效,噪声,{requirement.format(n)}\n"
            for n in range(1, 251)
        ]
        path = folder / f"declarations-{name}.csv"
        path.write_text(header + "".join(lines), encoding="utf-8")

    declare("2026-05-30", "≤{} dB(A)")
    assert night(settings, NIGHTS[0], "declaration-file") == []
    released = (settings.release / "lingpao.duckdb").readlink()
    declare("2026-06-14", "按 {} 号表 3 乙 7 栏")
    messages = night(settings, NIGHTS[1], "declaration-file")
    assert any("指标要求可识别率" in message for message in messages)
    assert (settings.release / "lingpao.duckdb").readlink() == released
    # asked again, it is stopped again
    assert night(settings, NIGHTS[1], "declaration-file") == messages


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--on", "2026-02-30"], "2026-02-30"),
        (["--on", "2999-01-01"], "未来"),
        (["--source", "nowhere"], "nowhere"),
        (["--on", "2020-01-01"], "--source"),
    ],
)
def test_a_night_that_cannot_be_run_says_why(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = CliRunner().invoke(main, ["nightly", "--data-root", str(tmp_path), *arguments])
    assert done.exit_code in (1, 2)
    assert said in done.output
