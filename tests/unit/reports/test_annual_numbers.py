"""Numbers of the January report by hand: what the sample does not have, as a year before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.reports.annual.report import ASKED
from pipelines.reports.annual.scope import Scope
from pipelines.reports.figures import Release
from tests.site_release import create_tables
from tests.unit.reports.test_annual import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.reports.figures import Table

QUERIES = {each.code: each for each in ASKED}
TWO_YEARS = """
insert into dim_product_categories by name
select * from (values
    ('furniture', null, '家具', '家具制造业'), ('desk', 'furniture', '桌', '木质家具制造')
) as told(product_category, parent_category, name_zh, industry_name_zh);
insert into dim_units by name
select * from (values ('mg/kg', 'share', 1.0), ('%', 'share', 10000.0))
as told(unit, dimension, factor);
insert into dim_limits by name
select * from (values
    ('mild', 'GB 1-2020', 'furniture', 'lead', null, 'mg/kg', 90.0, date '2020-01-01', null),
    ('strict', 'GB 2-2020', 'furniture', 'lead', null, '%', 0.008, date '2020-01-01', null),
    ('coming', 'GB 3-2027', 'desk', 'lead', null, 'mg/kg', 1.0, date '2027-01-01', null),
    ('past', 'GB 4-2010', 'desk', 'lead', null, 'mg/kg', 2.0, date '2010-01-01',
        date '2020-01-01'),
    ('other', 'GB 5-2020', 'desk', 'lead', 'other', 'mg/kg', 3.0, date '2020-01-01', null)
) as told(rule_id, standard_no, product_category, indicator_code, test_method, unit, high,
    in_force_from, in_force_to);
update dim_limits set known_from = date '2020-01-01';
insert into dim_scheme_indicators by name
select 's' as scheme_id, 1 as scheme_version, 'desk' as product_category, 'lead' as indicator_code,
    1 as position, '铅' as name_zh, 'core' as indicator_class, 'mg/kg' as unit, 'lower' as better,
    'migration' as test_method;
insert into fct_boards by name
select 'national' as programme, 'desks' as field_code, 'desk' as product_category, period, year,
    's' as scheme_id, 1 as scheme_version, cut_off_on, 'published' as state,
    false as is_provisional, 9 as candidate_count, entries as entry_count
from (values
    ('2025', 2025, date '2025-12-31', 4), ('2026Q1', 2026, date '2026-03-31', 1),
    ('2026Q4', 2026, date '2026-12-31', 3)
) as told(period, year, cut_off_on, entries);
insert into fct_board_entries by name
select 'national' as programme, 'desks' as field_code, 'desk' as product_category, period,
    id as declaration_id, id as enterprise_id, level
from (values
    ('2025', 'a', 1), ('2025', 'b', 2), ('2025', 'c', 3), ('2025', 'd', 3), ('2026Q1', 'z', 3),
    ('2026Q4', 'a', 1), ('2026Q4', 'b', 1), ('2026Q4', 'c', 2)
) as told(period, id, level);
insert into fct_board_entry_indicators by name
select 'national' as programme, 'desks' as field_code, 'desk' as product_category, period,
    declaration_id, 'lead' as indicator_code, 'mg/kg' as unit,
    case declaration_id when 'a' then 20 when 'b' then 40 else 60 end
        * case period when '2025' then 1 else 0.5 end as value
from fct_board_entries;
insert into fct_leaders by name
select 'national' as programme, year, 'desks' as field_code, 'desk' as product_category,
    id as declaration_id, id as enterprise_id, 'published' as status, valid_from,
    valid_from + interval 1 year as valid_to, exited_on
from (values
    (2025, 'a', date '2025-06-01', null), (2025, 'b', date '2025-06-01', date '2026-01-10'),
    (2026, 'a', date '2026-06-01', null), (2026, 'c', date '2026-06-01', date '2027-01-05'),
    (2026, 'd', null, null)
) as told(year, id, valid_from, exited_on);
"""
STOCK = """
insert into fct_declaration_history by name
select * from (values
    ('a', 1, 'e1', date '2025-03-01', date '2025-03-02', date '2026-06-01', 'in_force'),
    ('a', 2, 'e1', date '2025-03-01', date '2026-06-01', null, 'abolished'),
    ('b', 1, 'e1', date '2026-12-31', date '2027-01-02', null, 'in_force'),
    ('c', 1, 'e2', date '2027-01-01', date '2027-01-02', null, 'in_force'),
    ('d', 1, 'e3', null, date '2026-05-30', null, null)
) as told(declaration_id, version, enterprise_id, published_on, observed_from, observed_to,
    status);
