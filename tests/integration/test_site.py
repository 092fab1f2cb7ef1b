"""The site of the whole sample: what the public may not know, and numbers as in the marts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.site.audience import Audience, seen_by
from pipelines.site.build import ReleaseStamp, build_sites
from pipelines.site.overview import overview_page
from tests.public_rows import public_and_hidden, told_of

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb


@pytest.fixture(scope="module")
def sites(released: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    stamp = ReleaseStamp("sample", "0", "0" * 64)
    return build_sites(released, stamp, tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize("what", ["declaration_id", "org_name", "uscc", "standard_no"])
def test_the_public_reads_nothing_of_a_row_that_is_not_public(
    sites: dict[Audience, Path], db: duckdb.DuckDBPyConnection, what: str
) -> None:
    public, hidden = public_and_hidden(db, what)
    assert public
    assert told_of(public, sites[Audience.PUBLIC]) == public
    assert hidden
    assert told_of(hidden, sites[Audience.PUBLIC]) == set()


def test_the_funnel_says_what_the_marts_say(released: Path, db: duckdb.DuckDBPyConnection) -> None:
    with seen_by(Audience.INTERNAL, released) as seen:
        ((reached_on,),) = seen.execute("select reached_on from calendar").fetchall()
        funnels = overview_page(seen, Audience.INTERNAL, reached_on)["funnels"]
    expected = db.execute(
        """
        select
            programmes.name_zh,
            year,
            sum(declared_count),
            sum(compliant_count),
            sum(entry_count),
            sum(level_1_count),
            sum(leader_count)
        from fct_field_statistics
        inner join dim_programmes as programmes using (programme)
        where declared_count is not null
        group by all
        """
    ).fetchall()
    newest = {row[0]: row[1] for row in sorted(expected)}
    assert {
        (funnel["name"], funnel["year"], *(step["count"] for step in funnel["steps"]))
        for funnel in funnels
    } == {tuple(row) for row in expected if row[1] == newest[row[0]]}
