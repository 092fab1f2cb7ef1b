"""How far standards have risen, again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tests.integration.recomputed.year import BOARD

if TYPE_CHECKING:
    from tests.integration.recomputed.year import Rows, Year


def levels(y: Year) -> Rows:
    industry = y.industry_of()

    def of(year: int) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for category, level in (
            y.entries(year).select("product_category", "level").drop_nulls().iter_rows()
        ):
            found.setdefault(industry[category], []).append(level)
        return found

    before = of(y.year - 1)
    return {
        (name,): {
            "entries": len(these),
            "level_1_share": these.count(1) / len(these),
            "level_2_share": these.count(2) / len(these),
            "level_3_share": sum(each >= 3 for each in these) / len(these),
            "entries_before": len(before.get(name, ())),
            "level_1_share_before": before[name].count(1) / len(before[name])
            if name in before
            else None,
        }
        for name, these in of(y.year).items()
    }


def medians(y: Year) -> Rows:
    category = y.name_of("dim_product_categories", "product_category", "name_zh")
    now, before = _medians(y, y.year), _medians(y, y.year - 1)
    found = {}
    for key, (row, middle, count) in now.items():
        sign = 1 if row["better"] == "lower" else -1
        limit = _limit(y, row)
        earlier = before.get(key)
        found[category[row["product_category"]], row["name_zh"], row["unit"]] = {
            "standards": count,
            "median_value": middle,
            "limit_value": limit,
            "margin": None if not limit else sign * (limit - middle) / abs(limit),
            "median_before": earlier and earlier[1],
            "rise": sign * (earlier[1] - middle) / abs(earlier[1])
            if earlier and earlier[1]
            else None,
        }
    return found


def _medians(y: Year, year: int) -> dict[Any, tuple[dict[str, Any], float, int]]:
    core = y.read("dim_scheme_indicators").filter(
        pl.col("indicator_class") == "core", pl.col("better").is_in(["lower", "higher"])
    )
    asked = y.annual(year).join(
        core.drop("unit"), on=["scheme_id", "scheme_version", "product_category"]
    )
    given = y.own("fct_board_entry_indicators").filter(
        pl.col("value").is_not_null(), pl.col("grade").is_null()
    )
    joined = given.join(asked, on=[*BOARD, "indicator_code"], how="inner")
    return {
        (row["field_code"], row["product_category"], row["indicator_code"], row["unit"]): (
            row,
            row["middle"],
            row["count"],
        )
        for row in joined.group_by("field_code", "product_category", "indicator_code", "unit")
        .agg(
            pl.col("better", "name_zh", "test_method", "cut_off_on").first(),
            middle=pl.col("value").median(),
            count=pl.len(),
        )
        .iter_rows(named=True)
    }


def _limit(y: Year, row: dict[str, Any]) -> float | None:
    """The most demanding limit on a category or one above it, in the scheme's unit."""
    parents = y.name_of("dim_product_categories", "product_category", "parent_category")
    units = {each["unit"]: each for each in y.read("dim_units").iter_rows(named=True)}
    above, each = set(), row["product_category"]
    while each is not None:
        above.add(each)
        each = parents[each]
    side = "high" if row["better"] == "lower" else "low"
    found = []
    for limit in y.read("dim_limits").iter_rows(named=True):
        holds = (
            limit["product_category"] in above
            and limit["indicator_code"] == row["indicator_code"]
            and limit["test_method"] in (None, row["test_method"])
            and limit["in_force_from"] is not None
            and max(limit["in_force_from"], limit["known_from"]) <= row["cut_off_on"]
            and (limit["in_force_to"] is None or limit["in_force_to"] > row["cut_off_on"])
            and limit[side] is not None
        )
        if not holds:
            continue
        if limit["unit"] == row["unit"]:
            found.append(limit[side])
            continue
        theirs, ours = units.get(limit["unit"]), units.get(row["unit"])
        if theirs and ours and theirs["dimension"] == ours["dimension"]:
            found.append(round(limit[side] * theirs["factor"] / ours["factor"], 9))
    if not found:
        return None
    return float(min(found) if side == "high" else max(found))
