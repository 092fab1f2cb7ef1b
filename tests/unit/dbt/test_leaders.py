"""Leaders of the small world: who was what when, who is barred, and what speaks against whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import duckdb

_WHO_WAS_WHAT = """
select case when status_after = 'published' and valid_to <= $on then 'expired' else status_after end
from fct_leader_events
where
    declaration_id = $leader
    and effective_on <= cast($on as date)
    and recorded_at <= cast($known as timestamp)
qualify row_number() over (partition by programme, year, field_code, product_category order by seq desc) = 1
"""  # noqa: E501
"""The question that the comment of fct_leader_events says how to ask."""


@pytest.mark.parametrize(
    ("leader", "on", "known", "status"),
    [
        ("EX01-100", "2026-04-22", "2026-07-07", None),
        ("EX01-100", "2026-04-23", "2026-07-07", "shortlisted"),
        ("EX01-100", "2026-05-11", "2026-07-07", "in_publicity"),
        ("EX01-100", "2026-05-12", "2026-07-07", "published"),
        ("EX01-100", "2027-05-11", "2026-07-07", "published"),
        ("EX01-100", "2027-05-12", "2026-07-07", "expired"),
        # the exit took effect on the fourth and was recorded on the sixth
        ("EX13-100", "2026-07-03", "2026-07-07", "published"),
        ("EX13-100", "2026-07-04", "2026-07-05", "published"),
        ("EX13-100", "2026-07-04", "2026-07-07", "exited"),
        ("EX13-100", "2027-05-12", "2026-07-07", "exited"),
        # what was not known yet was not so for anybody who asked
        ("EX01-100", "2026-06-01", "2026-04-30", "in_publicity"),
    ],
)
def test_who_was_what_on_a_day_as_known_on_another(
    warehouse: duckdb.DuckDBPyConnection, leader: str, on: str, known: str, status: str | None
) -> None:
    found = warehouse.execute(
        _WHO_WAS_WHAT, {"leader": leader, "on": on, "known": known}
    ).fetchall()
    assert found == ([] if status is None else [(status,)])


def test_leaders_stand_with_certificate_board_and_level(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select declaration_id, status, certificate_no, period, awarded_version, level, "
        "enterprise_id from fct_leaders order by declaration_id"
    ).fetchall()
    assert found == [
        ("EX01-100", "published", "N-EX01-100", "2026Q1", 1, 1, "EX0000010"),
        ("EX13-100", "exited", "N-EX13-100", "2026Q1", 1, 1, "EX0000013"),
        ("EX14-100", "published", "N-EX14-100", "2026Q1", 1, 1, "EX0000014"),
        ("EX20-100", "published", "N-EX20-100", "2026Q1", 1, 1, "EX0000020"),
        ("EX22-100", "published", "N-EX22-100", "2026Q1", 1, 3, "EX0000022"),
        ("EX31-100", "published", "N-EX31-100", "2026Q1", 1, 1, "EX0000031"),
    ]


def test_what_speaks_against_a_leader_is_proposed_with_old_and_new(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select declaration_id, reason_no, severity, basis_code, old_text, new_text, found_on, "
        "state from fct_exit_proposals order by declaration_id"
    ).fetchall()
    assert found == [
        ("EX14-100", 7, None, "standard_unlisted", None, None, date(2026, 7, 5), "open"),
        (
            "EX20-100",
            2,
            "level",
            "value_worse",
            "≤0.025mg/m3",
            "≤0.05mg/m3",
            date(2026, 7, 7),
            "open",
        ),
        ("EX22-100", 7, None, "limit_broken", None, None, date(2026, 6, 1), "open"),
        # measured against the award as a person read it, not as the parser did
        (
            "EX31-100",
            2,
            "level",
            "value_worse",
            "≤0.02mg/m3",
            "≤0.04mg/m3",
            date(2026, 7, 7),
            "open",
        ),
    ]


def test_an_exit_bars_for_three_years_from_the_next_board_on(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    ban = warehouse.execute(
        "select programme, source_kind, barred_from, barred_until, exit_reason from fct_bans "
        "where enterprise_id = 'EX0000013'"
    ).fetchall()
    assert ban == [("national", "exit_confirmed", date(2026, 7, 4), date(2029, 7, 4), 6)]
    rules = warehouse.execute(
        "select period, evidence from fct_eligibility "
        "where declaration_id = 'EX13-100' and reason_code = 'barred'"
    ).fetchall()
    assert rules == [("2026Q3", "处于禁入期，至 2029-07-04（不含）")]


def test_scheme_board_and_body_stand_where_the_ledger_says(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    boards = warehouse.execute(
        "select product_category, period, state, state_since from fct_boards "
        "where state <> 'computed'"
    ).fetchall()
    schemes = warehouse.execute(
        "select scheme_id from dim_schemes where state <> 'none'"
    ).fetchall()
    bodies = warehouse.execute(
        "select body_name, state from dim_assessment_bodies where programme = 'national'"
    ).fetchall()
    assert boards == [("panel_furniture", "2026Q1", "published", date(2026, 4, 22))]
    assert schemes == [("national_2026_panel",)]
    assert bodies == [("示例标准化院", "registered")]


def test_who_refuses_is_left_out_and_keeps_the_rank_that_was_computed(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    consents = warehouse.execute(
        "select declaration_id, consent, is_left_out, rank from fct_consents "
        "inner join fct_board_entries "
        "using (programme, field_code, product_category, period, declaration_id) "
        "where consent <> 'none' order by declaration_id"
    ).fetchall()
    assert consents == [
        ("EX01-100", "given", False, 1),
        ("EX13-100", "standing", False, 1),
        ("EX29-100", "refused", True, 1),
    ]
    (note,) = warehouse.execute("select note from fct_boards where state = 'published'").fetchall()[
        0
    ]
    assert note.endswith("另有 1 项未经企业同意，不列入；其余名次不变。")


def test_a_publicity_counts_its_objections_and_ends_with_its_last_day(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select what_zh, publicity_from, publicity_to, earliest_publication_on, objection_count, "
        "open_objection_count, state from fct_publicities where subject_type = 'board'"
    ).fetchall()
    assert found == [
        ("排行榜", date(2026, 4, 7), date(2026, 4, 21), date(2026, 4, 22), 1, 0, "ended")
    ]


def test_a_decision_of_a_later_day_than_any_night_moves_the_day_reached(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    (recorded,) = warehouse.execute("select max(recorded_at) from fct_leader_events").fetchall()[0]
    reached = warehouse.execute("select * from int_calendar__reached").fetchall()
    assert recorded < datetime.fromisoformat("2026-07-07")
    assert reached == [(date(2026, 7, 7), date(2026, 7, 7))]
