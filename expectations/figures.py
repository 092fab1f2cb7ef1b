"""Figures about one source's night: shares, balances, and how far they moved since before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from expectations.inputs import COLUMNS, REFERENCE_COLUMNS, create_view

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import duckdb

_UNDERSTOOD = """
select count(*) filter (status <> 'empty'), count(*) filter (status = 'unparsed')
from {indicators}
"""

_DISCLOSED = """
select count(*), count(*) filter (i.record_id is null)
from {declarations} as d
left join (select distinct source, fetched_on, record_id from {indicators}) as i
    using (source, fetched_on, record_id)
where d.discloses_indicators
"""

_NAMES_KNOWN = """
select
    count(*),
    count(*) filter (indicator_name is null or indicator_name not in (
        select alias from indicator_aliases where alias is not null
    ))
from {indicators}
"""

_CATEGORISED = """
select count(*), count(*) filter (m.product_category is null)
from {products} as p
left join product_matches as m
    on p.category_text is not distinct from m.category_text
    and p.product_name is not distinct from m.product_name
"""

_ACCOUNTED = """
select
    coalesce((select sum(received) from runs where fetched_on = $run_on), 0),
    coalesce((select sum(record_count) from tonight_observations where change <> 'disappeared'), 0)
        + coalesce((select sum(record_count) from tonight_quarantine), 0)
"""

_RUNS = """
select
    fetched_on,
    sum(received) as received,
    arg_max(coverage, attempt) as coverage,
    arg_max(is_complete, attempt) as is_complete,
    arg_max(stop_reason, attempt) as stop_reason
