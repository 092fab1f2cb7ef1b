"""Publications, renewals and exits as an Atom feed (RFC 4287): an entry is what was decided."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from pipelines.core.wording import EXIT_REASONS
from pipelines.site.words import period_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.feeds.rows import Row

_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = "企业标准“领跑者”：发布与退出"
_EVENTS = {
    "board_published": "排行榜发布",
    "leaders_published": "领跑者发布",
    "leader_renewed": "领跑者续期",
    "exit_confirmed": "领跑者退出",
}
_SHANGHAI = timedelta(hours=8)
# of a tag URI's authority counts who owned it on a day (RFC 4151); this one never changes
_OWNED_IN = "2026"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(rows: Iterable[Row], authority: str, reached_on: date) -> bytes:
    """The feed's document.

    Args:
        rows: of `rows.event_rows`, newest first.
        authority: host name by which ids are told from those of other publishers.
        reached_on: when the feed was updated, where it has no entry.
    """
    # the stubs of lxml know no default namespace
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    decided = [list(each) for _, each in groupby(rows, _entry_path)]
    start = datetime.combine(reached_on, time(), UTC) - _SHANGHAI
    newest = decided[0][0]["updated_at"].replace(tzinfo=UTC) if decided else start
    _put(feed, "id", _tag(authority, "feeds/changes"))
    _put(feed, "title", _TITLE)
    _put(feed, "updated", _instant(newest))
    _put(_put(feed, "author"), "name", "企业标准“领跑者”")
    _put(feed, "link", rel="self", type="application/atom+xml", href="changes.atom")
    for leaders in decided:
        _add_entry(feed, leaders, authority)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry_path(row: Row) -> str:
    """What an entry is about: a board, a year's list of a category, or one leader."""
    about = [row["event"], row["programme"], str(row["year"]), row["field_code"]]
    about.append(row["product_category"])
    if row["event"] == "board_published":
        about.append(row["period"])
    elif row["event"] != "leaders_published":
        about.append(row["declaration_id"])
    return "/".join([*about, row["effective_on"].isoformat()])


def _add_entry(feed: etree._Element, rows: list[Row], authority: str) -> None:
    first = rows[0]
    event = first["event"]
    entry = _put(feed, "entry")
    _put(entry, "id", _tag(authority, _entry_path(first)))
    _put(entry, "title", f"{_EVENTS[event]}：{_subject(rows)}")
    _put(entry, "updated", _instant(first["updated_at"]))
    _put(entry, "published", f"{first['effective_on'].isoformat()}T00:00:00+08:00")
    _put(_put(entry, "author"), "name", first["programme_name"])
    _put(entry, "category", term=event, label=_EVENTS[event])
    _put(entry, "category", term=first["programme"], label=first["programme_name"])
    href = "leaders.json"
    if event == "board_published":
        place = (first["programme"], first["field_code"], first["product_category"])
        href = f"boards/{'/'.join(place)}/{first['period']}.json"
    _put(entry, "link", rel="alternate", type="application/json", href=href)
    _put(entry, "content", "\n".join(_lines(rows)), type="text")


def _subject(rows: list[Row]) -> str:
    """What a title ends with: a name that turns the direction of writing turns nothing after it."""
    first = rows[0]
    if first["event"] == "board_published":
        return f"{first['category_name']} {period_text(first['period'])}"
    if first["event"] == "leaders_published":
        return f"{first['category_name']} {first['year']} 年度，{len(rows)} 项"
    return " ".join(first["enterprise_name"].split())


def _lines(rows: list[Row]) -> list[str]:
    first = rows[0]
    lines = [
        f"活动：{first['programme_name']}",
        f"重点领域：{first['field_name']}",
        f"产品类别：{first['category_name']}",
    ]
    if first["event"] == "board_published":
        return [*lines, f"周期：{period_text(first['period'])}"]
    lines.append(f"年度：{first['year']}")
    if first["event"] == "exit_confirmed":
        number = first["exit_reason"]
        lines.append(f"退出日期：{first['effective_on']}")
        lines.append(f"退出原因：{EXIT_REASONS.get(number, '未注明')}")
    elif first["valid_from"] and first["valid_to"]:
        lines.append(f"有效期：{first['valid_from']} 至 {first['valid_to']} 前")
    for row in rows:
        said = [row["certificate_no"], row["standard_no"], row["enterprise_name"]]
        lines.append(" ".join(" ".join(part for part in said if part).split()))
    return lines


def _put(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = _NO_XML.sub("", text) or None
    return child


def _tag(authority: str, path: str) -> str:
    return f"tag:{authority},{_OWNED_IN}:{quote(path, safe='/-._~')}"


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"
