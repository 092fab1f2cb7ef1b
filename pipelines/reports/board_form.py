"""The rows of forms 2-1 and 2-2 as a release computes them (D1, annexes 2-1 and 2-2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

PUBLIC_STATES = ("in_publicity", "published")
"""States of a board in which anybody may see it (design.md, “Release is not publication”)."""
UNSUBMITTED_STATES = ("computed", "returned", "under_revision")
"""States in which the body has still to submit it, or to submit it anew."""

_LEFT_OUT = re.compile(r"另有 \d+ 项未经企业同意，不列入；其余名次不变。$")

_BOARDS = """
with fields as (
    select programme, field_code, arg_max(name_zh, year) as name_zh
    from dim_key_fields
    group by programme, field_code
)

select
    boards.programme,
    boards.field_code,
    boards.product_category,
    boards.period,
    boards.year,
    coalesce(fields.name_zh, boards.field_code) as field_name,
    coalesce(categories.name_zh, boards.product_category) as category_name,
    coalesce(programmes.name_zh, boards.programme) as programme_name,
    programmes.basis,
    programmes.work_institution,
    programmes.publishes_in,
    schemes.title as scheme_title,
    schemes.body_name,
    schemes.body_uscc,
    schemes.leader_level,
    boards.method,
    boards.cut_off_on,
    boards.is_provisional,
    boards.state,
    boards.evidence,
    boards.digest,
    coalesce(boards.note, '') as note
from fct_boards as boards
left join dim_programmes as programmes using (programme)
left join dim_schemes as schemes using (scheme_id, scheme_version)
left join fields
    on boards.programme = fields.programme and boards.field_code = fields.field_code
left join dim_product_categories as categories
    on boards.product_category = categories.product_category
where boards.programme = $programme
order by boards.field_code, boards.product_category, boards.period
"""

_INDICATORS = """
select asked.name_zh
from fct_boards as boards
inner join dim_scheme_indicators as asked
    using (scheme_id, scheme_version, product_category)
where
    boards.programme = $programme and boards.field_code = $field_code
    and boards.product_category = $product_category and boards.period = $period
    and asked.indicator_class = 'core'
order by asked.position
"""

_ROWS = """
with products as (
    select
        declaration_id,
        product_category,
        product_name,
        min(product_no) as product_no
    from fct_declared_products
    where product_name is not null
    group by declaration_id, product_category, product_name
)

select
    entries.declaration_id,
    entries.enterprise_id,
    history.uscc,
    history.org_name,
    history.standard_no,
    history.standard_name,
    enterprises.province_name as province,
    entries.rank,
    entries.level,
    entries.score,
    entries.is_tied,
    -- of a category above that of the products, as of one of its own
    coalesce(
        list(products.product_name order by products.product_no)
            filter (where products.product_category = entries.product_category),
        list(products.product_name order by products.product_no)
            filter (where products.product_name is not null),
        []
    ) as products,
    entries.models_text
from fct_board_entries as entries
left join fct_declaration_history as history
    on entries.declaration_id = history.declaration_id and entries.version = history.version
left join dim_enterprises as enterprises on entries.enterprise_id = enterprises.enterprise_id
left join products on entries.declaration_id = products.declaration_id
where
    entries.programme = $programme and entries.field_code = $field_code
    and entries.product_category = $product_category and entries.period = $period
group by all
order by entries.rank, history.org_name, entries.declaration_id
"""


@dataclass(frozen=True)
class Board:
    """A board of a release, with the names of what it is about.

    Attributes:
        period: `2026Q2`, or `2026` of a yearly board.
        basis: title of the programme's document.
        work_institution: who examines and publishes.
        publishes_in: where, joined by `;`.
        body_name: of the scheme's assessment body.
        evidence: `seen`, or `example` of a scheme whose levels were made up.
        note: method and core indicators, as a form's last column says them.
    """

    programme: str
    field_code: str
    product_category: str
    period: str
    year: int
    field_name: str
    category_name: str
    programme_name: str
    basis: str | None
    work_institution: str | None
    publishes_in: str | None
    scheme_title: str
    body_name: str
    body_uscc: str
    leader_level: int | None
    method: str
    cut_off_on: date
    is_provisional: bool
    state: str
    evidence: str
    digest: str
    note: str

    @property
    def key(self) -> dict[str, str]:
        """What names it in the release's tables."""
        return {
            "programme": self.programme,
            "field_code": self.field_code,
            "product_category": self.product_category,
            "period": self.period,
        }

    @property
    def subject(self) -> str:
        """As decisions name it."""
        return f"{self.field_code}/{self.product_category}/{self.period}"

    @property
    def period_text(self) -> str:
        """As annex 2-1 writes it: 2026年第二季度, 2026年."""
        year, _, quarter = self.period.partition("Q")
        return f"{year}年" + (f"第{'一二三四'[int(quarter) - 1]}季度" if quarter else "")


@dataclass(frozen=True)
class BoardRow:
    """An entry as a form shows it.

    Attributes:
        products: names of the declared products, in the declaration's order.
        models_text: models, with `、` between them; None where none are declared.
    """

    declaration_id: str
    enterprise_id: str
    uscc: str | None
    org_name: str
    standard_no: str
    standard_name: str | None
    province: str | None
    rank: int
    level: int | None
    score: float | None
    is_tied: bool
    products: tuple[str, ...]
    models_text: str | None

    def product(self, board: Board) -> str:
        """Column 产品（或服务）名称."""
        return "、".join(self.products) or board.category_name

    def model(self, board: Board) -> str:
        """Column 产品（或服务）类别/型号; of a service, which has no model, its category."""
        return self.models_text or board.category_name


def boards(database: Path, programme: str) -> list[Board]:
    """The boards of a programme in a release."""
    return [Board(**row) for row in ask(database, _BOARDS, programme=programme)]


def find_board(
    database: Path, programme: str, field_code: str, product_category: str, period: str
) -> Board:
    """A board of the release.

    Raises:
        LookupError: the release has no such board; the message says which there are.
    """
    there = boards(database, programme)
    subject = f"{field_code}/{product_category}/{period}"
    for board in there:
        if board.subject == subject:
            return board
    known = "、".join(board.subject for board in there if board.field_code == field_code)
    raise LookupError(f"发布快照中没有 {programme} 的榜单 {subject}；该领域有：{known or '无'}")


def board_rows(database: Path, board: Board) -> list[BoardRow]:
    """The entries of a board, best first; equal ranks by name."""
    rows = ask(database, _ROWS, **board.key)
    return [BoardRow(**{**row, "products": tuple(row["products"])}) for row in rows]


def indicator_names(database: Path, board: Board) -> list[str]:
    """The core indicators that a board goes by, in the scheme's order."""
    return [row["name_zh"] for row in ask(database, _INDICATORS, **board.key)]


def note_text(board: Board, left_out: Sequence[str] = ()) -> str:
    """Column 备注 of form 2-1: method and core indicators, and how many are left out.

    The release says so too, as of what was submitted last (`fct_boards.note`).
    """
    method = _LEFT_OUT.sub("", board.note)
    if not left_out:
        return method
    return f"{method}另有 {len(left_out)} 项未经企业同意，不列入；其余名次不变。"


def ask(database: Path, query: str, **named: Any) -> list[dict[str, Any]]:
    """The rows that a query gives, by the names of its columns."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(query, named)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
