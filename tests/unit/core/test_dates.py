"""Instants and days in the spellings of the sources."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.dates import (
    SHANGHAI,
    parse_day,
    parse_instant,
    shanghai_day,
    shanghai_instant,
)


@pytest.mark.parametrize(
    "text",
    [
        "2017-05-31 15:40",
        "2017-5-31 15:40",
        "2017-05-31 15:40:00",
        "2017-05-31 15:40:00.0",
        "2017/05/31 15:40",
        "2017.05.31 15:40",
        "20170531 15:40",
        "20170531154000",
        "2017年5月31日 15时40分",
        "2017年05月31日15时40分00秒",
        "公开 2017年05月31日 15点40分",
        "公开时间：2017-05-31 15:40",
        "２０１７－０５－３１　１５：４０",
        "2017-05-31T15:40:00+08:00",
        "2017-05-31T07:40:00.000Z",
        "2017-05-31T15:40",
        "1496216400000",
        "1496216400",
        "<td>2017-05-31&nbsp;15:40</td>",
    ],
)
def test_spellings_of_one_instant_are_one(text: str) -> None:
    assert parse_instant(text) == dt.datetime.fromisoformat("2017-05-31T07:40")
    assert parse_day(text) == dt.date(2017, 5, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1997-05-28 00:00:00.0", dt.date(1997, 5, 28)),
        ("1997年5月28日", dt.date(1997, 5, 28)),
        ("2024年2月29号", dt.date(2024, 2, 29)),
        ("1781712000000", dt.date(2026, 6, 18)),  # midnight at Shanghai, the day before in UTC
        ("418492800000", dt.date(1983, 4, 7)),
        ("581094000000", dt.date(1988, 6, 1)),  # in summer time: an offset of 8 h gives 05-31
        ("2100-01-01", dt.date(2100, 1, 1)),
    ],
)
def test_a_day_is_a_day_at_shanghai(text: str, day: dt.date) -> None:
    assert parse_day(text) == day


def test_a_day_alone_is_its_midnight_at_shanghai() -> None:
    assert parse_instant("2026-03-16") == dt.datetime.fromisoformat("2026-03-15T16:00")


def test_the_end_of_a_day_is_the_next_day_s_midnight() -> None:
    assert parse_instant("2023-10-31 24:00") == parse_instant("2023-11-01 00:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "——",
        "&nbsp;",
        "2O18-O6-18",
        "2018-06-l8",
        "2026-13-45",
        "2026-02-30",
        "2026-02-28 25:00",
        "2026-02-28 24:01",
        "2026-02-28 12:61",
        "2017-05/31",
        "2017年5月",
        "2017",
        "12",
        "0001-01-01",
        "2017-05-31 15:40 以后",
        "99999999999999999",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_instant(text) is None
    assert parse_day(text) is None


@given(st.datetimes(dt.datetime(1901, 1, 2), dt.datetime(2199, 12, 30)))  # noqa: DTZ001
def test_a_written_instant_reads_back(local: dt.datetime) -> None:
    local = local.replace(microsecond=0)
    instant = parse_instant(f"{local:%Y-%m-%d %H:%M:%S}")
    expected = local.replace(tzinfo=SHANGHAI).astimezone(dt.UTC).replace(tzinfo=None)
    assert instant == expected


@given(st.dates(dt.date(1901, 1, 2), dt.date(2199, 12, 30)))
def test_a_written_day_reads_back(day: dt.date) -> None:
    midnight = dt.datetime.combine(day, dt.time(), SHANGHAI)
    texts = [f"{day}", f"{day:%Y年%m月%d日}", f"{day:%Y%m%d}"]
    milliseconds = str(int(midnight.timestamp()) * 1000)
    if len(milliseconds.lstrip("-")) >= 11:
        texts.append(milliseconds)
    assert {parse_day(text) for text in texts} == {day}


def test_the_day_of_an_instant_changes_at_16_utc() -> None:
    before, after = map(dt.datetime.fromisoformat, ("2026-06-17T15:59", "2026-06-17T16:00"))
    assert (shanghai_day(before), shanghai_day(after)) == (
        dt.date(2026, 6, 17),
        dt.date(2026, 6, 18),
    )


@given(st.text() | st.text(alphabet="0123456789-/.年月日时分点 T:Z+", max_size=24))
def test_every_text_is_taken(text: str) -> None:
    parse_instant(text)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2023-10-31 24:00", "2023-10-31T16:00"),
        ("2023-11-01 00:00", "2023-10-31T16:00"),
        ("2024-02-28 24:00", "2024-02-28T16:00"),
        ("2023-10-31 07:59", "2023-10-30T23:59"),
    ],
)
def test_an_instant_at_shanghai_becomes_utc(written: str, utc: str) -> None:
    assert shanghai_instant(written) == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "written", ["2023-10-31", "2023-10-31 24:01", "2023-10-31 12:60", "2023-02-30 10:00", "昨天"]
)
def test_no_instant_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        shanghai_instant(written)
