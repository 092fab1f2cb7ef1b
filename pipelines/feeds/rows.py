"""Rows of the feeds, out of the tables that the public may see."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.core.certificates import certificate_digest
from pipelines.core.wording import EXIT_REASONS, METHODS
from pipelines.site.asking import NAMED, Board, board_key, records
from pipelines.site.words import BOARD_STATES, LEADER_STATES

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

# a title is of a category and those below it: other products of the same standard have none
_PRODUCTS_BELOW = """
with recursive below as (
    select product_category as above_category, product_category from categories
    union all
    select below.above_category, categories.product_category
    from below
    inner join categories on categories.parent_category = below.product_category
)
"""

_LEADER_KEY = """
    leaders.programme || '/' || leaders.year || '/' || leaders.field_code || '/'
    || leaders.product_category || '/' || leaders.declaration_id
"""

_LEADERS = f"""
select
    {_LEADER_KEY} as id,
    leaders.programme,
    programmes.name_zh as programme_name,
    leaders.year,
    leaders.field_code,
    coalesce(fields.field_name, leaders.field_code) as field_name,
    leaders.product_category,
    coalesce(categories.name_zh, leaders.product_category) as category_name,
    leaders.declaration_id,
    declarations.org_name as enterprise_name,
    declarations.uscc,
    provinces.province_name as province,
    declarations.standard_no,
    declarations.standard_name,
    leaders.level,
    leaders.status,
    leaders.certificate_no,
    leaders.publicity_from,
    leaders.publicity_to,
    leaders.valid_from,
    leaders.valid_to,
    leaders.exited_on,
    leaders.exit_reason,
    case when boards.state is not null then {board_key("boards")} end as board,
    coalesce(awarded.org_name, declarations.org_name) as awarded_name,
    coalesce(awarded.standard_no, declarations.standard_no) as awarded_standard_no
from leaders
{NAMED}
inner join declarations using (declaration_id)
left join provinces using (province_code)
left join boards using (programme, field_code, product_category, period)
left join history as awarded
    on
        leaders.declaration_id = awarded.declaration_id
        and leaders.awarded_version = awarded.version
order by id
"""

_LEADERS_PRODUCTS = f"""
{_PRODUCTS_BELOW}

select
    {_LEADER_KEY} as id,
    products.product_name as name,
    products.brand,
    products.spec,
    products.model,
    products.barcode
from leaders
inner join below on leaders.product_category = below.above_category
inner join products
    on
        leaders.declaration_id = products.declaration_id
        and below.product_category = products.product_category
order by id, products.product_no
"""

_BOARDS = f"""
select
    {board_key("boards")} as id,
    boards.programme,
    programmes.name_zh as programme_name,
    boards.year,
    boards.field_code,
    coalesce(fields.field_name, boards.field_code) as field_name,
    boards.product_category,
    coalesce(categories.name_zh, boards.product_category) as category_name,
    boards.period,
    boards.cut_off_on,
    boards.state,
    boards.state_since,
    schemes.title as scheme_title,
    boards.scheme_version,
    schemes.body_name,
    boards.method,
    boards.note,
    boards.digest as board_digest,
    boards.published_digest
from boards
{NAMED}
left join schemes using (scheme_id, scheme_version)
order by id
"""

_INDICATORS = f"""
select
    {board_key("boards")} as board,
    asked.indicator_code as code,
    asked.name_zh as name,
    asked.unit,
    asked.better
from boards
inner join scheme_indicators as asked using (scheme_id, scheme_version, product_category)
where asked.indicator_class = 'core'
order by board, asked.position
"""

# as it stood on the board: what is published stays, whatever the enterprise declares later
_ENTRIES = f"""
{_PRODUCTS_BELOW}

select
    entries.declaration_id,
    entries.rank,
    entries.is_tied,
    entries.level,
    entries.score,
    declared.org_name as enterprise_name,
    declared.uscc,
    provinces.province_name as province,
    declared.standard_no,
    declared.standard_name,
    made.products,
    entries.models_text as models
from entries
inner join history as declared
    on entries.declaration_id = declared.declaration_id and entries.version = declared.version
