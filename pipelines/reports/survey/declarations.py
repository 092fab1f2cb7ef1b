"""Which declarations belong to a field on a day, and which indicators they carry.

A field's declarations are enterprise standards in force, published by that day, with a product of
one of its categories or of a category below; each counts in the version known on that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

_SURVEYED = """
create or replace temp table surveyed as
with recursive members as (
    select wanted.product_category, wanted.product_category as member
    from (select unnest($categories::varchar[]) as product_category) as wanted
    union
    select members.product_category, categories.product_category
    from dim_product_categories as categories
    inner join members on categories.parent_category = members.member
),

products as (
    select distinct members.product_category, products.declaration_id
    from fct_declared_products as products
    inner join members on products.product_category = members.member
),

known as (
    select history.*
    from fct_declaration_history as history
    inner join fct_declarations as declarations using (declaration_id)
    where
        history.published_on <= $day
        and not (declarations.is_gone and declarations.last_observed_on < $day)
    -- the version of that day; before the first fetch the first one, as boards reckon it
    qualify
        row_number() over (
            partition by history.declaration_id
            order by history.observed_from > $day, abs(history.observed_from - $day)
        ) = 1
)

select
    products.product_category,
    known.declaration_id,
    known.version,
    known.indicator_source is not null as is_disclosed
from products
inner join known using (declaration_id)
-- asked of that version: a standard abolished since is not in force by an earlier one
where known.standard_kind = 'enterprise' and coalesce(known.status, 'in_force') = 'in_force'
"""

_DISCLOSING = """
select product_category, count(*) filter (where is_disclosed)
from surveyed
group by product_category
"""

_CARRYING = """
select surveyed.product_category, indicators.indicator_code, count(distinct surveyed.declaration_id)
from surveyed
inner join fct_declared_indicators as indicators using (declaration_id, version)
where indicators.indicator_code is not null and indicators.status <> 'empty'
group by all
"""


def select_declarations(
    connection: duckdb.DuckDBPyConnection, categories: Sequence[str], on: date
) -> None:
    """Makes the temporary table `surveyed`, one row a category and declaration.

    Columns: product_category (one of `categories`), declaration_id, version, is_disclosed.
    """
    connection.execute(_SURVEYED, {"categories": list(categories), "day": on})


def carried(
    database: Path, categories: Sequence[str], on: date
) -> dict[str, tuple[int, dict[str, int]]]:
    """By category: how many declarations disclose indicators, and how many carry each of them.

    Args:
        database: a release's DuckDB file.
        categories: codes; a declaration of a category below counts for its ancestor.
        on: the day.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        select_declarations(connection, categories, on)
        disclosing = connection.execute(_DISCLOSING).fetchall()
        carrying = connection.execute(_CARRYING).fetchall()
    found: dict[str, tuple[int, dict[str, int]]] = {
        category: (count, {}) for category, count in disclosing
    }
    for category, code, count in carrying:
        found[category][1][code] = count
    return found
