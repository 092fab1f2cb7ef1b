"""What stands above the ranking models when a table is ranked: SQL over the files of a scratch.

A table enters where declared values have become numbers (`int_core_indicators__compared`, and side
by side `int_declaration_versions__valued`), and every rule that asks for more than a table says
finds nothing against anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CELLS = ("indicator_no", "value", "is_inclusive", "reason_code", "requirement_raw")
"""What the file of a table says of an indicator, in columns `<cell>_<place>`, places from 1."""

_GIVEN = {
    "int_boards__scheduled": "select * from read_parquet({boards})",
    "int_boards__observed": """
        select
            board_no,
            'table' as source,
            true as is_enabled,
            cut_off_on as first_complete_on,
            cut_off_on as observed_until,
            false as is_reconstructed
        from BOARDS
    """,
    "int_declaration_versions__enrolled": """
        select
            alternatives.scheme_product_no,
            alternatives.version_no,
            cast(alternatives.version_no as varchar) as declaration_id,
            1 as version,
            boards.cut_off_on as observed_from,
            cast(null as date) as observed_to,
            boards.cut_off_on as first_observed_on,
            'table' as first_source,
            boards.product_category as category_set,
            true as has_model,
            cast(alternatives.version_no as varchar) as enterprise_id,
            'enterprise' as standard_kind,
            cast(null as varchar) as standard_no,
            cast(null as varchar) as standard_no_raw,
            true as is_well_formed,
            cast(boards.cut_off_on as timestamp) as published_at,
            boards.cut_off_on as published_on,
            'in_force' as status,
            'table' as indicator_source
        from read_parquet({alternatives}) as alternatives
        inner join BOARDS as boards using (scheme_product_no)
    """,
    "int_boards__candidates": """
        select
            boards.board_no,
            alternatives.scheme_product_no,
            alternatives.version_no,
            cast(alternatives.version_no as varchar) as declaration_id,
            1 as version,
            cast(alternatives.version_no as varchar) as enterprise_id,
            boards.product_category as category_set,
            boards.cut_off_on as observed_until,
            false as is_reconstructed,
            true as is_observed_in_time
        from read_parquet({alternatives}) as alternatives
        inner join BOARDS as boards using (scheme_product_no)
    """,
    "fct_declared_indicators": """
        select
            cast(version_no as varchar) as declaration_id,
            1 as version,
            indicator_code,
            requirement_raw,
            cast(null as varchar) as requirement_read,
            'text' as status
        from read_parquet({answers})
    """,
    # rules that ask for what no table says, each with the columns that a judgement reads
    "int_candidates__violating": """
        select board_no, '' as declaration_id, '' as evidence from BOARDS where false
    """,
    "int_candidates__stricter": """
        select
            board_no, 0 as version_no, 0 as compared_count, 0 as better_count,
            0 as worse_count, '' as worse_text, '' as unmet_text
        from BOARDS
        where false
    """,
    "int_candidates__superseded": """
        select board_no, '' as declaration_id, '' as evidence from BOARDS where false
    """,
    "int_candidates__unlisted": """
        select board_no, '' as declaration_id, cut_off_on as unlisted_on from BOARDS where false
    """,
    "int_candidates__decided": """
        select
            board_no, '' as declaration_id, cut_off_on as barred_until, cut_off_on as applied_on,
            cut_off_on as attested_on
        from BOARDS
        where false
    """,
    "int_candidates__citing_outdated": """
        select board_no, '' as declaration_id, '' as standards_text from BOARDS where false
    """,
}
"""Models above the ranking models, over the files of a scratch; BOARDS is int_boards__scheduled."""

_COMPARED = """
    select
        {indicator_no} as scheme_indicator_no,
        version_no,
        {value} as value,
        {is_inclusive} as is_inclusive,
        {reason_code} as reason_code,
        {requirement_raw} as requirement_raw,
        cast(null as varchar) as test_method_text,
        row_no,
        1 as part_no
    from read_parquet({files})
"""
_VALUED = """
    select
        scheme_product_no,
        version_no,
        [{values}] as compared_values
    from read_parquet({files})
"""


def given_models(
    boards: Path, tables: Path, answers: Path, widths: Iterable[int]
) -> dict[str, str]:
    """SQL of the models above the ranking models, by their names.

    Args:
        boards: Parquet file of `int_boards__scheduled`.
        tables: folder with a folder `<width>` for each number of indicators that a product is
            asked for, with Parquet files: a row an alternative with version_no, scheme_product_no,
            row_no and, by place in the order of scheme_indicator_no, the `CELLS`.
        answers: folder with Parquet files of what basic indicators say: version_no,
            indicator_code, requirement_raw.
        widths: those that there are.
    """
    compared, valued = [], []
    for width in sorted(set(widths)):
        parts = _quoted(tables / str(width) / "*.parquet")
        compared += [
            _COMPARED.format(files=parts, **{cell: f"{cell}_{place}" for cell in CELLS})
            for place in range(1, width + 1)
        ]
        values = ", ".join(f"value_{place}" for place in range(1, width + 1))
        valued.append(_VALUED.format(files=parts, values=values))
    files = {
        "boards": _quoted(boards),
        "alternatives": _quoted(tables / "*" / "*.parquet"),
        "answers": _quoted(answers / "*.parquet"),
    }
    scheduled = "{{ ref('int_boards__scheduled') }}"
    return {
        name: query.format_map(files).replace("BOARDS", scheduled) for name, query in _GIVEN.items()
    } | {
        "int_core_indicators__compared": "\nunion all\n".join(compared),
        "int_declaration_versions__valued": "\nunion all\n".join(valued),
    }


def _quoted(path: Path) -> str:
    # a quotation mark in a folder's name must not end the text
    return "'" + str(path).replace("'", "''") + "'"
