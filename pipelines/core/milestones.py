"""Milestones (时间节点) of a programme: what is due by which day, from its file to dated rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from pipelines.core.procedures import Role  # noqa: TC001 - pydantic reads the annotations
from pipelines.core.working_days import UnannouncedYearError, latest_start
from pipelines.core.yaml_files import Code, Fault, FileModel, Text, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_YEARLY = re.compile(r"(?P<next>next year )?(?P<month>\d\d)-(?P<day>\d\d)")
_COMMON_YEAR = 2025


@dataclass(frozen=True)
class YearDay:
    """A day of each year: `12-31`, or `next year 01-31` for the same day of the year after it."""

    month: int
    day: int
    years_later: int = 0

    def on(self, year: int) -> date:
        """The day that belongs to a year of the programme."""
        return date(year + self.years_later, self.month, self.day)


def _day(value: object) -> object:
    if isinstance(value, (date, YearDay)) or value is None:
        return value
    written = _YEARLY.fullmatch(value) if isinstance(value, str) else None
    if not written:
        raise wrong("应为 YYYY-MM-DD；每年同一天写 12-31，次年写 next year 01-31")
    day = YearDay(int(written["month"]), int(written["day"]), 1 if written["next"] else 0)
    try:
        day.on(_COMMON_YEAR)
    except ValueError:
        raise wrong("应为每年都有的日子，如 12-31") from None
    return day


Day = Annotated[date | YearDay | None, BeforeValidator(_day)]


class Milestone(FileModel):
    """Something that is due by a day.

    Attributes:
        code: unique in its programme.
        starts: first day of the time that it is done in; None: any time before.
        due: last day, until 24:00. A day of each year is due in every year for which the programme
            has a list of key fields.
        publicity_ends_by: in place of `due`: a publicity starts here, and has to end by this day.
        closes: the day closes something to others, and needs nobody who says that it is done.
        each_body: kind of the decision by which each assessment body does it for itself, about
            `<its USCC>/<year>`; None: it is done once for all.
        by: who does it.
        place: where the document says so.
    """

    code: Code
    what: Text
    starts: Day = None
    due: Day = None
    publicity_ends_by: date | None = None
    closes: bool = False
    each_body: Code | None = None
    by: Annotated[list[Role], Field(min_length=1)]
    place: Text

    def dated(self, years: Iterable[int]) -> Iterator[DatedMilestone]:
        """The milestone once a year, or once where it has a date of its own.

        Args:
            years: in which the programme runs.

        Raises:
            UnannouncedYearError: a publicity reaches a year without announced holidays.
        """
        due = self.due
        if self.publicity_ends_by is not None:
            due = latest_start(self.publicity_ends_by)
        if due is None:
            return
        for year in sorted(years) if isinstance(due, YearDay) else [due.year]:
            starts_on = None if self.starts is None else _on(self.starts, year)
            yield DatedMilestone(self, year, starts_on, _on(due, year))


@dataclass(frozen=True)
class DatedMilestone:
    """A milestone of a year.

    Attributes:
        year: of the programme, not always that of `due_on`.
        starts_on: first day; None: any time before.
        due_on: last day, until 24:00 at Shanghai.
    """

    milestone: Milestone
    year: int
    starts_on: date | None
    due_on: date

    @property
    def subject(self) -> str:
        """What a decision of kind `milestone_done` is about."""
        return f"{self.year}/{self.milestone.code}"


def milestone_faults(milestones: Iterable[Milestone]) -> Iterator[Fault]:
    """What is wrong within a programme's milestones."""
    met: set[str] = set()
    for number, milestone in enumerate(milestones):
        at = ("milestones", number)
        if milestone.code in met:
            yield Fault((*at, "code"), f"{milestone.code} 重复", "每个节点只写一次", "repeated")
        met.add(milestone.code)
        if (milestone.due is None) == (milestone.publicity_ends_by is None):
            problem = "截止日期应写一次"
            remedy = "请写 due；由公示结束日推算的写 publicity_ends_by，两者只写一个"
            yield Fault((*at, "due"), problem, remedy, "missing_field")
            continue
        try:
            dated = list(milestone.dated([_COMMON_YEAR]))
        except UnannouncedYearError as error:
            yield Fault((*at, "publicity_ends_by"), str(error), "或改写 due", "unannounced_year")
            continue
        if any(one.starts_on is not None and one.starts_on > one.due_on for one in dated):
            problem = "开始日期晚于截止日期"
            yield Fault((*at, "starts"), problem, "请核对两个日期", "disordered_dates")


def _on(day: date | YearDay, year: int) -> date:
    return day.on(year) if isinstance(day, YearDay) else day
