"""Working days as the State Council announces them each year, and the periods counted in them.

Make-up days (调休上班) are working days, the holidays taken for them are none. Days are days at
Shanghai. Nothing is assumed of a year whose holidays nobody has announced yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import chinese_calendar
from chinese_calendar.constants import holidays

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLICITY_DAYS = 10
"""D1 part 3 (1) 3 for schemes; part 3 (2) 4 and D3 part 3, 6 “at least” for results."""

_DAY = timedelta(days=1)


class UnannouncedYearError(ValueError):
    """Working days of a year were asked for that has no announced holidays.

    Attributes:
        year: that year.
    """

    def __init__(self, year: int) -> None:
        announced = announced_years()
        if year < announced.start:
            sentence = f"工作日历从 {announced.start} 年开始，没有 {year} 年；请核对日期"
        else:
            sentence = (
                f"{year} 年的节假日安排尚未公布（已收录至 {announced[-1]} 年），"
                "不能推算该年的工作日；国务院办公厅公布后请更新 chinesecalendar 再试"
            )
        super().__init__(sentence)
        self.year = year


@dataclass(frozen=True)
class Publicity:
    """A publicity (公示) as domain.md §4 counts it.

    Attributes:
        starts_on: day 0; any day, a working day or not.
        ends_on: the last working day; it runs until 24:00.
    """

    starts_on: date
    ends_on: date

    @property
    def publishable_from(self) -> date:
        """The earliest day of publication: the day after the end, a working day or not."""
        return self.ends_on + _DAY

    def is_open(self, day: date) -> bool:
        """Whether the publicity runs on a day."""
        return self.starts_on <= day <= self.ends_on


def announced_years() -> range:
    """The years whose holidays are known."""
    return range(min(holidays).year, max(holidays).year + 1)


def is_working_day(day: date) -> bool:
    """Whether people work on a day.

    Raises:
        UnannouncedYearError: nobody has announced the holidays of its year.
    """
    if day.year not in announced_years():
        raise UnannouncedYearError(day.year)
    return bool(chinese_calendar.is_workday(day))


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after a day; the day itself is day 0, whatever day it is.

    Raises:
        ValueError: `count` is less than 1.
        UnannouncedYearError: nobody has announced the holidays of a year that has to be counted.
    """
    return _nth(_working_days(day + _DAY, _DAY), count)


def publicity(starts_on: date, working_days: int = PUBLICITY_DAYS) -> Publicity:
    """The publicity that starts on a day.

    Raises:
        ValueError: it has less than one working day.
        UnannouncedYearError: nobody has announced the holidays of a year that it reaches.
    """
    return Publicity(starts_on, add_working_days(starts_on, working_days))


def latest_start(ends_by: date, working_days: int = PUBLICITY_DAYS) -> date:
    """The last day on which a publicity can start so that it ends by a day (D4 part 4, 2).

    It can be a day on which nobody works: day 0 is not counted. An office that publishes on working
    days only has to start on the last one before it.

    Raises:
        ValueError: the publicity has less than one working day.
        UnannouncedYearError: nobody has announced the holidays of a year that has to be counted.
    """
    return _nth(_working_days(ends_by, -_DAY), working_days) - _DAY


def _working_days(day: date, step: timedelta) -> Iterator[date]:
    """Working days from a day on, forwards or backwards."""
    while True:
        if is_working_day(day):
            yield day
        day += step


def _nth(days: Iterator[date], count: int) -> date:
    if count < 1:
        raise ValueError(f"工作日数应不小于 1，给出的是 {count}")
    return next(day for number, day in enumerate(days, 1) if number == count)
