"""Notices of publicity and of publication: of a scheme, a board, a list of leaders.

D1 part 3 (1) 3 for schemes; part 3 (2) 4 for boards and leaders. A notice says what the ledger
says: publicity only of what is in publicity, publication only of what is published. Before its
publicity starts there is a draft, which says that it is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipelines.core.working_days import publicity
from pipelines.reports.board_form import ask, find_board, note_text
from pipelines.reports.figures import Column
from pipelines.reports.listings import (
    BOARD_COLUMNS,
    KEY_FIELD,
    LEADER_COLUMNS,
    SHARED,
    Listing,
    papers_of,
)
from pipelines.reports.pages import Paper, day_text, find_template
from pipelines.reports.subjects import Subject, subject_of
from pipelines.reports.submissions import (
    DRAFT,
    EXAMPLE,
    INTERNAL,
    board_lines,
    leader_lines,
    leader_list,
    leader_note,
    listed_entries,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

Notice = Literal["publicity", "publication"]

SCHEME_COLUMNS = (
    KEY_FIELD,
    Column("title", "评估方案", width=50),
    Column("body_name", "评估机构", width=36),
    Column("products", "产品（或服务）", width=30),
    Column("indicators", "核心指标", width=50),
    Column("period", "评估周期"),
)
AWARDED_COLUMNS = (
    KEY_FIELD,
    *SHARED,
    Column("certificate_no", "证书编号", width=42),
    Column("validity", "有效期", width=34),
)

_PERIODS = {"quarterly": "每季度一次", "yearly": "每年一次"}
_STARTED = {
    "scheme": "scheme_publicity_started",
    "board": "board_publicity_started",
    "leader_list": "leaders_publicity_started",
}
_PUBLISHED = {
    "scheme": "scheme_published",
    "board": "board_published",
    "leader_list": "leaders_published",
}
_NAMES = {"publicity": "公示", "publication": "发布"}

_PUBLICITIES = """
select publicity_from, publicity_to, objection_count
from fct_publicities
where programme = $programme and subject = $subject
order by publicity_from desc, decision_id desc
limit 1
"""

_PROGRAMME = """
select
    basis,
    work_institution,
    replace(coalesce(publishes_in, '统一平台'), ';', '、') as publishes_in
from dim_programmes
where programme = $programme
"""

_SCHEME = """
with fields as (
    select programme, field_code, arg_max(name_zh, year) as name_zh
    from dim_key_fields
    group by programme, field_code
),

asked as (
    select scheme_id, scheme_version, name_zh, min(position) as position
    from dim_scheme_indicators
    where indicator_class = 'core'
    group by scheme_id, scheme_version, name_zh
),

covered as (
    select distinct scheme_id, scheme_version, product_category from dim_scheme_indicators
)

select
    schemes.year,
    schemes.title,
    schemes.body_name,
    schemes.period,
    schemes.state,
    schemes.evidence,
    coalesce(fields.name_zh, schemes.field_code) as key_field,
    (
        select string_agg(name_zh, '、' order by position)
        from asked
        where asked.scheme_id = $scheme_id and asked.scheme_version = $scheme_version
    ) as indicators,
    (
        select string_agg(coalesce(name_zh, product_category), '、' order by product_category)
        from covered
        left join dim_product_categories using (product_category)
        where covered.scheme_id = $scheme_id and covered.scheme_version = $scheme_version
    ) as products
from dim_schemes as schemes
left join fields
    on schemes.programme = fields.programme and schemes.field_code = fields.field_code
where
    schemes.programme = $programme and schemes.scheme_id = $scheme_id
    and schemes.scheme_version = $scheme_version
"""


@dataclass(frozen=True)
class _Matter:
    """What a notice is about.

    Attributes:
        about: period and product, as the title's first line says it.
        thing: what of it, as the lines after it say it.
        state: in the release.
        listing: its table.
        values: what else the template asks for.
    """

    about: str
    thing: str
    state: str
    listing: Listing
    values: dict[str, Any]
    is_example: bool

    @property
    def name(self) -> str:
        """In the notice's text and above its table."""
        return (self.about + self.thing).replace("\n", "")


