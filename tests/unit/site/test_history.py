"""The page of an entry tells how its declaration was revised."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import duckdb

from pipelines.site.asking import Field
from pipelines.site.audience import Audience, seen_by
from pipelines.site.entries import shards_of
from pipelines.site.history import versions_of
from tests.site_release import make_release
from tests.unit.site.test_encoding import decoded

if TYPE_CHECKING:
    from pathlib import Path

_REVISE = """
insert into fct_declaration_history by name
select * replace (2 as version, date '2026-06-14' as observed_from, '新名称' as standard_name)
from fct_declaration_history where declaration_id in ('d1', 'd5');
insert into fct_declared_indicators by name
select * replace (2 as version, '≥9mg' as requirement_raw)
from fct_declared_indicators where declaration_id in ('d1', 'd5')
"""


def test_a_version_says_what_it_changed(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute(_REVISE)
    with seen_by(Audience.PUBLIC, database) as seen:
        (shard,) = shards_of(seen, Field("national", "air_cleaner"))
        table = versions_of(seen, shard, Audience.PUBLIC)
    told = {
        (declaration, version): changes
        for declaration, version, changes in zip(
            *(decoded(table[name]) for name in ("id", "version", "changes")), strict=True
        )
    }
    assert told["d1", 1] is None
    assert told["d1", 2] == "标准名称：空气净化器 → 新名称\nCCM：≥d1mg <b>粗体</b> → ≥9mg"
    assert ("d5", 2) not in told  # on no public board
    assert "path" not in table


def test_a_field_is_cut_into_files_by_the_ids_of_its_declarations(tmp_path: Path) -> None:
    database = make_release(tmp_path / "lingpao.duckdb")
    with seen_by(Audience.INTERNAL, database) as seen:
        shards = shards_of(seen, Field("national", "air_cleaner"), size=20)
        ids = [
            id_
            for shard in shards
            for id_ in decoded(versions_of(seen, shard, Audience.INTERNAL)["id"])
        ]
    assert [len(ids), len(shards)] == [46, 3]
    assert ids == sorted(ids)
    assert all(one.last < other.first for one, other in pairwise(shards))
