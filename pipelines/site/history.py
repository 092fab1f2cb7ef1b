"""How declarations were revised: their versions, what each changed, and the pages that say so."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pipelines.core.revisions import changes_between
from pipelines.site.asking import ASKED, Shard, ask, records
from pipelines.site.audience import Audience
from pipelines.site.encoding import columns_of

if TYPE_CHECKING:
    import duckdb

_VERSIONS = f"""
{ASKED}
select
    declaration_id as id,
    version,
    observed_from,
    observed_to,
    digest,
    source,
    record_id,
    fetched_on,
    raw_sha256 as sha256,
    indicator_source,
    indicator_record_id,
    indicator_fetched_on,
    indicator_raw_sha256 as indicator_sha256{{paths}}
from history
semi join asked using (declaration_id)
order by id, version
"""
_PATHS = ", raw_path as path, indicator_raw_path as indicator_path"

_REVISED = f"""
{ASKED}
select declaration_id, version, standard_name, status, indicator_source
from history
semi join asked using (declaration_id)
qualify count(*) over (partition by declaration_id) > 1
order by declaration_id, version
"""

_CELLS = f"""
{ASKED}
select
    declared.declaration_id, declared.version, declared.indicator_name_raw, declared.requirement_raw
from declared
semi join asked using (declaration_id)
semi join (from history where version > 1) as revised using (declaration_id)
order by declared.declaration_id, declared.version, declared.row_no, declared.part_no
"""


def versions_of(
    connection: duckdb.DuckDBPyConnection, shard: Shard, audience: Audience
) -> dict[str, Any]:
    """Versions of each declaration, oldest first, with what each says otherwise.

    Args:
        connection: what the audience may see.
        shard: which declarations.
        audience: of the public, nobody is told where a file lies.
    """
    paths = _PATHS if audience is Audience.INTERNAL else ""
    names, rows = ask(connection, _VERSIONS.format(paths=paths), shard)
    changes = _changes(connection, shard)
    return columns_of((*names, "changes"), [(*row, changes.get(row[:2])) for row in rows])


def _changes(connection: duckdb.DuckDBPyConnection, shard: Shard) -> dict[tuple[Any, ...], str]:
    """What a version changed, by declaration and version; those that changed nothing told."""
    cells: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for cell in records(connection, _CELLS, shard):
        cells[cell["declaration_id"], cell["version"]].append(cell)
    found = {}
    for declaration, versions in groupby(
        records(connection, _REVISED, shard), key=itemgetter("declaration_id")
    ):
        for before, after in pairwise(versions):
            was, now = ((declaration, each["version"]) for each in (before, after))
            said = changes_between(before, after, cells[was], cells[now])
            if said:
                found[now] = "\n".join(said)
    return found
