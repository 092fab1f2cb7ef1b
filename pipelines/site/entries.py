"""What the page “why this rank” is told of each entry: from the text as declared to the rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.core.wording import (
    REMEDIES,
    RULES,
    STATUSES,
    VERDICTS,
    evidence_text,
    rule_name,
)
from pipelines.site.asking import ASKED, IN_SHARD, Field, Shard, ask, board_key
from pipelines.site.encoding import columns_of
from pipelines.site.history import versions_of

if TYPE_CHECKING:
    import duckdb

    from pipelines.site.audience import Audience

_CELLS = f"""
select
    {board_key("compared")} as board,
    compared.declaration_id as id,
    compared.indicator_code as code,
    declared.indicator_name_raw as name_raw,
    declared.requirement_raw as requirement,
    declared.requirement_read as overruled_as,
    declared.condition,
    coalesce(methods.name_zh, declared.test_method_text) as method,
    declared.page,
    compared.value,
    compared.is_inclusive as inclusive,
    compared.grade,
    compared.level,
    listed.rank as list_rank,
    listed.points,
    listed.normalised,
    listed.contribution
from compared
left join declared
    on
        compared.declaration_id = declared.declaration_id
        and compared.version = declared.version
        and compared.row_no = declared.row_no
        and compared.part_no = declared.part_no
left join test_methods as methods using (test_method)
left join entry_indicators as listed
    on
        compared.programme = listed.programme
        and compared.field_code = listed.field_code
        and compared.product_category = listed.product_category
        and compared.period = listed.period
        and compared.declaration_id = listed.declaration_id
        and compared.indicator_code = listed.indicator_code
where {IN_SHARD.format("compared")}
order by board, id, code
"""

_LIMITS = f"""
select
    {board_key("entry_limits")} as board,
    declaration_id as id,
    indicator_code as code,
    standard_no as standard,
    clause,
    nature,
    "limit",
    unit,
    is_stricter as stricter,
    margin
from entry_limits
where {IN_SHARD.format("entry_limits")}
order by board, id, code, nature, standard, "limit"
"""

_ROBUSTNESS = f"""
select
    {board_key("robustness")} as board,
    robustness.declaration_id as id,
    robustness.draw_count as draws,
    robustness.rank_p05 as p05,
    robustness.rank_p95 as p95,
    robustness.rank_best_without_one as best,
    robustness.rank_worst_without_one as worst,
    coalesce(asked.name_zh, robustness.decisive_indicator_code) as decisive,
    robustness.held_text,
    robustness.next_level,
    robustness.breaks_on,
    robustness.breaks_text
from robustness
left join asked_indicators as asked
    on
        robustness.programme = asked.programme
        and robustness.field_code = asked.field_code
        and robustness.product_category = asked.product_category
        and robustness.period = asked.period
        and asked.indicator_code = robustness.decisive_indicator_code
where {IN_SHARD.format("robustness")}
order by board, id
"""

_RULES = f"""
select
    {board_key("rules")} as board,
    rules.declaration_id as id,
    rules.rule_code,
    rules.verdict,
    rules.reason_code,
    rules.evidence,
    coalesce(asked.name_zh, split_part(rules.rule_code, ':', 2)) as indicator
from rules
left join asked_indicators as asked
    on
        rules.programme = asked.programme
        and rules.field_code = asked.field_code
        and rules.product_category = asked.product_category
        and rules.period = asked.period
        and asked.indicator_code = split_part(rules.rule_code, ':', 2)
where {IN_SHARD.format("rules")}
order by board, id, rules.rule_code
"""

_DECLARATIONS = f"""
{ASKED}
select
    declarations.declaration_id as id,
    declarations.org_name as org,
    declarations.uscc,
    declarations.standard_no as standard,
    declarations.standard_name as title,
    declarations.published_on as published,
    declarations.status,
    provinces.province_name as province
from declarations
semi join asked using (declaration_id)
left join provinces using (province_code)
order by id
"""

_SERIES = f"""
{ASKED}
select
    declaration_id as id,
    standard_no as standard,
    standard_name as title,
    published_on as published,
    status
from series
semi join asked using (declaration_id)
order by id, published nulls last, other_id
"""

_PLACES = f"""
select
    {board_key("entries")} as board,
    declaration_id as id,
    rank,
    level,
    score,
    is_tied,
    is_vetoed,
    completeness,
    models_text as models,
    version,
    sharing
from (
    select
        *,
        count(*) over (
            partition by programme, field_code, product_category, period, rank
        ) as sharing
    from entries
    where programme = $programme and field_code = $field_code
) as entries
where {IN_SHARD.format("entries")}
order by board, id
"""

_SHARDS = """
with shared as (
    select declaration_id, (row_number() over (order by declaration_id) - 1) // $size as shard
    from (
        select declaration_id
        from examined
        where programme = $programme and field_code = $field_code
        union
        select declaration_id
        from compared
        where programme = $programme and field_code = $field_code
    )
)

select min(declaration_id) as first, max(declaration_id) as last
from shared
group by shard
order by first
"""


def shards_of(
    connection: duckdb.DuckDBPyConnection, field: Field, size: int = 2_000
) -> list[Shard]:
    """A field's declarations in order of their ids, so many a file as a page reads at once."""
    found = connection.execute(_SHARDS, {**field._asdict(), "size": size}).fetchall()
    return [Shard(*field, first, last) for first, last in found]


def shard_evidence(
    connection: duckdb.DuckDBPyConnection, shard: Shard, audience: Audience
) -> dict[str, Any]:
    """Tables by which each rank of some declarations can be followed back to what was declared.

    Args:
        connection: what the audience may see.
        shard: which declarations.
        audience: of the public, nobody is told where a file lies.
    """
    asked = {
        "places": _PLACES,
        "cells": _CELLS,
        "limits": _LIMITS,
        "robustness": _ROBUSTNESS,
        "declarations": _DECLARATIONS,
        "series": _SERIES,
    }
    tables = {name: columns_of(*ask(connection, sql, shard)) for name, sql in asked.items()}
    return {
        **tables,
        "versions": versions_of(connection, shard, audience),
        "rules": _rules(connection, shard),
        "statuses": STATUSES,
    }


def _rules(connection: duckdb.DuckDBPyConnection, shard: Shard) -> dict[str, Any]:
    """Verdicts in the order in which they are told; SQL keeps that of the declarations."""
    order = {kind: place for place, kind in enumerate(RULES)}
    _, rows = ask(connection, _RULES, shard)
    rows.sort(key=lambda row: (row[0], row[1], order[row[2].split(":")[0]], row[2]))
    return columns_of(
        ("board", "id", "rule", "verdict", "verdict_text", "evidence", "remedy"),
        [
            (
                board,
                declaration,
                rule_name(rule_code, indicator or None),
                verdict,
                VERDICTS[verdict],
                evidence_text(evidence) if evidence else None,
                REMEDIES.get(reason_code),
            )
            for board, declaration, rule_code, verdict, reason_code, evidence, indicator in rows
        ],
    )
