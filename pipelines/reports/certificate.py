"""The certificate of a leader, with what it takes to check it against the public record (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pipelines.core.certificates import certificate_digest
from pipelines.reports.board_form import ask
from pipelines.reports.pages import Paper, day_text, filled, find_template, safe_name
from pipelines.reports.subjects import leader_key
from pipelines.reports.submissions import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "leaders.html"
"""Page of the public site on which a certificate is checked."""

_ROOM = 50  # characters of a fact: some three lines, so that a certificate stays one page

_CERTIFICATE = """
with products as (
    select declaration_id, list(distinct product_name order by product_name) as names
    from fct_declared_products
    group by declaration_id
),

fields as (
    select programme, field_code, arg_max(name_zh, year) as name_zh
    from dim_key_fields
    group by programme, field_code
)

select
    leaders.status,
    leaders.year,
    leaders.certificate_no,
    leaders.valid_from,
    leaders.valid_to,
    -- as awarded: a later name or number changes no certificate
    coalesce(awarded.org_name, declarations.org_name) as org_name,
    coalesce(awarded.standard_no, declarations.standard_no) as standard_no,
    coalesce(awarded.standard_name, '') as standard_name,
    coalesce(awarded.uscc, leaders.enterprise_id) as uscc,
    coalesce(fields.name_zh, leaders.field_code) as field_name,
    coalesce(categories.name_zh, leaders.product_category) as category_name,
    products.names as products,
    string_split(entries.models_text, '、') as models,
    programmes.basis,
    programmes.work_institution,
    replace(coalesce(programmes.publishes_in, '统一平台'), ';', '、') as publishes_in,
    boards.evidence
from fct_leaders as leaders
left join fct_declaration_history as awarded
    on
        leaders.declaration_id = awarded.declaration_id
        and leaders.awarded_version = awarded.version
left join fct_declarations as declarations
    on leaders.declaration_id = declarations.declaration_id
left join products on leaders.declaration_id = products.declaration_id
left join fields
    on leaders.programme = fields.programme and leaders.field_code = fields.field_code
left join dim_product_categories as categories
    on leaders.product_category = categories.product_category
left join dim_programmes as programmes on leaders.programme = programmes.programme
left join fct_boards as boards
    on
        leaders.programme = boards.programme
        and leaders.field_code = boards.field_code
        and leaders.product_category = boards.product_category
        and leaders.period = boards.period
left join fct_board_entries as entries
    on
        leaders.programme = entries.programme
        and leaders.field_code = entries.field_code
        and leaders.product_category = entries.product_category
        and leaders.period = entries.period
        and leaders.declaration_id = entries.declaration_id
where
    leaders.programme = $programme and leaders.year = $year
    and leaders.field_code = $field_code and leaders.product_category = $product_category
    and leaders.declaration_id = $declaration_id
"""


def certificate(
    database: Path, programme: str, leader: str, own_templates: Path, *, site: str | None = None
) -> Paper:
    """The certificate of a leader whose title holds.

    Args:
        database: of the release.
        programme: of the title.
        leader: `<year>/<field>/<category>/<declaration_id>`, as decisions name it.
        own_templates: folder of programmes' own templates.
        site: address of the public site; None: the certificate names the page alone.

    Raises:
        LookupError: the release knows no such leader, or it is not published.
        FileNotFoundError: there is no template.
        TemplateFaultError: the template cannot be filled.
    """
    rows = ask(database, _CERTIFICATE, **leader_key(programme, leader))
    if not rows:
        raise LookupError(f"发布快照中没有 {programme} 的领跑者 {leader}")
    [row] = rows
    if row["status"] != "published":
        raise LookupError(
            f"{leader} 现为 {row['status']}，没有有效的称号，不出证书；"
            "须已记录 leaders_published 并进入发布快照，且未退出、未到期"
        )
    number = row["certificate_no"]
    values = {
        **row,
        "product": _some(row["products"]) or row["category_name"],
        "model": _some(row["models"]) or "—",
        "digest": certificate_digest(
            number, row["org_name"], row["standard_no"], row["valid_from"], row["valid_to"]
        ),
        "page": certificate_page(number, site),
        "marks": (EXAMPLE,) if row["evidence"] == "example" else (),
        "dated": day_text(row["valid_from"]),
    }
    template = find_template("certificate", programme, own_templates)
    return Paper(
        f"证书-{safe_name(number)}-{safe_name(row['org_name'])}.docx", filled(template, values)
    )


def certificate_page(number: str, site: str | None) -> str:
    """Where a certificate is checked: the page, which opens with the number filled in."""
    address = f"{PAGE}#?{urlencode({'certificate': number})}"
    return f"{site.rstrip('/')}/{address}" if site else address


def _some(names: list[str] | None) -> str:
    """As many names as there is room for; of more than that, how many there are."""
    found = [name for name in names or () if name]
    kept = found
    while len(kept) > 1 and len("、".join(kept)) > _ROOM:
        kept = kept[:-1]
    more = f"等{len(found)}种" if len(kept) < len(found) else ""
    return "、".join(kept) + more
