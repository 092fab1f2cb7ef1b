"""A release-shaped database with one board of any size, for the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tests.site_release import make_release

if TYPE_CHECKING:
    from pathlib import Path

BOARD = ("national", "large", "large", "2026Q2")
ENTRY = "bulk-{:07}"
"""Declarations by their number."""
PROVINCES = 31

_KEY = """
    'national' as programme, 'large' as field_code, 'large' as product_category, '2026Q2' as period
"""
_CORE = """
    (
        values (1, 'particles', '颗粒物'), (2, 'formaldehyde', '甲醛'), (3, 'noise', '噪声裕量')
    ) as core(place, code, name)
"""

# an entry's number gives all else; neighbours differ in province, level and values
_PEOPLE = """
create temp table people as
select
    number,
    'bulk-' || lpad(number::varchar, 7, '0') as declaration_id,
    'x' || number as enterprise_id,
    '示例' || ['晨溪', '云岭', '鹤汀', '冬青', '远帆', '松涧', '白芷'][number % 7 + 1] || number
        || ['电器', '家居', '环境科技', '净化设备'][number % 4 + 1] || '有限公司' as org_name,
    'Q/SL' || number || ' ' || lpad((number % 997)::varchar, 3, '0') || '-2026' as standard_no,
    lpad((number % $provinces + 11)::varchar, 2, '0') || '0000' as province_code,
    least(3, 1 + (hash(number) % 10 + 3) // 5)::integer as level
from range($entries) as numbers(number)
"""

_TABLES = {
    "dim_key_fields": """
        select 'national' as programme, 2026 as year, 'large' as field_code, '大领域' as name_zh
    """,
    "dim_product_categories": "select 'large' as product_category, '大类别' as name_zh",
    "dim_schemes": """
        select
            'large' as scheme_id, 1 as scheme_version, 'national' as programme,
            '示例大方案' as title, '示例评估机构' as body_name, 3 as level_count,
            1 as leader_level
    """,
    "dim_scheme_indicators": f"""
        select
            'large' as scheme_id, 1 as scheme_version, 'large' as product_category,
            code as indicator_code, core.place as position, name as name_zh,
            'core' as indicator_class, 'mg' as unit, 'higher' as better,
            900.0 as threshold_1, 600.0 as threshold_2, 300.0 as threshold_3
        from {_CORE}
    """,
    "fct_boards": f"""
        select
            {_KEY}, 2026 as year, 'large' as scheme_id, 1 as scheme_version, 'bands' as method,
            'seen' as evidence, date '2026-06-30' as cut_off_on, 'published' as state,
            false as is_provisional, 'observed' as knowledge,
            count(*) as candidate_count, count(*) as entry_count, repeat('e', 64) as digest
        from people
    """,
    "fct_declarations": """
        select
            declaration_id, 1 as version, enterprise_id, org_name, standard_no,
            enterprise_id || '|' || standard_no as standard_series_id,
            '家用净化器' as standard_name, date '2026-02-01' as published_on,
            'in_force' as status, province_code
        from people
    """,
    "fct_declaration_history": """
        select
            declaration_id, 1 as version, enterprise_id, org_name, standard_no,
            date '2026-05-30' as observed_from, repeat('a', 64) as digest, 'cpbz' as source,
            declaration_id as record_id, date '2026-05-30' as fetched_on,
            sha256(declaration_id) as raw_sha256
        from people
    """,
    "dim_enterprises": """
        select
            enterprise_id, org_name, province_code,
            '示例' || left(province_code, 2) || '省' as province_name,
            date '2026-02-01' as first_published_on
        from people
    """,
    "fct_declared_products": """
        select
            declaration_id, 1 as product_no, '家用净化器' || number % 50 as product_name,
            'large' as product_category
        from people
    """,
    "fct_declared_indicators": f"""
        select
            declaration_id, 1 as version, core.place as row_no, 1 as part_no,
            core.name as indicator_name_raw, '≥' || (300 + number % 900) || 'mg' as requirement_raw
        from people
        cross join {_CORE}
    """,
    "fct_board_entries": f"""
        select
            {_KEY}, declaration_id, 1 as version, enterprise_id,
            rank() over (order by level) as rank, level, 'bands' as method, true as is_tied,
            false as is_vetoed, 1.0 as completeness, '型号' || number as models_text
        from people
    """,
    "fct_compared_indicators": f"""
        select
            {_KEY}, declaration_id, core.code as indicator_code,
            (4 - level) * 300.0 + (number * core.place) % 290 as value, true as is_inclusive,
            'mg' as unit, level, 1 as version, core.place as row_no, 1 as part_no
        from people
        cross join {_CORE}
    """,
    "fct_board_entry_indicators": f"""
        select
            {_KEY}, declaration_id, core.code as indicator_code,
            (4 - level) * 300.0 + (number * core.place) % 290 as value, true as is_inclusive,
            'mg' as unit, level, rank() over (partition by core.code order by level) as rank,
            true as is_listed
        from people
        cross join {_CORE}
    """,
    "fct_eligibility": f"""
        select
            {_KEY}, declaration_id, 'national_limits' as rule_code, true as passed,
            'pass' as verdict, '没有适用的强制性限值' as evidence
        from people
    """,
}  # fmt: skip


def make_large_release(path: Path, entries: int) -> Path:
    """Writes the tests' release with a published board of so many entries to `path`."""
    make_release(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(_PEOPLE, {"entries": entries, "provinces": PROVINCES})
        for table, query in _TABLES.items():
            connection.execute(f"insert into {table} by name {query}")
    return path
