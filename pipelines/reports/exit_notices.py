"""What goes out when a leader loses its title: a publicity notice and two notices to authorities.

D1 part 3 (2) 6: publicised on the platform, reported to the supervising departments, and entered
into the credit system.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.core.wording import EXIT_REASONS
from pipelines.reports.pages import Paper, day_text, filled, find_template
from pipelines.reports.subjects import leader_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

NOTICES = {
    "exit_publicity": "取消称号公示",
    "exit_departments": "报监管部门的函",
    "exit_credit": "纳入信用体系的函",
}
"""Templates, with the name that the file gets."""

_ENDS = ("。", "！", "？", "；", ".")
_EXIT = """
with products as (
    select declaration_id, string_agg(distinct product_name, '、' order by product_name) as names
    from fct_declared_products
    group by declaration_id
)

select
    leaders.status,
    leaders.year,
    coalesce(categories.name_zh, leaders.product_category) as category_name,
    declarations.org_name,
    coalesce(declarations.uscc, declarations.enterprise_id) as uscc,
    declarations.standard_no,
    coalesce(products.names, categories.name_zh, leaders.product_category) as product,
    leaders.certificate_no,
    leaders.valid_from,
    leaders.valid_to,
    leaders.exited_on,
    leaders.exit_reason,
    bans.reason as text,
    bans.barred_from,
    bans.barred_until,
    bans.decision_id,
    programmes.basis,
    programmes.work_institution,
    replace(coalesce(programmes.publishes_in, '统一平台'), ';', '、') as publishes_in
from fct_leaders as leaders
left join dim_programmes as programmes on leaders.programme = programmes.programme
left join dim_product_categories as categories
    on leaders.product_category = categories.product_category
left join fct_declarations as declarations
    on leaders.declaration_id = declarations.declaration_id
left join products on leaders.declaration_id = products.declaration_id
left join fct_leader_events as events
    on
        leaders.programme = events.programme
        and leaders.year = events.year
        and leaders.field_code = events.field_code
        and leaders.product_category = events.product_category
        and leaders.declaration_id = events.declaration_id
        and events.event = 'exit_confirmed'
left join fct_bans as bans on events.decision_id = bans.decision_id
where
    leaders.programme = $programme and leaders.year = $year
    and leaders.field_code = $field_code and leaders.product_category = $product_category
    and leaders.declaration_id = $declaration_id
order by events.seq desc
limit 1
"""


def exit_notices(
    database: Path,
    programme: str,
    leader: str,
    own_templates: Path,
    *,
    dated: date | None = None,
) -> Iterator[Paper]:
    """The three papers of one exit.

    Args:
        database: of the release.
        programme: of the title.
        leader: `<year>/<field>/<category>/<declaration_id>`, as decisions name it.
        own_templates: folder of programmes' own templates.
        dated: of the papers; None leaves room to write it.

    Raises:
        LookupError: the release knows no such leader, or it has not exited.
    """
    values = _exit(database, programme, leader)
    for name, title in NOTICES.items():
        template = find_template(name, programme, own_templates)
        body = filled(template, {**values, "dated": day_text(dated)})
        yield Paper(f"{leader.replace('/', '-')}-{title}.docx", body)


def _exit(database: Path, programme: str, leader: str) -> dict[str, Any]:
    named = leader_key(programme, leader)
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(_EXIT, named)
        columns = [column[0] for column in found.description or ()]
        row = found.fetchone()
    if row is None:
        raise LookupError(f"发布快照中没有 {programme} 的领跑者 {leader}")
    values = dict(zip(columns, row, strict=True))
    if values["status"] != "exited":
        raise LookupError(
            f"{leader} 没有退出（现为 {values['status']}）；"
            "请先记录 exit_confirmed，待下一个发布快照后再出文"
        )
    text = (values["text"] or "").strip()
    return {
        **values,
        "reason": EXIT_REASONS[values["exit_reason"]],
        "text": text if text.endswith(_ENDS) else f"{text}。",
    }
