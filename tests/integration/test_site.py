"""The site of the whole sample: what the public may not know, and numbers as in the marts."""

from __future__ import annotations

import base64
import gzip
import re
from typing import TYPE_CHECKING

import pytest

from pipelines.site.audience import Audience, seen_by
from pipelines.site.build import ReleaseStamp, build_sites
from pipelines.site.overview import overview_page

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_DATA = re.compile(r'Lingpao\.receive\("[^"]+","([^"]+)"\);\s*')

# Stated apart from `audience`: an enterprise whose name the public may read.
_PUBLIC_NAMES = """
select org_name
from fct_declarations
inner join fct_board_entries as entries using (declaration_id)
inner join fct_boards as boards using (programme, field_code, product_category, period)
left join fct_consents as consents using
    (programme, field_code, product_category, period, declaration_id)
where
    boards.state in ('in_publicity', 'published')
    and not coalesce(consents.is_left_out, false)
    and coalesce(consents.consent, '') <> 'refused'
union
select org_name
from fct_declarations
inner join fct_leaders as leaders using (declaration_id)
where
    leaders.status = 'in_publicity'
    or (leaders.status in ('published', 'exited', 'expired') and leaders.valid_from is not null)
"""


@pytest.fixture(scope="module")
def sites(released: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    stamp = ReleaseStamp("sample", "0", "0" * 64)
    return build_sites(released, stamp, tmp_path_factory.mktemp("site"))


def everything(folder: Path) -> str:
    """All text of a build, data unpacked."""
    texts = []
    for path in sorted(folder.rglob("*.html")) + sorted((folder / "data").rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        match = _DATA.fullmatch(text)
        texts.append(gzip.decompress(base64.b64decode(match[1])).decode() if match else text)
    return "\n".join(texts)


def test_the_public_reads_no_name_that_is_not_public(
    sites: dict[Audience, Path], db: duckdb.DuckDBPyConnection
) -> None:
    public = {name for (name,) in db.execute(_PUBLIC_NAMES).fetchall()}
    declared = {
        name
        for (name,) in db.execute(
            "select distinct org_name from fct_declaration_history"
        ).fetchall()
        if name is not None
    }
    text = everything(sites[Audience.PUBLIC])
    assert public
    assert {name for name in public if name in text} == public
    # a name that is part of a public one is read in it
    hidden = {name for name in declared - public if not any(name in each for each in public)}
    assert hidden
    assert [name for name in sorted(hidden) if name in text] == []


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
