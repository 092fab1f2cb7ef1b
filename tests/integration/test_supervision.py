"""Supervision lists and feedback of the sample: what EXPECTED.yml says, item by item."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.test_sample import EXPECTED, rows

if TYPE_CHECKING:
    import duckdb

Key = tuple[str, str, str, str | None]


def by_place(found: list[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    return {
        (row["source"], str(row["fetched_on"]), row["locator"], row.get("party")): row
        for row in found
    }


STATED: dict[Key, dict[str, Any]] = by_place(EXPECTED["findings"])


def test_every_finding_of_the_lists_is_there_and_no_other(db: duckdb.DuckDBPyConnection) -> None:
    found = rows(db, "select source, fetched_on, locator, party from fct_supervision_findings")
    assert set(by_place(found)) == set(STATED)


@pytest.mark.parametrize("place", STATED, ids=lambda place: " ".join(filter(None, place)))
def test_a_finding_says_what_its_list_says_of_whom(
    db: duckdb.DuckDBPyConnection, place: Key
) -> None:
    found = by_place(rows(db, "select * from fct_supervision_findings"))[place]
    stated = {"enterprise_id": None, "match_basis": None} | STATED[place]
    for name, value in stated.items():
        is_day = isinstance(found[name], date)
        assert (str(found[name]) if is_day else found[name]) == value, name


def test_whom_nobody_can_tell_waits_for_a_person(db: duckdb.DuckDBPyConnection) -> None:
    waiting = rows(
        db,
        """
        select org_name, count(*) as candidate_count, min(basis) as basis, max(score) as score
        from fct_match_candidates where state = 'waiting' group by all order by all
        """,
    )
    assert [(row["org_name"], row["candidate_count"], row["basis"]) for row in waiting] == [
        ("示例云玲家居有限公司", 1, "similar"),
        ("示例晨溪家居有限公司", 1, "name"),
    ]
    assert [row["score"] < 100 for row in waiting] == [True, False]


def test_a_name_that_two_bear_is_settled_by_a_decision(db: duckdb.DuckDBPyConnection) -> None:
    settled = rows(
        db,
        """
        select state, decision_id is not null as is_decided, reason like '示例：%' as has_reason
        from fct_match_candidates where org_name = '示例双溪门窗有限公司' order by state
        """,
    )
    assert settled == [
        {"state": "settled_other", "is_decided": True, "has_reason": True},
        {"state": "settled_same", "is_decided": True, "has_reason": True},
    ]


def test_leaders_that_the_lists_speak_against_are_proposed_for_exit(
    db: duckdb.DuckDBPyConnection,
) -> None:
    proposed = rows(
        db,
        """
        select findings.source, proposals.reason_no, findings.standard_basis
        from fct_exit_proposals as proposals
        inner join fct_supervision_findings as findings using (finding_id)
        order by all
        """,
    )
    assert [tuple(row.values()) for row in proposed] == [
        ("credit-file", 6, "none"),
        ("psp", 4, "none"),
        ("psp", 7, "none"),
        ("spot-check-file", 4, "declared"),
    ]


def test_a_finding_leads_to_the_raw_page_it_was_read_from(
    db: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        db, "select count(*) as n from fct_supervision_findings where raw_path is null"
    ) == [{"n": 0}]


def test_feedback_is_counted_by_field_month_and_indicator(db: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        db,
        """
        select field_name, month, indicator_code, words, feedback_count
        from fct_consumer_feedback order by field_name, month, indicator_code
        """,
    )
    assert found == [{"words": None} | item for item in EXPECTED["feedback"]]
