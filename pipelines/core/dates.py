"""Dates and instants in the spellings of the sources: days at Shanghai, instants as naive UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.core.text import fold, strip_tags

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""With the summer times of 1986-1991: an offset would put their days one day back."""

_LABEL = re.compile(r"^(?:公开|公布|发布|声明|实施|废止|更新|修订)?(?:时间|日期|于)?\s*[::]?\s*")
_DAY = (
    r"(?P<year>(?:19|20|21)\d\d)\s*(?:年\s*(?P<month_zh>\d{1,2})\s*月\s*(?P<day_zh>\d{1,2})\s*[日号]"
    r"|(?P<mark>[-/.])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<day>\d{1,2})"
    r"|(?P<month_run>\d\d)(?P<day_run>\d\d))"
)
_TIME = (
    r"(?P<hour>\d{1,2})\s*(?:[:时点]\s*(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})"
    r"(?:\.\d+)?\s*秒?)?)?|[时点])"
)
_ZONE = r"(?P<zone>Z|[+\-]\d\d:?\d\d)"
_WRITTEN = re.compile(rf"{_DAY}(?:\s*T?\s*{_TIME}\s*{_ZONE}?)?", re.IGNORECASE)
_STAMP = re.compile(r"((?:19|20|21)\d{6})(\d\d)(\d\d)(\d\d)")
_EPOCH = re.compile(r"-?\d{9,13}")
_MILLISECONDS_FROM_DIGITS = 11  # 11 to 13 digits are milliseconds, 9 and 10 are seconds
_YEARS = range(1900, 2200)
_COMMITTED = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_EIGHT_DIGITS = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def parse_instant(text: str) -> datetime | None:
    """An instant as naive UTC, from text that without a zone means Shanghai; None where it is none.

    Known are dates with -, /, . or 年月日 between, or with nothing; a time behind them in digits or
    时分, 点分; ISO 8601; epoch milliseconds and seconds. A day alone is its midnight at Shanghai,
    24:00 the next day's. Impossible dates and figures with letters in them (2O18) are None.
    """
    written = _LABEL.sub("", fold(strip_tags(text)))
    if match := _WRITTEN.fullmatch(written):
        return _from_parts(match)
    if match := _STAMP.fullmatch(written):
        return parse_instant(f"{match[1]} {match[2]}:{match[3]}:{match[4]}")
    if _EPOCH.fullmatch(written):
        is_milliseconds = len(written.lstrip("-")) >= _MILLISECONDS_FROM_DIGITS
        seconds = int(written) / 1000 if is_milliseconds else int(written)
        return _plausible(datetime(1970, 1, 1) + timedelta(seconds=seconds))  # noqa: DTZ001
    return None


def parse_day(text: str) -> date | None:
    """The day at Shanghai that a text names, in the spellings of `parse_instant`; else None."""
    instant = parse_instant(text)
    return shanghai_day(instant) if instant else None


def day_of_cut_epoch(text: str) -> date | None:
    """The day of a midnight in epoch seconds whose first eight digits were written as a date.

    A catalogue on 2026-05-30 had 736 such dates (1124-72-64 for 1124726400 = 2005-08-23), each the
    day that the same catalogue gave two weeks later. The digits that were cut off are zeros, since
    a midnight at Shanghai is a multiple of 100 seconds; what is no such midnight is None.
    """
    match = _EIGHT_DIGITS.fullmatch(text.strip())
    if not match:
        return None
    digits = "".join(match.groups())
    # ten digits begin with 1 until 2033; of nine digits, before September 2001, one is cut off
    seconds = int(digits) * (100 if digits[0] == "1" else 10)
    local = datetime.fromtimestamp(seconds, SHANGHAI)
    return local.date() if local.time() == time.min else None


def shanghai_instant(text: str) -> datetime:
    """The instant of committed files, `YYYY-MM-DD HH:MM` at Shanghai, as naive UTC.

    Raises:
        ValueError: the text is no such instant.
    """
    instant = parse_instant(text) if _COMMITTED.fullmatch(text) else None
    if instant is None:
        raise ValueError(f"{text!r} 不是 YYYY-MM-DD HH:MM 写法的时刻")
    return instant


def shanghai_day(instant: datetime) -> date:
    """The day at Shanghai of an instant in naive UTC."""
    return instant.replace(tzinfo=UTC).astimezone(SHANGHAI).date()


def _from_parts(match: re.Match[str]) -> datetime | None:
    part = match.groupdict()
    month = part["month"] or part["month_zh"] or part["month_run"]
    day = part["day"] or part["day_zh"] or part["day_run"]
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    is_midnight = (hour, minute, second) == (24, 0, 0)
    try:
        local = datetime(  # noqa: DTZ001 - the zone follows
            int(part["year"]), int(month), int(day), 0 if is_midnight else hour, minute, second
        )
        if is_midnight:
            local += timedelta(days=1)
        zone = (
            SHANGHAI
            if part["zone"] is None
            else datetime.strptime(_offset(part["zone"]), "%z").tzinfo
        )
        return _plausible(local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None))
    except ValueError:  # a day or a time that no calendar has
        return None


def _offset(zone: str) -> str:
    return "+0000" if zone.upper() == "Z" else zone.replace(":", "")


def _plausible(instant: datetime) -> datetime | None:
    return instant if instant.year in _YEARS else None
