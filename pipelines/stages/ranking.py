"""Ranking a table by a scheme, offline, by the models that rank the boards each night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.schemes import load_scheme
from pipelines.stages.ranking_scratch import Contest, numbered_rows, ranked_in_scratch
from pipelines.stages.ranking_table import (
    CATEGORY,
    ID,
    RESULT_COLUMNS,
    TableError,
    read_alternatives,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import duckdb

    from pipelines.core.scheme_models import Scheme
    from pipelines.settings import Settings

# of each method but `weighted` the relation that holds an indicator's value, and its column
_VALUES = {
    "bands": ("int_core_indicators__levelled", "level"),
    "points": ("int_core_indicators__pointed", "points"),
}
_NO_ID = "缺少 id"
_BOARD = """
    select ranked.board_no, ranked.version_no, rank, ranked.score, ranked.level, is_tied, {values}
    from int_entries__ranked as ranked
    {joined}
    where ranked.version_no between getvariable('first') and getvariable('last')
"""
_SIDE_BY_SIDE = """
    inner join int_entries__by_weights as given
        on ranked.board_no = given.board_no and ranked.version_no = given.version_no
"""
_ONE_BY_ONE = """
    inner join (
        select version_no, {values}
        from {relation}
        inner join int_scheme_indicators__described using (scheme_indicator_no)
        where version_no between getvariable('first') and getvariable('last')
        group by version_no
    ) as given on ranked.version_no = given.version_no
"""
_REASONS = """
    select
        judged.version_no,
        coalesce(
            string_agg(
                '列 ' || indicators.indicator_code || '：' || explained.evidence, '；'
                order by indicators.position
            ),
            case any_value(placed.reason_code)
                when 'below_lowest_level'
                    then
                        '得分 ' || format('{:g}', any_value(placed.score))
                        || '，第 ' || any_value(placed.level) || ' 等，低于可上榜的最低水平'
                when 'no_score' then '各项的值算不出得分'
            end
        ) as reason
    from int_candidates__judged as judged
    left join int_entries__placed as placed using (board_no, version_no)
    left join int_core_indicators__explained as explained
        on
            judged.scheme_product_no = explained.scheme_product_no
            and judged.version_no = explained.version_no
            and explained.reason_code is not null
    left join int_scheme_indicators__described as indicators using (scheme_indicator_no)
    where
        judged.version_no between getvariable('first') and getvariable('last')
        and (not judged.is_admitted or placed.reason_code is not null)
    group by judged.version_no
"""


@dataclass(frozen=True)
class Ranking:
    """A ranked table.

    Attributes:
        board: `RESULT_COLUMNS` and, for each core indicator by its code, the normalised value (of
            bands the level, of points the points), best first, equal ranks in the order of the
            file; of a scheme of several product categories one after the other, with the category
            as first column.
        rejected: row_no, id, reason of the rows that do not enter, in the order of the file.
        remarks: Chinese sentences on what was waived or not read.
    """

    board: pl.DataFrame
    rejected: pl.DataFrame
    remarks: tuple[str, ...]


def rank_table(settings: Settings, scheme_file: Path, table_file: Path, on: date) -> Ranking:
    """Ranks the rows of a file by a scheme file, in a scratch warehouse that is gone afterwards.

    Args:
        settings: of the installation; the scratch lies in its data root.
        scheme_file: a scheme; one of a programme is ranked without asking who is eligible.
        table_file: CSV, xlsx or Parquet; see `ranking_table.read_alternatives`.
        on: cut-off date; the scheme has to be published by then.

    Raises:
        YamlFileError: the scheme cannot be used.
        TableError: the table cannot be used, or the scheme does not hold on that day.
        WarehouseError: dbt ended with an error.
        OSError: a file cannot be read.
    """
    scheme = load_scheme(scheme_file)
    if scheme.published_on is not None and scheme.published_on > on:
        raise TableError(
            f"{scheme_file.name} 的 published_on 是 {scheme.published_on}，{on} 时还没有公布；"
            f"请用 --on 指定不早于公布日的日期"
        )
    contest = Contest(scheme, read_alternatives(table_file, scheme))
    return rank_contests(settings, [contest], on)[0]


def rank_contests(settings: Settings, contests: Sequence[Contest], on: date) -> list[Ranking]:
    """Ranks several tables in one scratch warehouse; see `rank_table`."""
    with ranked_in_scratch(settings, contests, on) as connection:
        return [_ranking(connection, *each) for each in numbered_rows(contests)]


def _ranking(
    connection: duckdb.DuckDBPyConnection, contest: Contest, numbers: range, rows: pl.DataFrame
) -> Ranking:
    """One contest's board; see `numbered_rows`."""
    scheme, given = contest.scheme, contest.alternatives
    connection.execute(f"set variable first = {numbers.start}")
    connection.execute(f"set variable last = {numbers.stop - 1}")
    codes = _codes(scheme)
    place = [CATEGORY] if len(scheme.categories) > 1 else []
    # a note is long: fetched once a board, not once an entry
    notes = pl.DataFrame(connection.sql("select board_no, note from int_boards__noted"))
    board = pl.DataFrame(connection.sql(_board_query(scheme))).sort("rank", "version_no")
    board = (
        # by position: the engine takes two codes that differ in case alone for one
        board.rename({f"value_{position}": code for position, code in codes.items()})
        .hstack(rows[board["version_no"] - numbers.start, [*place, ID]])
        .with_columns(
            pl.col("board_no").replace_strict(notes["board_no"], notes["note"]).alias("note")
        )
        .select(*place, *RESULT_COLUMNS, *codes.values())
    )
    if place:
        board = board.sort(*place, maintain_order=True)
    nameless = [(row_no, None, _NO_ID) for row_no in given.nameless]
    schema = {"row_no": pl.Int32, "id": pl.String, "reason": pl.String}
    rejected = pl.DataFrame(schema=schema)
    if board.height < rows.height:
        reasons = pl.DataFrame(connection.sql(_REASONS))
        rejected = reasons.join(rows, on="version_no")
    return Ranking(
        board=board,
        rejected=pl.concat(
            [rejected.select(*schema), pl.DataFrame(nameless, schema=schema, orient="row")]
        ).sort("row_no"),
        remarks=tuple(_remarks(scheme, given.ignored)),
    )


def _codes(scheme: Scheme) -> dict[int, str]:
    """Codes of the core indicators by their positions in the file of the scheme."""
    return {
        position: item.code
        for position, item in enumerate(scheme.indicators, 1)
        if item.class_ == "core"
    }


def _board_query(scheme: Scheme) -> str:
    """A row an entry, with the normalised value of each core indicator as `value_<position>`."""
    positions = _codes(scheme)
    if scheme.method.kind == "weighted":
        joined = _SIDE_BY_SIDE
        values = [f"given.normalised_{position} as value_{position}" for position in positions]
    else:
        relation, column = _VALUES[scheme.method.kind]
        joined = _ONE_BY_ONE.format(
            relation=relation,
            values=", ".join(
                f"max({column}) filter (where position = {position}) as value_{position}"
                for position in positions
            ),
        )
        values = [f"given.value_{position}" for position in positions]
    return _BOARD.format(values=", ".join(values), joined=joined)


def _remarks(scheme: Scheme, ignored: Sequence[str]) -> Iterator[str]:
    if ignored:
        yield f"方案 {scheme.scheme_id} 没有这些列，未读取：{'、'.join(ignored)}"
    if not scheme.is_offline:
        yield (
            f"方案属于评估活动 {scheme.programme}：这里只比较表中的值，"
            "不审查资格（国家标准、严于、试验方法、基础指标、申请、禁入等）"
        )