def notice(
    database: Path,
    programme: str,
    kind: Notice,
    subject: str,
    own_templates: Path,
    *,
    starts_on: date | None = None,
    dated: date | None = None,
) -> list[Paper]:
    """A notice with its table, and the table as a workbook.

    Args:
        database: of the release.
        programme: of the subject.
        kind: of publicity or of publication.
        subject: as decisions name it: `<scheme>/<version>`, `<field>/<category>/<period>` or
            `<year>/<field>/<category>`.
        own_templates: folder of programmes' own templates.
        starts_on: day on which a publicity will start: the notice is a draft.
        dated: of the notice; None leaves room to write it.

    Raises:
        LookupError: the release has no such subject, or it is in another state.
        UnannouncedYearError: the holidays of a year that a draft reaches are not known yet.
        FileNotFoundError: there is no template.
        TemplateFaultError: the template cannot be filled.
    """
    about = subject_of(subject)
    matter = _matter(database, programme, kind, about)
    _check_state(kind, about, matter.state, starts_on)
    found = ask(database, _PUBLICITIES, programme=programme, subject=subject)
    marks = [EXAMPLE] if matter.is_example else []
    starts, ends = (found[0]["publicity_from"], found[0]["publicity_to"]) if found else (None, None)
    if starts_on is not None:
        planned = publicity(starts_on)
        starts, ends = planned.starts_on, planned.ends_on
        marks = [INTERNAL, f"{DRAFT}尚未公示，以记录的决定为准", *marks]
    [named] = ask(database, _PROGRAMME, programme=programme) or [{}]
    values = {
        **named,
        **matter.values,
        "publicity_from": day_text(starts),
        "publicity_to": day_text(ends),
        "objection_count": found[0]["objection_count"] if found else 0,
        "what": matter.name,
        "about": matter.about,
        "thing": matter.thing,
        "dated": day_text(dated),
    }
    template = find_template(f"{kind}_{about.kind}", programme, own_templates)
    listing = Listing(matter.name, matter.listing.columns, matter.listing.rows, tuple(marks))
    return papers_of(listing, f"{_NAMES[kind]}-{matter.name}", template, values)


def _check_state(kind: Notice, about: Subject, state: str, starts_on: date | None) -> None:
    """Nothing is announced that nobody decided."""
    if kind == "publication":
        if starts_on is not None:
            raise LookupError("发布公告没有开始公示的日期；请去掉 --starts")
        if state != "published":
            raise LookupError(
                f"{about.name} 现为 {state}，没有发布，不出发布公告；"
                f"请先记录 {_PUBLISHED[about.kind]}，待下一个发布快照后再出"
            )
        return
    if state == "in_publicity":
        if starts_on is not None:
            raise LookupError(f"{about.name} 已在公示，公示期以决定为准；请去掉 --starts")
        return
    if state == "published":
        raise LookupError(f"{about.name} 已发布，不再公示；发布公告用 publication")
    if starts_on is None:
        raise LookupError(
            f"{about.name} 现为 {state}，没有公示；"
            f"请先记录 {_STARTED[about.kind]}，待下一个发布快照后再出公示；"
            "要先起草，请用 --starts 指明拟开始公示的日期"
        )


def _matter(database: Path, programme: str, kind: Notice, about: Subject) -> _Matter:
    if about.kind == "scheme":
        return _scheme(database, programme, about)
    if about.kind == "board":
        return _board(database, programme, about)
    return _leaders(database, programme, kind, about)


def _scheme(database: Path, programme: str, about: Subject) -> _Matter:
    scheme_id, version = about.parts
    rows = ask(
        database,
        _SCHEME,
        programme=programme,
        scheme_id=scheme_id,
        scheme_version=int(version),
    )
    if not rows:
        raise LookupError(f"发布快照中没有 {programme} 的方案 {about.name}")
    [row] = rows
    line = {**row, "period": _PERIODS.get(row["period"], "—")}
    return _Matter(
        about=f"{row['year']}年{row['key_field']}",
        thing="企业标准“领跑者”评估方案和评估机构",
        state=row["state"],
        listing=Listing("", SCHEME_COLUMNS, [line]),
        values={},
        is_example=row["evidence"] == "example",
    )


def _board(database: Path, programme: str, about: Subject) -> _Matter:
    field_code, product_category, period = about.parts
    board = find_board(database, programme, field_code, product_category, period)
    listed = listed_entries(database, board)
    rows = board_lines(board, listed.entries, note_text(board, listed.left_out))
    return _Matter(
        about=f"{board.period_text}{board.category_name}",
        thing="产品（或服务）企业标准排行榜",
        state=board.state,
        listing=Listing("", BOARD_COLUMNS, rows),
        values={"body_name": board.body_name, "scheme_title": board.scheme_title},
        is_example=board.evidence == "example",
    )


def _leaders(database: Path, programme: str, kind: Notice, about: Subject) -> _Matter:
    year, field_code, product_category = about.parts
    place = (programme, int(year), field_code, product_category)
    every = leader_list(database, *place)
    if not every.entries:
        raise LookupError(f"发布快照中 {about.name} 没有领跑者；请先记录 shortlist_fixed")
    state = next(
        each
        for each in ("in_publicity", "published", "shortlisted", "expired")
        if each in every.states
    )
    others = every.states - {state}
    listed = leader_list(database, *place, without={"withdrawn", "exited", *others})
    board = listed.board
    lines = leader_lines(board, listed.entries, leader_note(board))
    for line, entry in zip(lines, listed.entries, strict=True):
        fact = listed.facts[entry.declaration_id]
        validity = f"{day_text(fact['valid_from'])}至{day_text(fact['valid_to'])}前"
        line |= {"certificate_no": fact["certificate_no"], "validity": validity}
    return _Matter(
        about=f"{year}年{board.category_name}",
        thing="产品（或服务）企业标准\n“领跑者”名单",
        state=state,
        listing=Listing("", AWARDED_COLUMNS if kind == "publication" else LEADER_COLUMNS, lines),
        values={"body_name": board.body_name, "scheme_title": board.scheme_title},
        is_example=board.evidence == "example",
    )
