"""Bulk files of a platform of any size: fictional enterprises, realistic repetition, four nights.

The files are those of the `declaration-file` source (Parquet, nested), so everything behind them is
the product's own way: the same reader, the same normalising, the same warehouse.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

NIGHTS = (date(2026, 4, 5), date(2026, 7, 5), date(2026, 10, 5), date(2027, 1, 5))
"""The nights after the four quarters of 2026."""

CHANGED_SHARE = 20  # one declaration in so many changes a night: 5 %
INDICATORS = 10

_AIR_CLEANER = (
    (
        "颗粒物CCM",
        ("≥{} mg", "不小于{}mg", "≥{}mg", "{}mg以上"),
        range(2000, 16000, 50),
        "GB/T 18801-2015",
    ),
    ("甲醛CCM", ("≥{} mg", "不低于{}mg", "≥{}mg"), range(200, 2200, 10), "GB/T 18801-2015"),
    ("颗粒物净化能效", ("≥{} m³/(W·h)", "≥{}m3/(W·h)"), range(1, 12), "GB/T 18801-2015"),
    ("甲醛净化能效", ("≥{} m³/(W·h)",), range(1, 6), "GB/T 18801-2015"),
    ("噪声", ("≤{} dB(A)", "不大于{}dB(A)"), range(30, 70), "GB/T 18801-2015"),
    ("颗粒物洁净空气量", ("≥{} m³/h",), range(100, 900, 5), "GB/T 18801-2015"),
    ("待机功率", ("≤{} W",), range(1, 9), "GB/T 18801-2015"),
    ("额定功率偏差", ("±{}％",), range(5, 21), "GB 4706.45"),
    ("外观", ("无划伤、无裂纹",), range(1), "目测"),
    ("臭氧浓度", ("≤0.0{} mg/m³",), range(1, 10), "GB 21551.3"),
)
_PANEL = (
    (
        "甲醛释放量",
        ("≤0.{:03d} mg/m³", "不大于0.{:03d}mg/m3"),
        range(10, 130),
        "GB/T 17657-2013 4.60",
    ),
    ("可迁移铅", ("≤{} mg/kg", "不大于{}mg/kg"), range(10, 95), "GB 6675.4-2014"),
    ("漆膜耐湿热", ("不低于{}级", "≥{}级"), range(1, 6), "GB/T 4893.2"),
    ("可迁移镉", ("≤{} mg/kg",), range(5, 80), "GB 6675.4-2014"),
    ("可迁移铬", ("≤{} mg/kg",), range(5, 65), "GB 6675.4-2014"),
    ("含水率", ("{}%～12%",), range(4, 9), "GB/T 17657"),
    ("静曲强度", ("≥{} MPa",), range(10, 40), "GB/T 17657"),
    ("内结合强度", ("≥0.{} MPa",), range(3, 9), "GB/T 17657"),
    ("表面耐磨", ("≤{} mg/100r",), range(40, 90), "GB/T 17657"),
    ("外观", ("符合GB/T 3324的要求",), range(1), "目测"),
)


def write_platform(folder: Path, declarations: int, nights: int = len(NIGHTS)) -> list[Path]:
    """Writes one file a night: all declarations on the first, the changed twentieth on each later.

    Args:
        folder: of the `declaration-file` source.
        declarations: how many there are.
        nights: how many files, at most four.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for night, day in enumerate(NIGHTS[:nights]):
        numbers = pl.int_range(declarations, eager=True).alias("n")
        if night:
            numbers = numbers.filter((numbers + night) % CHANGED_SHARE == 0)
        path = folder / f"declarations-{day.isoformat()}.parquet"
        declared(numbers, night).write_parquet(path, compression="zstd")
        written.append(path)
    return written


def declared(numbers: pl.Series, night: int) -> pl.DataFrame:
    """Declarations of those numbers as they stand on a night, nested as in wire-formats.md §2.4."""
    n = pl.col("n")
    code = (n % 250_000).cast(pl.String).str.zfill(8)
    frame = pl.DataFrame({"n": numbers}).with_columns(
        (n % 2 == 0).alias("is_air_cleaner"),
        # published over the fifteen months before the last night; a quarter of them after the first
        (pl.date(2025, 10, 1) + pl.duration(days=(n * 7919) % 450)).alias("day"),
    )
    indicators = _indicators(frame, night)
    return frame.join(indicators, on="n", how="left").select(
        pl.format("BENCH{}", n.cast(pl.String).str.zfill(11)).alias("declaration_id"),
        pl.format("91990000{}X0", code).alias("uscc"),
        pl.format("示例基准{}有限公司", n % 250_000).alias("org_name"),
        pl.when(n % 3 == 0)
        .then(pl.lit("浙江省杭州市"))
        .otherwise(pl.lit("广东省佛山市"))
        .alias("area"),
        pl.lit("企业标准").alias("standard_kind"),
        pl.format("Q/SLJZ {}-2025", n.cast(pl.String).str.zfill(7)).alias("standard_no"),
        pl.when("is_air_cleaner").then(pl.lit("空气净化器")).otherwise(pl.lit("板式家具")).alias("standard_name"),
        pl.format("{} 10:00", pl.col("day").dt.to_string("%Y-%m-%d")).alias("published_at"),
        pl.lit("现行有效").alias("status"),
        "indicators",
        pl.concat_list(
            pl.struct(
                pl.when("is_air_cleaner").then(pl.lit("空气净化器")).otherwise(pl.lit("板式家具")).alias("name"),
                pl.format("SL-{}", n % 5000).alias("model"),
                pl.when("is_air_cleaner").then(pl.lit("空气净化器")).otherwise(pl.lit("板式家具")).alias("category"),
            )
        ).alias("products"),
    )  # fmt: skip


def _indicators(frame: pl.DataFrame, night: int) -> pl.DataFrame:
    parts = []
    for is_air_cleaner, table in ((True, _AIR_CLEANER), (False, _PANEL)):
        mine = frame.filter(pl.col("is_air_cleaner") == is_air_cleaner).select("n")
        for row_no, (name, spellings, values, method) in enumerate(table):
            texts = [spelling.format(value) for value in values for spelling in spellings]
            pick = (pl.col("n") * (row_no + 31) * 2654435761 + night * 97) % len(texts)
            parts.append(
                mine.select(
                    "n",
                    pl.lit(row_no).alias("row_no"),
                    pl.lit(name).alias("name"),
                    pl.lit(pl.Series(texts)).gather(pick).alias("requirement")
                    if len(texts) > 1
                    else pl.lit(texts[0]).alias("requirement"),
                    pl.lit(method).alias("test_method"),
                )
            )
    return (
        pl.concat(parts)
        .sort("n", "row_no")
        .group_by("n", maintain_order=True)
        .agg(pl.struct("name", "requirement", "test_method").alias("indicators"))
    )