left join provinces on declared.province_code = provinces.province_code
left join (
    select
        declaration_id,
        string_agg(product_name, '、' order by first_no) as products
    from (
        select declaration_id, product_name, min(product_no) as first_no
        from products
        semi join (
            select product_category from below where above_category = $product_category
        ) using (product_category)
        where product_name is not null
        group by declaration_id, product_name
    )
    group by declaration_id
) as made on entries.declaration_id = made.declaration_id
where
    entries.programme = $programme
    and entries.field_code = $field_code
    and entries.product_category = $product_category
    and entries.period = $period
order by entries.rank, entries.declaration_id
"""

_VALUES = """
select declaration_id, indicator_code as code, value, is_inclusive, grade, level, rank
from entry_indicators
where
    programme = $programme
    and field_code = $field_code
    and product_category = $product_category
    and period = $period
order by declaration_id, indicator_code
"""

# An event is public when it holds and is recorded: who asks for what came since the last time must
# meet a decision that was recorded late.
_EVENTS = f"""
with decided as (
    select
        event, programme, year, field_code, product_category, null as period,
        effective_on, recorded_at, declaration_id, certificate_no, valid_from, valid_to, exit_reason
    from leader_events
    union all by name
    select
        'board_published' as event, programme, year, field_code, product_category, period,
        state_since as effective_on, state_recorded_at as recorded_at
    from boards
    where state = 'published'
),

dated as (
    select
        * exclude (recorded_at),
        greatest(recorded_at, cast(effective_on as timestamp) - interval 8 hour) as updated_at
    from decided
)

select
    leaders.*,
    programmes.name_zh as programme_name,
    coalesce(fields.field_name, leaders.field_code) as field_name,
    coalesce(categories.name_zh, leaders.product_category) as category_name,
    declarations.org_name as enterprise_name,
    declarations.standard_no
from dated as leaders
{NAMED}
left join declarations using (declaration_id)
where leaders.updated_at > (select reached_on from calendar) - interval 1 year
order by updated_at desc, event, programme, year, field_code, product_category, period,
    effective_on, certificate_no nulls last, declaration_id
"""


def leader_rows(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Leaders with their products, in the order of their ids."""
    products: dict[str, list[Row]] = defaultdict(list)
    for product in records(connection, _LEADERS_PRODUCTS):
        products[product.pop("id")].append(product)
    rows = []
    for record in records(connection, _LEADERS):
        awarded = record.pop("awarded_name"), record.pop("awarded_standard_no")
        row = _plain(record)
        row["status_text"] = LEADER_STATES[row["status"]]
        row["exit_reason_text"] = EXIT_REASONS.get(row["exit_reason"])
        row["certificate_digest"] = (
            certificate_digest(
                record["certificate_no"], *awarded, record["valid_from"], record["valid_to"]
            )
            if record["certificate_no"]
            else None
        )
        row["products"] = products[row["id"]]
        rows.append(row)
    return rows


def board_rows(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Boards with their core indicators, without entries, in the order of their ids."""
    indicators: dict[str, list[Row]] = defaultdict(list)
    for indicator in records(connection, _INDICATORS):
        indicators[indicator.pop("board")].append(indicator)
    return [
        {
            **_plain(board),
            "state_text": BOARD_STATES[board["state"]],
            "method_text": METHODS[board["method"]],
            "indicators": indicators[board["id"]],
        }
        for board in records(connection, _BOARDS)
    ]


def entry_rows(connection: duckdb.DuckDBPyConnection, board: Board) -> list[Row]:
    """A board's entries by rank, each with what it declares of the core indicators."""
    values: dict[str, Row] = defaultdict(dict)
    for value in records(connection, _VALUES, board):
        declaration_id, code = value.pop("declaration_id"), value.pop("code")
        values[declaration_id][code] = _plain(value)
    return [
        {**_plain(entry), "indicators": values[entry["declaration_id"]]}
        for entry in records(connection, _ENTRIES, board)
    ]


def event_rows(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Publications, renewals and exits of the last year, newest first, a row a leader or board."""
    return records(connection, _EVENTS)


def _plain(record: Row) -> Row:
    """Days as text, numbers as short as they can be."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else int(value)
        if isinstance(value, float) and value.is_integer()
        else value
        for name, value in record.items()
    }
