"""What enterprises have declared, again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from tests.integration.recomputed.year import by

if TYPE_CHECKING:
    from tests.integration.recomputed.year import Rows, Year


def declared(y: Year) -> Rows:
    def counted(since: date, day: date) -> dict[str, int]:
        stock = y.standing(day)
        new = y.declared().filter(pl.col("on").is_between(since, day))
        products = y.read("fct_declared_products").join(stock, on="declaration_id", how="semi")
        return {
            "standards": stock.height,
            "new_standards": new.height,
            "enterprises": stock["enterprise_id"].n_unique(),
            "declaring": new["enterprise_id"].n_unique(),
            "products": products.height,
            "categories": products["product_category"].drop_nulls().n_unique(),
        }

    now = counted(y.begins, y.ends)
    before = counted(date(y.year - 1, 1, 1), date(y.year - 1, 12, 31))
    if not now["standards"] + before["standards"]:
        return {}
    return {
        (code,): {
            "value": value,
            "value_before": before[code],
            "change": value - before[code],
            "change_share": (value - before[code]) / before[code] if before[code] else None,
        }
        for code, value in now.items()
    }


def trend(y: Year) -> Rows:
    found = {}
    for year in range(2015, y.year + 1):
        stock = y.standing(min(date(year, 12, 31), y.ends))
        new = y.declared().filter(pl.col("on").dt.year() == year, pl.col("on") <= y.ends)
        if stock.height:
            found[(year,)] = {
                "new_standards": new.height,
                "standards": stock.height,
                "enterprises": stock["enterprise_id"].n_unique(),
            }
    return found


def provinces(y: Year) -> Rows:
    stock = y.standing(y.ends).filter(pl.col("province_code").is_not_null())
    new = y.declared().filter(y.within("on"))
    titled = y.titles().filter(pl.col("year") == y.year)
    at = dict(y.declared().select("declaration_id", "province_code").iter_rows())
    titled_at = [at[each] for each in titled["declaration_id"]]
    industry = y.industry_of()
    products = y.read("fct_declared_products").filter(
        pl.col("product_category").is_in(list(industry))
    )
    found = []
    for (code,), rows in stock.group_by("province_code"):
        in_it: dict[str, set[str]] = {}
        for declaration, category in (
            products.join(rows, on="declaration_id", how="semi")
            .select("declaration_id", "product_category")
            .iter_rows()
        ):
            in_it.setdefault(industry[category], set()).add(declaration)
        found.append(
            {
                "province_code": code,
                "standards": rows.height,
                "new_standards": new.filter(pl.col("province_code") == code).height,
                "enterprises": rows["enterprise_id"].n_unique(),
                "industry": min(in_it, key=lambda each: (-len(in_it[each]), each), default="—"),
                "leaders": titled_at.count(str(code)),
            }
        )
    for row in found:
        row["place"] = 1 + sum(other["standards"] > row["standards"] for other in found)
    found.sort(key=lambda row: (-row["standards"], row["province_code"]))
    return by(found[:10], "province_code")


def industries(y: Year) -> Rows:
    industry = y.industry_of()
    stock = dict(y.standing(y.ends).select("declaration_id", "enterprise_id").iter_rows())
    new = set(y.declared().filter(y.within("on"))["declaration_id"])
    members: dict[str, set[str]] = {}
    for declaration, category in (
        y.read("fct_declared_products").select("declaration_id", "product_category").iter_rows()
    ):
        if category is not None:
            members.setdefault(industry[category], set()).add(declaration)
    placed: dict[str, set[str]] = {}
    for declaration, category in (
        y.entries(y.year).select("declaration_id", "product_category").iter_rows()
    ):
        placed.setdefault(industry[category], set()).add(declaration)
    titled = [
        industry[each] for each in y.titles().filter(pl.col("year") == y.year)["product_category"]
    ]
    return {
        (name,): {
            "standards": len(declarations & stock.keys()),
            "new_standards": len(declarations & new),
            "enterprises": len({stock[each] for each in declarations & stock.keys()}),
            "entries": len(placed.get(name, ())),
            "leaders": titled.count(name),
        }
        for name, declarations in members.items()
        if declarations & stock.keys()
    }