from runs
group by fetched_on
order by fetched_on
"""


@dataclass(frozen=True)
class Figure:
    """One number that a threshold is about.

    Attributes:
        fact: its name in `suites.yml`.
        table: of the normalised layer.
        value: what is compared.
        rows: how many rows speak for it.
        unexpected: how many of them count against it.
        shown: the value for a person.
        said: what it is, in Chinese, after source and date.
        remedy: in Chinese.
        unit: of the bounds for a person: a share, points, or null for a plain number.
    """

    fact: str
    table: str
    value: float
    rows: int
    unexpected: int
    shown: str
    said: str
    remedy: str
    unit: Literal["share", "points"] | None = None


@dataclass(frozen=True)
class _Share:
    """A share of one night and of the nights before it; null where there was nothing to count."""

    rows: int
    missed: int
    now: float | None
    before: float | None
    rows_before: int

    def figures(
        self, fact: str, table: str, what: str, remedy: str, *, steady: bool = False
    ) -> list[Figure]:
        """The share itself, and where asked its change."""
        if self.now is None:
            return []
        shown = f"{self.now:.1%}"
        said = f"{what} {shown}（{self.rows} 条中 {self.missed} 条不符）"
        made = [Figure(fact, table, self.now, self.rows, self.missed, shown, said, remedy, "share")]
        if steady and self.before is not None:
            change = self.now - self.before
            points = f"{change * 100:+.1f} 个百分点"
            made.append(
                Figure(
                    f"{fact}_steady",
                    table,
                    change,
                    min(self.rows, self.rows_before),
                    self.missed,
                    points,
                    f"{what} {shown}，与此前各次的 {self.before:.1%} 相差 {points}",
                    remedy,
                    "points",
                )
            )
        return made


def source_figures(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    source: str,
    run_on: date,
    history_runs: int,
) -> list[Figure]:
    """Every figure of a source's night; those that have nothing to count are left out.

    Args:
        connection: to a scratch file; temporary views of it are replaced.
        root: folder of the normalised layer.
        source: the source's name.
        run_on: the fetch date.
        history_runs: fetch dates before it that a change is measured against.
    """
    _create_views(connection, root, source, run_on, history_runs)
    indicators = _share(connection, _UNDERSTOOD)
    return [
        *_run_figures(connection, run_on, history_runs),
        *indicators.figures(
            "requirements_understood",
            "declared_indicators",
            "指标要求可识别率",
            "请以 lingpao parse 复核未识别的文本并补充解析规则，或核对来源页面是否改版",
            steady=True,
        ),
        *_share(connection, _DISCLOSED).figures(
            "indicators_disclosed",
            "declarations",
            "带有技术指标的声明占比",
            "请核对该来源的详情页或文件是否仍含技术指标表",
            steady=True,
        ),
        *_share(connection, _NAMES_KNOWN).figures(
            "indicator_names_known",
            "declared_indicators",
            "指标名称识别率",
            "请在指标词典中补充别名，名单见 fct_unknown_indicator_names",
        ),
        *_share(connection, _CATEGORISED).figures(
            "products_categorised",
            "declared_products",
            "产品归类率",
            "请在产品类别词典中补充平台类别名或关键词",
        ),
    ]


def _create_views(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    source: str,
    run_on: date,
    history_runs: int,
) -> None:
    """`runs`, the two dictionaries, and each content table as `tonight_` and `before_` views."""

    def files(table: str) -> list[Path]:
        return sorted((root / table / source).glob("*.parquet"))

    def view(name: str, columns: dict[str, str], chosen: list[Path]) -> None:
        connection.execute(f"drop view if exists {name}")
        create_view(connection, name, columns, chosen)

    today = run_on.isoformat()
    runs = [path for path in files("source_runs") if path.stem <= today]
    view("runs", COLUMNS["source_runs"], runs)
    earlier = {path.stem for path in runs if path.stem < today}
    recent = sorted(earlier)[-history_runs:]
    for table in (
        "observations",
        "quarantine",
        "declarations",
        "declared_products",
        "declared_indicators",
    ):
        paths = files(table)
        view(f"tonight_{table}", COLUMNS[table], [path for path in paths if path.stem == today])
        view(f"before_{table}", COLUMNS[table], [path for path in paths if path.stem in recent])
    for table in ("indicator_aliases", "product_matches"):
        path = root / "reference" / f"{table}.parquet"
        view(table, REFERENCE_COLUMNS[table], [path] if path.exists() else [])


def _share(connection: duckdb.DuckDBPyConnection, query: str) -> _Share:
    rows, missed = _counts(connection, query, "tonight")
    rows_before, missed_before = _counts(connection, query, "before")
    return _Share(
        rows=rows,
        missed=missed,
        now=1 - missed / rows if rows else None,
        before=1 - missed_before / rows_before if rows_before else None,
        rows_before=rows_before,
    )


def _counts(connection: duckdb.DuckDBPyConnection, query: str, when: str) -> tuple[int, int]:
    """Rows, and how many of them count against the share."""
    found = connection.execute(
        query.format(
            indicators=f"{when}_declared_indicators",
            declarations=f"{when}_declarations",
            products=f"{when}_declared_products",
        )
    ).fetchall()
    rows, missed = found[0]
    return int(rows), int(missed)


def _run_figures(
    connection: duckdb.DuckDBPyConnection, run_on: date, history_runs: int
) -> list[Figure]:
    """The night's books: what was received, whether all is accounted for, and how it moved."""
    received, counted = connection.execute(_ACCOUNTED, {"run_on": run_on}).fetchall()[0]
    difference = int(received) - int(counted)
    made = [
        Figure(
            "records_accounted",
            "source_runs",
            float(difference),
            int(received),
            abs(difference),
            str(difference),
            f"收到 {received} 条，入库与隔离合计 {counted} 条，相差 {difference} 条",
            "每条记录都应入库或隔离，请检查该来源的读取与标准化",
        )
    ]
    runs = connection.execute(_RUNS).fetchall()
    tonight = next((run for run in runs if run[0] == run_on), None)
    if tonight is None:
        return made
    _, received, coverage, is_complete, stop_reason = tonight
    if coverage == "files" and is_complete and not received and not counted:
        # no new file, which is how most nights of a folder are: nothing to hold against anything
        return []
    made.append(
        Figure(
            "run_complete",
            "source_runs",
            float(is_complete),
            int(received),
            0 if is_complete else 1,
            "complete" if is_complete else str(stop_reason),
            f"采集完成标志为 {int(is_complete)}（停止原因 {stop_reason}）",
            "已取得的部分照常入库；同一命令重跑即可续采",
        )
    )
    if not is_complete or coverage not in ("full", "window"):
        return made
    made.append(
        Figure(
            "received_some",
            "source_runs",
            float(received),
            int(received),
            0 if received else 1,
            str(received),
            f"采集完成却只收到 {received} 条",
            "请核对来源是否改版或拦截",
        )
    )
    earlier = [run[1] for run in runs if run[0] < run_on and run[3]][-history_runs:]
    mean = sum(earlier) / len(earlier) if earlier else 0
    if coverage == "full" and mean:
        change = float(received) / float(mean) - 1
        made.append(
            Figure(
                "received_steady",
                "source_runs",
                change,
                int(received),
                0,
                f"{change:+.1%}",
                f"全量采集收到 {received} 条，与此前完整采集的平均 {mean:.0f} 条相差 {change:+.1%}",
                "请核对来源；增加过多可能是翻页重复，减少过多可能是页面缺失",
                "share",
            )
        )
    return made