update fct_declaration_history set first_observed_on = observed_from where version = 1;
insert into fct_declarations by name
select declaration_id, enterprise_id, published_on, first_observed_on
from fct_declaration_history
where version = 1;
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_tables(opened)
        yield opened


def asked(
    connection: duckdb.DuckDBPyConnection, code: str, reached: date = date(2027, 1, 10)
) -> Table:
    """A table of the report on 2026, asked of a release that has reached that day."""
    release = Release(connection, replace(MANIFEST, run_on=reached))
    return Scope(release, "national", 2026).table(QUERIES[code])


def only(table: Table, *names: str) -> tuple[Any, ...]:
    """Values of a table with one row."""
    return tuple(table.only[name] for name in names)


def test_levels_are_shares_of_the_annual_board_beside_those_of_the_year_before(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(TWO_YEARS)
    names = ("industry", "entries", "level_1_share", "entries_before", "level_1_share_before")
    assert only(asked(connection, "levels"), *names) == (
        "木质家具制造", 3, pytest.approx(2 / 3), 4, 0.25,
    )  # fmt: skip


def test_a_median_is_held_against_the_strictest_limit_in_force_of_its_category_and_those_above(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(TWO_YEARS)
    names = ("median_value", "limit_text", "margin", "median_before", "rise")
    assert only(asked(connection, "medians"), *names) == (
        20.0, "≤80（GB 2-2020）", pytest.approx(0.75), 50.0, pytest.approx(0.6),
    )  # fmt: skip


def test_leaders_add_up_over_the_years_and_who_leads_again_counts_once(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(TWO_YEARS)
    rows = [tuple(row.values()) for row in asked(connection, "leaders").rows]
    assert rows == [(2025, 2, 2, 2, 2, 2), (2026, 2, 2, 1, 4, 3)]


@pytest.mark.parametrize(("reached", "valid"), [(date(2026, 5, 31), 0), (date(2027, 1, 10), 2)])
def test_a_title_is_valid_on_the_years_last_day_whatever_came_after(
    connection: duckdb.DuckDBPyConnection, reached: date, valid: int
) -> None:
    connection.execute(TWO_YEARS)
    names = ("shortlisted", "leaders", "exited", "valid")
    assert only(asked(connection, "field_leaders", reached), *names) == (3, 2, 0, valid)


def test_an_exit_belongs_to_the_year_in_which_it_took_effect(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(TWO_YEARS)
    assert only(asked(connection, "exits"), "exited_on", "title_year") == (date(2026, 1, 10), 2025)


def test_what_was_abolished_or_not_yet_published_at_the_years_end_is_no_stock(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(STOCK)
    table = asked(connection, "declared")
    said = {row["code"]: (row["value"], row["value_before"]) for row in table.rows}
    assert said["standards"] == (2, 1)
    assert said["new_standards"] == (2, 1)
    assert said["enterprises"] == (2, 1)
    trend = [(row["year"], row["standards"]) for row in asked(connection, "trend").rows]
    assert trend == [(2025, 1), (2026, 2)]


def test_of_several_schemes_of_a_field_the_one_that_went_furthest_is_told(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        """
        insert into dim_key_fields by name
        select 'national' as programme, 2026 as year, 'desks' as field_code, '桌' as name_zh;
        insert into dim_schemes by name
        select id as scheme_id, 1 as scheme_version, 'national' as programme,
            'desks' as field_code, 2026 as year, id as body_name, state
        from (values ('甲', 'refused'), ('乙', 'reviewed'), ('丙', 'filed')) as told(id, state)
        """
    )
    names = ("body", "schemes", "state_text")
    assert only(asked(connection, "fields"), *names) == ("乙", 3, "已通过专家评审")
