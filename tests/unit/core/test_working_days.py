"""Working days and publicity, against the known answers of domain.md §7."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.working_days import (
    PUBLICITY_DAYS,
    UnannouncedYearError,
    add_working_days,
    announced_years,
    is_working_day,
    latest_start,
    publicity,
)

DAY = timedelta(days=1)
LAST = announced_years()[-1]
# far enough from both ends of the table for every period below
DAYS = st.dates(date(announced_years().start + 1, 1, 1), date(LAST - 1, 12, 31))
COUNTS = st.integers(1, 30)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        ("2025-01-20", "2025-02-08"),  # Spring Festival; ends on a Saturday that people work
        ("2026-02-09", "2026-02-28"),  # so does this one
        ("2021-09-17", "2021-10-08"),  # Mid-autumn and National Day with three make-up days
        ("2023-09-22", "2023-10-12"),
        ("2025-09-26", "2025-10-16"),
        ("2026-03-02", "2026-03-16"),  # no holiday: two weeks
    ],
)
def test_a_publicity_of_ten_working_days_ends_when_it_is_known_to(
    starts_on: str, ends_on: str
) -> None:
    found = publicity(date.fromisoformat(starts_on))
    assert found.ends_on.isoformat() == ends_on
    assert found.publishable_from == found.ends_on + DAY


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),  # a Saturday that makes up for the Spring Festival
        ("2026-02-16", False),  # a Monday within it
        ("2026-02-28", True),
        ("2026-03-01", False),
    ],
)
def test_make_up_days_are_working_days_and_holidays_are_not(day: str, expected: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2026-03-01", False), ("2026-03-02", True), ("2026-03-16", True), ("2026-03-17", False)],
)
def test_a_publicity_runs_from_day_0_to_the_end_of_its_last_day(day: str, is_open: bool) -> None:
    assert publicity(date(2026, 3, 2)).is_open(date.fromisoformat(day)) is is_open


def test_the_results_of_jinchengs_banks_have_to_be_publicised_by_the_17th_of_october() -> None:
    # D4 part 4, 2: published by 2021-10-31, a Sunday; a day later the tenth working day is 11-01
    assert latest_start(date(2021, 10, 31)) == date(2021, 10, 17)
    assert publicity(date(2021, 10, 17)).ends_on == date(2021, 10, 29)
    assert publicity(date(2021, 10, 18)).ends_on == date(2021, 11, 1)


@given(DAYS, COUNTS)
def test_the_latest_start_ends_in_time_and_the_day_after_does_not(day: date, count: int) -> None:
    start = latest_start(day, count)
    assert publicity(start, count).ends_on <= day < publicity(start + DAY, count).ends_on


@given(DAYS, COUNTS, COUNTS)
def test_working_days_add_up(day: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(day, first), second) == add_working_days(
        day, first + second
    )


@given(DAYS, COUNTS)
def test_a_period_ends_on_a_working_day_and_counts_each_after_day_0_once(
    day: date, count: int
) -> None:
    end = add_working_days(day, count)
    days = [day + n * DAY for n in range(1, (end - day).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, days)) == count


def test_a_period_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="应不小于 1"):
        publicity(date(2026, 3, 2), 0)


@pytest.mark.parametrize("start", [date(LAST, 12, 25), date(LAST + 1, 3, 1)])
def test_a_year_that_nobody_has_announced_is_refused(start: date) -> None:
    with pytest.raises(UnannouncedYearError, match=f"{LAST + 1} 年的节假日安排尚未公布") as caught:
        publicity(start)
    assert caught.value.year == LAST + 1


def test_the_year_after_the_last_notice_of_the_table_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {day: name for day, name in constants.holidays.items() if day.year < 2026}
    monkeypatch.setattr("pipelines.core.working_days.holidays", known)
    assert publicity(date(2025, 12, 1)).ends_on == date(2025, 12, 15)
    with pytest.raises(UnannouncedYearError, match=r"2026 年.*已收录至 2025 年.*请更新"):
        publicity(date(2025, 12, 25))


def test_2027_is_refused_as_seen_from_november_2026() -> None:
    if LAST > 2026:
        pytest.skip("the holidays of 2027 have been announced since")
    with pytest.raises(UnannouncedYearError, match="2027 年"):
        latest_start(date(2027, 1, 31))


def test_days_before_the_table_are_refused() -> None:
    with pytest.raises(UnannouncedYearError, match="从 2004 年开始"):
        add_working_days(date(2003, 6, 2), PUBLICITY_DAYS)
